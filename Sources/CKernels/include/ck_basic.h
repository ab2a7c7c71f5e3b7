// Plain arithmetic on contiguous floats; CPU chosen at run time, large arrays shared out over the
// threads.
#ifndef DESCENT_CK_BASIC_H
#define DESCENT_CK_BASIC_H
#include <stdint.h>

#include "ck_elementwise.h"

// out[i] = x[i · x_step] op y[i · y_step] for CK_ADD … CK_DIV; a step is 1, or 0 for one number.
void ck_basic_binary(ck_binary_op op, int64_t n, float *out, const float *x, int64_t x_step,
                     const float *y, int64_t y_step);
void ck_basic_relu(int64_t n, float *out, const float *x);
// out[i] = g[i] where y[i] > 0, else 0.
void ck_basic_relu_backward(int64_t n, float *out, const float *g, const float *y);
float ck_basic_sum(int64_t n, const float *x);

// Whether a result of n floats is better written past the caches: it would not stay there.
_Bool ck_streams(int64_t n, const float *out);
// Makes what was written past the caches visible to other threads.
void ck_end_stream(void);
#endif
