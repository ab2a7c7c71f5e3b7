#include "ck_reduce.h"

#include <stdbool.h>

#include "ck_vector.h"

#define SUM_LANES 8

// Pairwise above 256 elements: keeps float32 sums of millions as exact as PyTorch's.
#define PAIRWISE_SUM(NAME, T)                                            \
  static T NAME(const T *x, int64_t n, int64_t stride) {                 \
    if (n > 256) {                                                       \
      int64_t half = (n / 2 + 7) & ~(int64_t)7;                          \
      return NAME(x, half, stride) + NAME(x + half * stride, n - half, stride); \
    }                                                                    \
    T lanes[SUM_LANES] = {0};                                            \
    int64_t i = 0;                                                       \
    for (; i + SUM_LANES <= n; i += SUM_LANES)                           \
      for (int k = 0; k < SUM_LANES; k++) lanes[k] += x[(i + k) * stride]; \
    for (; i < n; i++) lanes[0] += x[i * stride];                        \
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +             \
           ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));              \
  }
PAIRWISE_SUM(sum_f32, float)
PAIRWISE_SUM(sum_f64, double)

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
  case CK_PROD: FOLD(T, T, 1, r = (T)(r * v)) return;                                 \
  case CK_MAX: FOLD(T, T, x[0], if (v > r || v != v) r = v) return;                   \
  case CK_MIN: FOLD(T, T, x[0], if (v < r || v != v) r = v) return;                   \
  case CK_ALL: FOLD(T, uint8_t, 1, r = r && v != 0) return;                           \
  case CK_ANY: FOLD(T, uint8_t, 0, r = r || v != 0) return;

#define INT_REDUCE(T, U)                                             \
  switch (op) {                                                      \
    case CK_SUM: FOLD(T, T, 0, r = (T)((U)r + (U)v)) return;         \
    COMMON(T)                                                     \
  }
// Rows are added up side by side, in blocks whose sums are added in turn. A constant WIDTH keeps
// the sums in registers.
#define ADD_COLUMNS(T, WIDTH)                                                  \
  for (; i + WIDTH <= inner; i += WIDTH) {                                     \
    T total[WIDTH] = {0};                                                      \
    const T *row = (const T *)in + o * n * inner + i;                          \
    for (int64_t k0 = 0; k0 < n; k0 += 64) {                                   \
      T block[WIDTH] = {0};                                                    \
      const int64_t rows = n - k0 < 64 ? n - k0 : 64;                          \
      for (int64_t k = 0; k < rows; k++, row += inner)                         \
        for (int q = 0; q < WIDTH; q++) block[q] += row[q];                    \
      for (int q = 0; q < WIDTH; q++) total[q] += block[q];                    \
    }                                                                          \
    for (int q = 0; q < WIDTH; q++) ((T *)out)[o * inner + i + q] = total[q];  \
  }
#define COLUMN_SUM(T)                                                          \
  for (int64_t o = 0; o < outer; o++) {                                        \
    int64_t i = 0;                                                             \
    ADD_COLUMNS(T, 16)                                                         \
    ADD_COLUMNS(T, 4)                                                          \
    ADD_COLUMNS(T, 1)                                                          \
  }

#define FLOAT_REDUCE(T, SUM)                                         \
  switch (op) {                                                      \
    case CK_SUM:                                                     \
      if (inner > 1 && n < 4096) {                                   \
        COLUMN_SUM(T)                                                \
        return;                                                      \
      }                                                              \
      EACH({ ((T *)out)[to] = SUM((const T *)in + at, n, inner); }) return; \
    COMMON(T)                                                     \
  }

void ck_reduce(ck_reduce_op op, ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out,
               const void *in) {
  switch (type) {
    case CK_BOOL: case CK_U8: INT_REDUCE(uint8_t, uint8_t) return;
    case CK_I32: INT_REDUCE(int32_t, uint32_t) return;
    case CK_I64: INT_REDUCE(int64_t, uint64_t) return;
    case CK_F32: FLOAT_REDUCE(float, sum_f32) return;
    case CK_F64: FLOAT_REDUCE(double, sum_f64) return;
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
