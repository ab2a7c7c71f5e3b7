// Softmax and its logarithm over the middle of a contiguous [outer, n, inner] array, float or
// double, and the gather that the negative log-likelihood needs.
#ifndef DESCENT_CK_SOFTMAX_ROWS_H
#define DESCENT_CK_SOFTMAX_ROWS_H
#include "ck_dtype.h"

void ck_softmax_any(_Bool logarithm, ck_dtype type, int64_t outer, int64_t n, int64_t inner,
                    void *out, const void *in);
// Gradient of the input from the output y and its gradient g, in whose place it may be written:
// softmax y·(g - Σ g·y), logarithm g - e^y·Σ g.
void ck_softmax_backward_any(_Bool logarithm, ck_dtype type, int64_t outer, int64_t n,
                             int64_t inner, void *out, const void *g, const void *y);
// Rows [rows, n] of log-probabilities: returns the first row whose class is out of 0..<n and not
// ignored, or -1 after writing -log_probability[row, class] for each row (0 where ignored).
int64_t ck_nll_gather(ck_dtype type, int64_t rows, int64_t n, void *out, const void *in,
                      const int64_t *classes, int64_t ignored);
// The same summed up, over the rows that count when `mean`; their number goes to `kept`.
int64_t ck_nll_total(ck_dtype type, int64_t rows, int64_t n, void *out, const void *in,
                     const int64_t *classes, int64_t ignored, _Bool mean, int64_t *kept);
// Its gradient: out [rows, n] zero but for -g · scale at each row's class.
void ck_nll_spread(ck_dtype type, int64_t rows, int64_t n, void *out, const void *g, double scale,
                   const int64_t *classes, int64_t ignored);
#endif
