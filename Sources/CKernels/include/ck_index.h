// Reading and adding by position, and running sums.
#ifndef DESCENT_CK_INDEX_H
#define DESCENT_CK_INDEX_H
#include "ck_dtype.h"

// out[i] = in[index[i]], zero where the index is negative. Positions are the caller's to check.
void ck_gather(ck_dtype type, int64_t n, void *out, const void *in, const int64_t *index);
// out[index[i]] += in[i], skipping negative positions; out is the caller's to zero.
void ck_scatter_add(ck_dtype type, int64_t n, void *out, const void *in, const int64_t *index);
// out[index[i]] = in[i]; the last one written stays.
void ck_scatter(ck_dtype type, int64_t n, void *out, const void *in, const int64_t *index);
// Running sums along the middle of a contiguous [outer, n, inner] array.
void ck_cumsum(ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out, const void *in);
#endif
