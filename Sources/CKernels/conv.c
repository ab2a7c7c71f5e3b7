#include "ck_conv.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "ck_basic.h"
#include "ck_gemm.h"
#include "ck_memory.h"
#include "ck_threads.h"
#include "conv_direct.h"

// Where along the output a kernel position reads inside the image: first and last + 1.
static void inside(int64_t out, int64_t size, int64_t stride, int64_t pad, int64_t offset,
                   int64_t *first, int64_t *last) {
  int64_t low = pad - offset;  // x·stride >= low
  int64_t high = size - 1 + pad - offset;
  *first = low <= 0 ? 0 : (low + stride - 1) / stride;
  *last = high < 0 ? 0 : high / stride + 1;
  if (*first > out) *first = out;
  if (*last > out) *last = out;
  if (*last < *first) *last = *first;
}

// Columns [inputs·kernel, out] of one group of one image.
static void unfold(const ck_conv *c, float *columns, const float *x) {
  const int64_t area = c->out_height * c->out_width;
  for (int64_t channel = 0; channel < c->inputs; channel++, x += c->height * c->width)
    for (int64_t ky = 0; ky < c->kernel_height; ky++)
      for (int64_t kx = 0; kx < c->kernel_width; kx++, columns += area) {
        int64_t y0, y1, x0, x1;
        inside(c->out_height, c->height, c->stride_y, c->pad_y, ky * c->dilation_y, &y0, &y1);
        inside(c->out_width, c->width, c->stride_x, c->pad_x, kx * c->dilation_x, &x0, &x1);
        for (int64_t oy = 0; oy < c->out_height; oy++) {
          float *to = columns + oy * c->out_width;
          if (oy < y0 || oy >= y1) {
            memset(to, 0, (size_t)c->out_width * sizeof(float));
            continue;
          }
          const int64_t iy = oy * c->stride_y - c->pad_y + ky * c->dilation_y;
          const float *from = x + iy * c->width - c->pad_x + kx * c->dilation_x;
          for (int64_t ox = 0; ox < x0; ox++) to[ox] = 0;
          if (c->stride_x == 1)
            for (int64_t ox = x0; ox < x1; ox++) to[ox] = from[ox];
          else
            for (int64_t ox = x0; ox < x1; ox++) to[ox] = from[ox * c->stride_x];
          for (int64_t ox = x1; ox < c->out_width; ox++) to[ox] = 0;
        }
      }
}

// Adds columns back to where they came from.
static void fold(const ck_conv *c, float *x, const float *columns) {
  const int64_t area = c->out_height * c->out_width;
  for (int64_t channel = 0; channel < c->inputs; channel++, x += c->height * c->width)
    for (int64_t ky = 0; ky < c->kernel_height; ky++)
      for (int64_t kx = 0; kx < c->kernel_width; kx++, columns += area) {
        int64_t y0, y1, x0, x1;
        inside(c->out_height, c->height, c->stride_y, c->pad_y, ky * c->dilation_y, &y0, &y1);
        inside(c->out_width, c->width, c->stride_x, c->pad_x, kx * c->dilation_x, &x0, &x1);
        for (int64_t oy = y0; oy < y1; oy++) {
          const int64_t iy = oy * c->stride_y - c->pad_y + ky * c->dilation_y;
          float *to = x + iy * c->width - c->pad_x + kx * c->dilation_x;
          const float *from = columns + oy * c->out_width;
          if (c->stride_x == 1)
            for (int64_t ox = x0; ox < x1; ox++) to[ox] += from[ox];
          else
            for (int64_t ox = x0; ox < x1; ox++) to[ox * c->stride_x] += from[ox];
        }
      }
}

typedef struct {
  const ck_conv *c;
  float *out;
  const float *a, *b, *bias;
  int64_t part_images;
  bool is_direct;
} conv_job;

static int64_t reach(const ck_conv *c) { return c->inputs * c->kernel_height * c->kernel_width; }

static double work(const ck_conv *c) {
  return 2.0 * (double)(c->images * c->groups * c->outputs) * (double)reach(c) *
         (double)(c->out_height * c->out_width);
}

// The scratch of ck_gemm is slots 0 and 1; columns are allocated from the thread's pool.
static void forward_part(void *context, int64_t image) {
  const conv_job *j = context;
  const ck_conv *c = j->c;
  const int64_t area = c->out_height * c->out_width, k = reach(c);
  const size_t bytes = (size_t)(k * area) * sizeof(float);
  float *columns = ck_allocate_work(bytes);
  if (!columns) return;
  for (int64_t g = 0; g < c->groups; g++) {
    const int64_t plane = image * c->groups + g;
    unfold(c, columns, j->a + plane * c->inputs * c->height * c->width);
    float *y = j->out + plane * c->outputs * area;
    if (j->bias)
      for (int64_t o = 0; o < c->outputs; o++)
        for (int64_t i = 0; i < area; i++) y[o * area + i] = j->bias[g * c->outputs + o];
    ck_gemm(c->outputs, area, k, j->b + g * c->outputs * k, k, 1, columns, area, 1, y, area,
            j->bias != NULL);
  }
  ck_release(columns, bytes);
}

void ck_conv_forward(const ck_conv *c, float *y, const float *x, const float *w,
                     const float *bias) {
  if (ck_conv_is_direct(c)) {
    ck_conv_direct_forward(c, y, x, w, bias);
    return;
  }
  conv_job j = {c, y, x, w, bias, 1, false};
  ck_parallel_for(work(c), c->images, forward_part, &j);
}

static void input_part(void *context, int64_t image) {
  const conv_job *j = context;
  const ck_conv *c = j->c;
  const int64_t area = c->out_height * c->out_width, k = reach(c);
  const size_t bytes = (size_t)(k * area) * sizeof(float);
  float *columns = ck_allocate_work(bytes);
  if (!columns) return;
  for (int64_t g = 0; g < c->groups; g++) {
    const int64_t plane = image * c->groups + g, size = c->inputs * c->height * c->width;
    ck_gemm(k, area, c->outputs, j->b + g * c->outputs * k, 1, k,
            j->a + plane * c->outputs * area, area, 1, columns, area, 0);
    memset(j->out + plane * size, 0, (size_t)size * sizeof(float));
    fold(c, j->out + plane * size, columns);
  }
  ck_release(columns, bytes);
}

void ck_conv_backward_input(const ck_conv *c, float *dx, const float *dy, const float *w) {
  if (ck_conv_is_direct(c)) {
    ck_conv_direct_input(c, dx, dy, w);
    return;
  }
  conv_job j = {c, dx, dy, w, NULL, 1, false};
  ck_parallel_for(work(c), c->images, input_part, &j);
}

// One part sums its images into an array of its own.
static void weight_part(void *context, int64_t part) {
  const conv_job *j = context;
  const ck_conv *c = j->c;
  const int64_t area = c->out_height * c->out_width, k = reach(c);
  const int64_t size = c->groups * c->outputs * k;
  const int64_t first = part * j->part_images;
  const int64_t last =
      first + j->part_images < c->images ? first + j->part_images : c->images;
  if (j->is_direct) {
    ck_conv_direct_weight(c, j->out + part * size, j->a, j->b, first, last);
    return;
  }
  const size_t bytes = (size_t)(k * area) * sizeof(float);
  float *columns = ck_allocate_work(bytes);
  if (!columns) return;
  for (int64_t image = first; image < last; image++)
    for (int64_t g = 0; g < c->groups; g++) {
      const int64_t plane = image * c->groups + g;
      unfold(c, columns, j->b + plane * c->inputs * c->height * c->width);
      ck_gemm(c->outputs, k, area, j->a + plane * c->outputs * area, area, 1, columns, 1, area,
              j->out + part * size + g * c->outputs * k, k, image > first);
    }
  ck_release(columns, bytes);
}

void ck_conv_backward_weight(const ck_conv *c, float *dw, const float *dy, const float *x) {
  const int64_t size = c->groups * c->outputs * reach(c);
  memset(dw, 0, (size_t)size * sizeof(float));
  if (c->images == 0) return;
  // Always the same parts, so that the sums are the same on any number of threads.
  const int64_t part_images = (c->images + 7) / 8;
  const int64_t parts = (c->images + part_images - 1) / part_images;
  const size_t bytes = (size_t)(parts * size) * sizeof(float);
  float *sums = ck_allocate_work(bytes);
  if (!sums) return;
  conv_job j = {c, sums, dy, x, NULL, part_images, ck_conv_is_direct(c)};
  for (;;) {
    ck_parallel_for(work(c), parts, weight_part, &j);
    bool is_finite = true;
    for (int64_t i = 0; i < size; i++) {
      float sum = 0;
      for (int64_t p = 0; p < parts; p++) sum += sums[p * size + i];
      dw[i] = sum;
      is_finite &= isfinite(sum) != 0;
    }
    // The direct way multiplies zeros with what lies beside a window; infinities must not be
    // seen there.
    if (is_finite || !j.is_direct) break;
    j.is_direct = false;
  }
  ck_release(sums, bytes);
}

static void bias_part(void *context, int64_t channel) {
  const conv_job *j = context;
  const int64_t channels = j->c->groups * j->c->outputs;
  const int64_t area = j->c->out_height * j->c->out_width;
  float sum = 0;
  for (int64_t image = 0; image < j->c->images; image++)
    sum += ck_basic_sum(area, j->a + (image * channels + channel) * area);
  j->out[channel] = sum;
}

void ck_conv_backward_bias(const ck_conv *c, float *db, const float *dy) {
  const int64_t channels = c->groups * c->outputs;
  conv_job j = {c, db, dy, NULL, NULL, 0, false};
  ck_parallel_for((double)(c->images * channels * c->out_height * c->out_width), channels,
                  bias_part, &j);
}
