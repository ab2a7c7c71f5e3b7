// Reductions over the middle of a contiguous [outer, n, inner] array.
#ifndef DESCENT_CK_REDUCE_H
#define DESCENT_CK_REDUCE_H
#include "ck_dtype.h"

typedef enum { CK_SUM, CK_PROD, CK_MAX, CK_MIN, CK_ALL, CK_ANY } ck_reduce_op;

// out [outer, inner]; ALL and ANY write bool, the others the input's type. Sums of floats are
// PyTorch's to the last digit, and the error hardly grows with n; MAX and MIN let NaN through.
void ck_reduce(ck_reduce_op op, ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out,
               const void *in);
// √Σx², as PyTorch adds it up for the norm of a whole tensor.
float ck_norm(int64_t n, const float *x);
// out int64 [outer, inner]: the first position of the largest (smallest) value; NaN wins.
void ck_arg_extreme(_Bool largest, ck_dtype type, int64_t outer, int64_t n, int64_t inner,
                    int64_t *out, const void *in);
// How many rows of [rows, n] have their first largest value at their class.
int64_t ck_hits(int64_t rows, int64_t n, const float *in, const int64_t *classes);
#endif
