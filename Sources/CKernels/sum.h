#ifndef DESCENT_SUM_H
#define DESCENT_SUM_H
#include "ck_dtype.h"

// The sum over the middle of [outer, n, inner], of CK_F32 or CK_F64, in PyTorch's order.
void ck_sum(ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out, const void *in);
#endif
