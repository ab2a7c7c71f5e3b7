// Convolutions of stride one, without unfolding: over an image with its padding around it, each
// position of the kernel reads the same long row from another start.
#ifndef DESCENT_CONV_DIRECT_H
#define DESCENT_CONV_DIRECT_H
#include <stdbool.h>

#include "ck_conv.h"

// Whether the functions below can do it.
bool ck_conv_is_direct(const ck_conv *c);
void ck_conv_direct_forward(const ck_conv *c, float *y, const float *x, const float *w,
                            const float *bias);
void ck_conv_direct_input(const ck_conv *c, float *dx, const float *dy, const float *w);
// Sums of the images of one part, [groups · outputs, inputs · kernel]; dw need not be zeroed.
void ck_conv_direct_weight(const ck_conv *c, float *dw, const float *dy, const float *x,
                           int64_t first_image, int64_t last_image);
#endif
