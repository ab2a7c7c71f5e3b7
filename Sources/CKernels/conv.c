#include "ck_conv.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "ck_gemm.h"
#include "ck_memory.h"
#include "ck_threads.h"

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
} conv_job;

static int64_t reach(const ck_conv *c) { return c->inputs * c->kernel_height * c->kernel_width; }

// The scratch of ck_gemm is slots 0 and 1; columns are allocated from the thread's pool.
static void forward_part(void *context, int64_t image) {
  const conv_job *j = context;
  const ck_conv *c = j->c;
  const int64_t area = c->out_height * c->out_width, k = reach(c);
  const size_t bytes = (size_t)(k * area) * sizeof(float);
  float *columns = ck_allocate(bytes);
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
  conv_job j = {c, y, x, w, bias, 1};
  ck_parallel(c->images, forward_part, &j);
}

static void input_part(void *context, int64_t image) {
  const conv_job *j = context;
  const ck_conv *c = j->c;
  const int64_t area = c->out_height * c->out_width, k = reach(c);
  const size_t bytes = (size_t)(k * area) * sizeof(float);
  float *columns = ck_allocate(bytes);
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
  conv_job j = {c, dx, dy, w, NULL, 1};
  ck_parallel(c->images, input_part, &j);
}

// One part sums its images into an array of its own.
static void weight_part(void *context, int64_t part) {
  const conv_job *j = context;
  const ck_conv *c = j->c;
  const int64_t area = c->out_height * c->out_width, k = reach(c);
  const int64_t size = c->groups * c->outputs * k;
  const size_t bytes = (size_t)(k * area) * sizeof(float);
  float *columns = ck_allocate(bytes);
  if (!columns) return;
  const int64_t first = part * j->part_images;
  const int64_t last =
      first + j->part_images < c->images ? first + j->part_images : c->images;
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
  float *sums = ck_allocate(bytes);
  if (!sums) return;
  conv_job j = {c, sums, dy, x, NULL, part_images};
  ck_parallel(parts, weight_part, &j);
  for (int64_t p = 0; p < parts; p++)
    for (int64_t i = 0; i < size; i++) dw[i] += sums[p * size + i];
  ck_release(sums, bytes);
}

// The usual pool, 2 × 2 side by side: four values without branches, as which one wins is chance.
#define POOL_SQUARES(T)                                                               \
  for (int64_t p = first; p < last; p++)                                              \
    for (int64_t oy = 0; oy < c->out_height; oy++) {                                  \
      const int64_t start = (p * c->height + 2 * oy) * c->width;                      \
      const T *upper = (const T *)j->x + start, *lower = upper + c->width;            \
      int64_t *to = j->out + (p * c->out_height + oy) * c->out_width;                 \
      for (int64_t ox = 0; ox < c->out_width; ox++) {                                 \
        const T v0 = upper[2 * ox], v1 = upper[2 * ox + 1];                           \
        const T v2 = lower[2 * ox], v3 = lower[2 * ox + 1];                           \
        const bool w1 = (v1 > v0) | (v1 != v1), w3 = (v3 > v2) | (v3 != v3);          \
        const T above = w1 ? v1 : v0, below = w3 ? v3 : v2;                           \
        const bool w2 = (below > above) | (below != below);                           \
        to[ox] = start + 2 * ox + (w2 ? c->width + w3 : w1);                          \
      }                                                                               \
    }

#define POOL(T)                                                                       \
  if (is_squares) {                                                                   \
    POOL_SQUARES(T)                                                                   \
    return;                                                                           \
  }                                                                                   \
  for (int64_t p = first; p < last; p++)                                              \
    for (int64_t oy = 0; oy < c->out_height; oy++) {                                  \
      const int64_t top = oy * c->stride_y - c->pad_y;                                \
      int64_t y0 = top, y1 = top + (c->kernel_height - 1) * c->dilation_y;            \
      while (y0 < 0) y0 += c->dilation_y;                                             \
      if (y1 >= c->height) y1 = c->height - 1;                                        \
      for (int64_t ox = 0; ox < c->out_width; ox++) {                                 \
        const T *plane = (const T *)j->x + p * c->height * c->width;                  \
        const int64_t left = ox * c->stride_x - c->pad_x;                             \
        int64_t x0 = left, x1 = left + (c->kernel_width - 1) * c->dilation_x;         \
        while (x0 < 0) x0 += c->dilation_x;                                           \
        if (x1 >= c->width) x1 = c->width - 1;                                        \
        const bool is_empty = y0 > y1 || x0 > x1;                                     \
        int64_t best = is_empty ? -1 : y0 * c->width + x0;                            \
        T largest = is_empty ? 0 : plane[best];                                       \
        /* Without branches: which one wins is chance. */                             \
        for (int64_t y = y0; y <= y1; y += c->dilation_y)                             \
          for (int64_t x = x0; x <= x1; x += c->dilation_x) {                         \
            const T value = plane[y * c->width + x];                                  \
            const bool wins = (value > largest) | (value != value);                   \
            best = wins ? y * c->width + x : best;                                    \
            largest = wins ? value : largest;                                         \
          }                                                                           \
        j->out[(p * c->out_height + oy) * c->out_width + ox] =                        \
            best < 0 ? -1 : p * c->height * c->width + best;                          \
      }                                                                               \
    }

typedef struct {
  ck_dtype type;
  const ck_conv *c;
  int64_t planes, part;
  int64_t *out;
  const void *x;
} pool_job;

static void pool_part(void *context, int64_t part) {
  const pool_job *j = context;
  const ck_conv *c = j->c;
  const int64_t first = part * j->part;
  const int64_t last = first + j->part < j->planes ? first + j->part : j->planes;
  const bool is_squares = c->kernel_height == 2 && c->kernel_width == 2 && c->stride_y == 2 &&
                          c->stride_x == 2 && c->pad_y == 0 && c->pad_x == 0 &&
                          c->dilation_y == 1 && c->dilation_x == 1 &&
                          2 * c->out_height <= c->height && 2 * c->out_width <= c->width;
  switch (j->type) {
    case CK_BOOL: case CK_U8: POOL(uint8_t) return;
    case CK_I32: POOL(int32_t) return;
    case CK_I64: POOL(int64_t) return;
    case CK_F32: POOL(float) return;
    case CK_F64: POOL(double) return;
  }
}

void ck_max_pool(ck_dtype type, const ck_conv *c, int64_t planes, int64_t *out, const void *x) {
  const int64_t area = c->out_height * c->out_width;
  const int64_t part = area * planes < 32768 ? planes : (planes + 15) / 16;
  pool_job j = {type, c, planes, part, out, x};
  ck_parallel(part ? (planes + part - 1) / part : 0, pool_part, &j);
}
