// Convolution of float32 images, and max pools.
#ifndef DESCENT_CK_CONV_H
#define DESCENT_CK_CONV_H
#include "ck_dtype.h"

typedef struct {
  int64_t images, groups;
  int64_t inputs, outputs;  // channels of one group
  int64_t height, width, out_height, out_width;
  int64_t kernel_height, kernel_width, stride_y, stride_x, pad_y, pad_x, dilation_y, dilation_x;
} ck_conv;

// y [images, groups·outputs, out] = x * w (+ bias, which may be NULL). All contiguous.
void ck_conv_forward(const ck_conv *c, float *y, const float *x, const float *w,
                     const float *bias);
// dx from dy and w; dx need not be zeroed.
void ck_conv_backward_input(const ck_conv *c, float *dx, const float *dy, const float *w);
// dw from dy and x; dw need not be zeroed. The order of its sums does not depend on the threads.
void ck_conv_backward_weight(const ck_conv *c, float *dw, const float *dy, const float *x);

// db [groups·outputs], the sums of dy's planes.
void ck_conv_backward_bias(const ck_conv *c, float *db, const float *dy);

// For each window of each plane its largest value (NaN wins) and that one's position in the whole
// array; 0 and -1 for a window of padding alone.
void ck_max_pool(ck_dtype type, const ck_conv *c, int64_t planes, int64_t *index, void *out,
                 const void *x);
// dx from dy and the positions, float or double; dx need not be zeroed.
void ck_max_pool_backward(ck_dtype type, const ck_conv *c, int64_t planes, const int64_t *index,
                          void *dx, const void *dy);
#endif
