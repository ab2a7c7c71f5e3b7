#include "ck_reduce.h"

#include <stdbool.h>

#include "ck_vector.h"
#include "sum.h"

#define EACH(...)                                    \
  for (int64_t o = 0; o < outer; o++)                 \
    for (int64_t i = 0; i < inner; i++) {             \
      const int64_t at = o * n * inner + i, to = o * inner + i; \
      __VA_ARGS__                                            \
    }

#define FOLD(T, R, START, ...)                       \
  EACH({                                              \
    const T *x = (const T *)in + at;                  \
    R r = START;                                      \
    for (int64_t k = 0; k < n; k++) { T v = x[k * inner]; __VA_ARGS__; } \
    ((R *)out)[to] = r;                               \
  })

#define COMMON(T)                                                          \
  case CK_MAX: FOLD(T, T, x[0], if (v > r || v != v) r = v) return;                   \
  case CK_MIN: FOLD(T, T, x[0], if (v < r || v != v) r = v) return;                   \
  case CK_ALL: FOLD(T, uint8_t, 1, r = r && v != 0) return;                           \
  case CK_ANY: FOLD(T, uint8_t, 0, r = r || v != 0) return;

#define INT_REDUCE(T, U)                                             \
  switch (op) {                                                      \
    case CK_SUM: FOLD(T, T, 0, r = (T)((U)r + (U)v)) return;         \
    case CK_PROD: FOLD(T, T, 1, r = (T)((U)r * (U)v)) return;        \
    COMMON(T)                                                     \
  }
#define FLOAT_REDUCE(T)                                              \
  switch (op) {                                                      \
    case CK_SUM: ck_sum(type, outer, n, inner, out, in); return;     \
    case CK_PROD: FOLD(T, T, 1, r = r * v) return;                   \
    COMMON(T)                                                     \
  }

void ck_reduce(ck_reduce_op op, ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out,
               const void *in) {
  switch (type) {
    case CK_BOOL: case CK_U8: INT_REDUCE(uint8_t, uint8_t) return;
    case CK_I32: INT_REDUCE(int32_t, uint32_t) return;
    case CK_I64: INT_REDUCE(int64_t, uint64_t) return;
    case CK_F32: FLOAT_REDUCE(float) return;
    case CK_F64: FLOAT_REDUCE(double) return;
  }
}

#define ARG(T)                                                                  \
  EACH({                                                                        \
    const T *x = (const T *)in + at;                                            \
    int64_t best = 0;                                                           \
    T v = x[0];                                                                 \
    for (int64_t k = 1; k < n && v == v; k++) {                                 \
      T w = x[k * inner];                                                       \
      if ((largest ? w > v : w < v) || w != w) { v = w; best = k; }             \
    }                                                                           \
    out[to] = best;                                                             \
  })

void ck_arg_extreme(bool largest, ck_dtype type, int64_t outer, int64_t n, int64_t inner,
                    int64_t *out, const void *in) {
  switch (type) {
    case CK_BOOL: case CK_U8: ARG(uint8_t) return;
    case CK_I32: ARG(int32_t) return;
    case CK_I64: ARG(int64_t) return;
    case CK_F32:
      if (largest && inner == 1 && n <= 32) ck_vector()->argmax(outer, n, out, in);
      else ARG(float)
      return;
    case CK_F64: ARG(double) return;
  }
}

int64_t ck_hits(int64_t rows, int64_t n, const float *in, const int64_t *classes) {
  enum { GROUP = 64 };
  int64_t best[GROUP], hits = 0;
  for (int64_t first = 0; first < rows; first += GROUP) {
    const int64_t count = rows - first < GROUP ? rows - first : GROUP;
    ck_arg_extreme(true, CK_F32, count, n, 1, best, in + first * n);
    for (int64_t r = 0; r < count; r++) hits += best[r] == classes[first + r];
  }
  return hits;
}
