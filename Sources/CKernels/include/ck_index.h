// Reading and adding by position, running sums, and the windows of a max pool.
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
// For each of `windows` rows of `size` positions (negative for padding) the position of the
// largest value, NaN winning; -1 for a window of padding alone.
void ck_window_argmax(ck_dtype type, int64_t windows, int64_t size, int64_t *out, const void *in,
                      const int64_t *index);
#endif
