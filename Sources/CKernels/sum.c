// Sums of floats in the order in which PyTorch 2.13 adds on one thread, so that the last digit is
// its too: a loss in the hundreds has no digit to spare. Found by comparing with it, and as exact as
// pairwise sums: four rows are added side by side, a run of rows goes up a level when it is full,
// and so on for four levels, so that only sums of a like size meet.
#include <math.h>

#include "ck_reduce.h"
#include "sum.h"

#define LEVELS 4

// Rows in a run, as a power of two.
static int run_power(int64_t rows) {
  int bits = 0;
  while (((int64_t)1 << bits) < rows) bits++;
  return bits / LEVELS > 4 ? bits / LEVELS : 4;
}

// `E` is what is added, one number or a vector of them; steps count numbers of type T.
#define SUMS(E, T)                                                                             \
  /* Four sums, `column` apart, each over `rows` that are `step` apart. */                     \
  static inline __attribute__((always_inline)) void four_##E(const T *x, int64_t step,         \
                                                             int64_t column, int64_t rows,     \
                                                             E out[4]) {                       \
    const int power = run_power(rows);                                                         \
    const int64_t run = (int64_t)1 << power;                                                   \
    E level[LEVELS][4] = {{0}}, sum[4] = {0};                                                  \
    int64_t i = 0;                                                                             \
    while (i + run <= rows) {                                                                  \
      for (int c = 0; c < 4; c++) sum[c] = (E){0};                                             \
      for (int64_t k = 0; k < run; k++, i++)                                                   \
        for (int c = 0; c < 4; c++) sum[c] += *(const E *)(x + i * step + c * column);         \
      for (int c = 0; c < 4; c++) level[1][c] += sum[c];                                       \
      for (int j = 2; j < LEVELS && !(i & ((run - 1) << ((j - 1) * power))); j++)              \
        for (int c = 0; c < 4; c++) {                                                          \
          level[j][c] += level[j - 1][c];                                                      \
          level[j - 1][c] = (E){0};                                                            \
        }                                                                                      \
    }                                                                                          \
    for (int c = 0; c < 4; c++) sum[c] = (E){0};                                               \
    for (; i < rows; i++)                                                                      \
      for (int c = 0; c < 4; c++) sum[c] += *(const E *)(x + i * step + c * column);           \
    for (int c = 0; c < 4; c++) out[c] = ((sum[c] + level[1][c]) + level[2][c]) + level[3][c]; \
  }                                                                                            \
  /* One sum over `rows` that are `step` apart. */                                             \
  static inline __attribute__((always_inline)) void one_##E(const T *x, int64_t step,          \
                                                            int64_t rows, E *out) {            \
    E part[4];                                                                                 \
    four_##E(x, 4 * step, step, rows / 4, part);                                               \
    for (int64_t i = rows / 4 * 4; i < rows; i++) part[0] += *(const E *)(x + i * step);       \
    *out = ((part[0] + part[1]) + part[2]) + part[3];                                          \
  }

typedef float float8 __attribute__((ext_vector_type(8), aligned(4)));
typedef double double4 __attribute__((ext_vector_type(4), aligned(8)));
SUMS(float, float)
SUMS(double, double)
SUMS(float8, float)
SUMS(double4, double)

#define SUM(T, V, LANES)                                                               \
  /* `n` numbers side by side. */                                                      \
  static T row_##T(const T *x, int64_t n) {                                            \
    T sum = 0;                                                                         \
    if (n < LANES) {                                                                   \
      one_##T(x, 1, n, &sum);                                                          \
      return sum;                                                                      \
    }                                                                                  \
    V lanes;                                                                           \
    one_##V(x, LANES, n / LANES, &lanes);                                              \
    for (int64_t i = n / LANES * LANES; i < n; i++) sum += x[i];                       \
    for (int k = 0; k < LANES; k++) sum += lanes[k];                                   \
    return sum;                                                                        \
  }                                                                                    \
  /* The columns of [n, inner]. */                                                     \
  static void columns_##T(const T *x, int64_t n, int64_t inner, T *out) {              \
    int64_t i = 0;                                                                     \
    if (inner >= LANES) {                                                              \
      V wide[4];                                                                       \
      for (; i + 4 * LANES <= inner; i += 4 * LANES) {                                 \
        four_##V(x + i, inner, LANES, n, wide);                                        \
        for (int c = 0; c < 4; c++) *(V *)(out + i + c * LANES) = wide[c];             \
      }                                                                                \
      for (; i + LANES <= inner; i += LANES) one_##V(x + i, inner, n, (V *)(out + i)); \
    } else                                                                             \
      for (; i + 4 <= inner; i += 4) four_##T(x + i, inner, 1, n, out + i);            \
    for (; i < inner; i++) one_##T(x + i, inner, n, out + i);                          \
  }                                                                                    \
  static void sum_##T(int64_t outer, int64_t n, int64_t inner, T *out, const T *in) {  \
    for (int64_t o = 0; o < outer; o++, in += n * inner, out += inner)                 \
      if (inner == 1) *out = row_##T(in, n);                                           \
      else columns_##T(in, n, inner, out);                                             \
  }
SUM(float, float8, 8)
SUM(double, double4, 4)

void ck_sum(ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out, const void *in) {
  if (type == CK_F32) sum_float(outer, n, inner, out, in);
  else sum_double(outer, n, inner, out, in);
}

float ck_norm(int64_t n, const float *x) {
  float8 lanes = {0};
  int64_t i = 0;
  for (; i + 8 <= n; i += 8) {
    const float8 v = *(const float8 *)(x + i), square = v * v;
    lanes += square;
  }
  float sum = lanes[0];
  for (int k = 1; k < 8; k++) sum += lanes[k];
  // What is left over PyTorch's compiler takes by fours, and fuses the last three.
  if (i + 4 <= n)
    for (const int64_t end = i + 4; i < end; i++) {
      const float square = x[i] * x[i];
      sum += square;
    }
  for (; i < n; i++) sum = fmaf(x[i], x[i], sum);
  return sqrtf(sum);
}
