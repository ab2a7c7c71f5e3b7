// Batch norm of contiguous float32 [rows, channels, inner]. With `inner` 1 every result is
// PyTorch's to the last bit on one thread; otherwise all but the gradients are.
#ifndef DESCENT_CK_CHANNEL_NORM_H
#define DESCENT_CK_CHANNEL_NORM_H
#include <stdint.h>

typedef struct {
  int64_t rows, channels, inner;
} ck_channels;

// Each channel's mean, and the sum of the squares of what lies off it.
void ck_channel_moments(ck_channels shape, const float *x, float *mean, float *squares);
// mean ← (1 - momentum)·mean + momentum·new, and the variance with its unbiased estimate.
void ck_channel_follow(ck_channels shape, double momentum, const float *mean, const float *squares,
                       float *running_mean, float *running_var);
// y = (x - mean)·scale·weight + bias; weight (ones) and bias (zeros) may be NULL.
void ck_channel_apply(ck_channels shape, float *y, const float *x, const float *mean,
                      const float *scale, const float *weight, const float *bias);
// The gradients of x, weight and bias from y's; each may be NULL. `moved` says that mean and scale
// are x's own, through which a part of the gradient goes.
void ck_channel_back(ck_channels shape, _Bool moved, const float *g, const float *x,
                     const float *mean, const float *scale, const float *weight, float *gx,
                     float *gweight, float *gbias);
#endif
