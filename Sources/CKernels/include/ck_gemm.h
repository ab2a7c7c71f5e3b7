// The float32 matrix product for every size; CPU chosen at run time.
#ifndef DESCENT_CK_GEMM_H
#define DESCENT_CK_GEMM_H
#include <stdint.h>

// c [m, n] = a [m, k] · b [k, n], or added to c; a and b with any strides, c's columns adjacent.
// Each sum runs over k in order, whatever the number of threads.
void ck_gemm(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
             const float *b, int64_t b_row, int64_t b_col, float *c, int64_t c_row, _Bool adds);

// c [m, n] = a · b + bias, the bias [n] added to every row.
void ck_gemm_bias(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                  const float *b, int64_t b_row, int64_t b_col, const float *bias, float *c);
#endif
