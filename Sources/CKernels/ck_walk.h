// Walks strided operands row by row: a row runs along the last dimension.
// Inside ROW: n (length), po/pa/pb/pc (row starts) and so/sa/sb/sc (strides along the row).
#ifndef DESCENT_CK_WALK_H
#define DESCENT_CK_WALK_H
#include "ck_dtype.h"

// Steps `index` to the next row and moves the operands' offsets along; false after the last row.
static inline _Bool ck_next_row(const ck_walk *walk, int operands, int64_t index[CK_MAX_DIMS],
                                int64_t offsets[4]) {
  for (int d = walk->dims - 2; d >= 0; d--) {
    index[d]++;
    for (int k = 0; k < operands; k++) offsets[k] += walk->strides[k][d];
    if (index[d] < walk->sizes[d]) return 1;
    for (int k = 0; k < operands; k++) offsets[k] -= walk->strides[k][d] * walk->sizes[d];
    index[d] = 0;
  }
  return 0;
}

static inline _Bool ck_walk_is_empty(const ck_walk *walk) {
  for (int d = 0; d < walk->dims; d++)
    if (walk->sizes[d] == 0) return 1;
  return 0;
}

#define CK_FOR_ROWS(COUNT, SETUP, ...)                                               \
  if (!ck_walk_is_empty(walk)) {                                                     \
    const int last = walk->dims - 1;                                                 \
    const int64_t n = walk->dims ? walk->sizes[last] : 1;                            \
    const int64_t so = walk->dims ? walk->strides[0][last] : 1;                      \
    const int64_t sa = walk->dims ? walk->strides[1][last] : 1;                      \
    const int64_t sb = walk->dims ? walk->strides[2][last] : 1;                      \
    const int64_t sc = walk->dims ? walk->strides[3][last] : 1;                      \
    (void)so, (void)sa, (void)sb, (void)sc;                                          \
    int64_t index[CK_MAX_DIMS] = {0}, offsets[4] = {0};                              \
    do {                                                                             \
      SETUP __VA_ARGS__                                                                      \
    } while (ck_next_row(walk, COUNT, index, offsets));                              \
  }

#define CK_FOR_ROWS1(O, ...) CK_FOR_ROWS(1, void *po = (O *)out + offsets[0];, __VA_ARGS__)
#define CK_FOR_ROWS2(O, A, ...)                                                      \
  CK_FOR_ROWS(2, void *po = (O *)out + offsets[0];                                   \
              const void *pa = (const A *)pa0 + offsets[1];, __VA_ARGS__)
#define CK_FOR_ROWS3(O, A, B, ...)                                                   \
  CK_FOR_ROWS(3, void *po = (O *)out + offsets[0]; (void)po;                         \
              const void *pa = (const A *)pa0 + offsets[1]; (void)pa;                \
              const void *pb = (const B *)pb0 + offsets[2];, __VA_ARGS__)
#define CK_FOR_ROWS4(O, A, B, ...)                                                   \
  CK_FOR_ROWS(4, void *po = (O *)out + offsets[0];                                   \
              const void *pa = (const A *)pa0 + offsets[1];                          \
              const void *pb = (const B *)pb0 + offsets[2];                          \
              const void *pc = (const B *)pc0 + offsets[3];, __VA_ARGS__)

// One row of a function of one operand: `a` is its element, EXPR the result.
#define CK_MAP_ROW(O, T, EXPR)                                                    \
  {                                                                              \
    O *o = po;                                                                   \
    const T *x = pa;                                                             \
    if (so == 1 && sa == 1)                                                      \
      for (int64_t i = 0; i < n; i++) { T a = x[i]; o[i] = (O)(EXPR); }          \
    else                                                                         \
      for (int64_t i = 0; i < n; i++) { T a = x[i * sa]; o[i * so] = (O)(EXPR); } \
  }
#endif
