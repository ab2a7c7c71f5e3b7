#include "ck_channel_norm.h"

#include <stdbool.h>

#include "cpu_table.h"

typedef struct {
  void (*moments)(ck_channels, const float *, float *, float *);
  void (*follow)(ck_channels, double, const float *, const float *, float *, float *);
  void (*apply)(ck_channels, float *, const float *, const float *, const float *, const float *,
                const float *);
  void (*back)(ck_channels, bool, const float *, const float *, const float *, const float *,
               const float *, float *, float *, float *);
} kernels;

#define VARIANT "channel_norm_loops.h"
#include "cpu_variants.h"

static const kernels *current(void) { return OF_THIS_CPU(kernels); }

void ck_channel_moments(ck_channels shape, const float *x, float *mean, float *squares) {
  current()->moments(shape, x, mean, squares);
}

void ck_channel_follow(ck_channels shape, double momentum, const float *mean, const float *squares,
                       float *running_mean, float *running_var) {
  current()->follow(shape, momentum, mean, squares, running_mean, running_var);
}

void ck_channel_apply(ck_channels shape, float *y, const float *x, const float *mean,
                      const float *scale, const float *weight, const float *bias) {
  current()->apply(shape, y, x, mean, scale, weight, bias);
}

void ck_channel_back(ck_channels shape, bool moved, const float *g, const float *x,
                     const float *mean, const float *scale, const float *weight, float *gx,
                     float *gweight, float *gbias) {
  current()->back(shape, moved, g, x, mean, scale, weight, gx, gweight, gbias);
}
