#include "conv_direct.h"

#include <string.h>

#include "ck_memory.h"
#include "ck_threads.h"
#include "cpu_table.h"

typedef struct {
  int lanes, rows, wide, sum_rows, sum_taps;
  void (*correlate)(int64_t length, int64_t taps, const int64_t *offsets, const float *w,
                    const float *x, float *y);
  void (*products)(int64_t length, const int64_t *offsets, const float *g, const float *x,
                   float *sums);
  void (*copy)(int64_t width, float bias, const float *from, float *to, const float *end);
} conv_kernels;

#define NAME(x) x##_base
#define LANES 4
#define CONV_ROWS 4
#define CONV_WIDE 2
#define SUM_ROWS 2
#define SUM_TAPS 4
#include "conv_tile.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx2
#define LANES 8
#define CONV_ROWS 4
#define CONV_WIDE 3
#define SUM_ROWS 2
#define SUM_TAPS 5
#include "conv_tile.h"
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,fma"))), apply_to = function)
#define NAME(x) x##_avx512
#define LANES 16
#define CONV_ROWS 8
#define CONV_WIDE 3
#define SUM_ROWS 4
#define SUM_TAPS 6
#include "conv_tile.h"
#pragma clang attribute pop
#endif

static const conv_kernels *choose(void) { return OF_THIS_CPU(kernels); }

static int64_t rounded(int64_t n, int64_t unit) { return (n + unit - 1) / unit * unit; }

// An image within its padding: its planes' width and size, and how long all outputs are when
// their rows are as wide, rounded up to whole tiles.
typedef struct {
  const conv_kernels *kernels;
  int64_t width, plane, length, taps;
} layout;

static layout lay_out(const ck_conv *c) {
  layout l = {.kernels = choose(), .width = c->width + 2 * c->pad_x};
  l.plane = (c->height + 2 * c->pad_y) * l.width;
  l.length = rounded((c->out_height - 1) * l.width + c->out_width,
                     l.kernels->wide * l.kernels->lanes);
  l.taps = c->inputs * c->kernel_height * c->kernel_width;
  return l;
}

// Reading whole tiles runs this far beyond the last plane; in whole cache lines.
static int64_t padded_size(const ck_conv *c, const layout *l) {
  return rounded(c->inputs * l->plane + l->kernels->wide * l->kernels->lanes, 16);
}

bool ck_conv_is_direct(const ck_conv *c) {
  const layout l = lay_out(c);
  return c->stride_x == 1 && c->stride_y == 1 && c->out_height > 0 && c->out_width > 0 &&
         c->inputs > 0 && c->outputs > 0 && c->pad_y <= c->dilation_y * (c->kernel_height - 1) &&
         c->pad_x <= c->dilation_x * (c->kernel_width - 1) &&
         // Narrow images would be mostly padding, and large ones leave the cache.
         2 * c->out_width >= l.width && padded_size(c, &l) <= 1 << 18;
}

static void find_offsets(const ck_conv *c, const layout *l, int64_t *offsets) {
  for (int64_t channel = 0; channel < c->inputs; channel++)
    for (int64_t ky = 0; ky < c->kernel_height; ky++)
      for (int64_t kx = 0; kx < c->kernel_width; kx++)
        *offsets++ =
            channel * l->plane + ky * c->dilation_y * l->width + kx * c->dilation_x;
}

// Planes of an image into the middle of zeros.
static void pad(const ck_conv *c, const layout *l, float *to, const float *from) {
  memset(to, 0, (size_t)padded_size(c, l) * sizeof(float));
  for (int64_t channel = 0; channel < c->inputs; channel++)
    for (int64_t y = 0; y < c->height; y++, from += c->width)
      memcpy(to + channel * l->plane + (y + c->pad_y) * l->width + c->pad_x, from,
             (size_t)c->width * sizeof(float));
}

typedef struct {
  const ck_conv *c;
  layout l;
  const int64_t *offsets;
  const float *w, *x, *bias;
  float *y;
} direct_job;

static void image_part(void *context, int64_t image) {
  const direct_job *j = context;
  const ck_conv *c = j->c;
  const layout *l = &j->l;
  const int rows = l->kernels->rows;
  const int64_t blocks = (c->outputs + rows - 1) / rows, area = c->out_height * c->out_width;
  const size_t bytes = (size_t)(padded_size(c, l) + rows * l->length) * sizeof(float);
  float *padded = ck_allocate_work(bytes);
  if (!padded) return;
  float *tile = padded + padded_size(c, l);
  for (int64_t g = 0; g < c->groups; g++) {
    const int64_t plane = image * c->groups + g;
    pad(c, l, padded, j->x + plane * c->inputs * c->height * c->width);
    for (int64_t block = 0; block < blocks; block++) {
      l->kernels->correlate(l->length, l->taps, j->offsets,
                            j->w + (g * blocks + block) * rows * l->taps, padded, tile);
      const int64_t first = block * rows;
      const int64_t count = c->outputs - first < rows ? c->outputs - first : rows;
      float *y = j->y + (plane * c->outputs + first) * area;
      const float *end = y + count * area;
      for (int64_t o = 0; o < count; o++) {
        const float bias = j->bias ? j->bias[g * c->outputs + first + o] : 0;
        for (int64_t oy = 0; oy < c->out_height; oy++, y += c->out_width)
          l->kernels->copy(c->out_width, bias, tile + o * l->length + oy * l->width, y, end);
      }
    }
  }
  ck_release(padded, bytes);
}

// y = x * w for weights found at w[o · by_output + channel · by_input + ky · by_row + kx · by_column].
static void correlate(const ck_conv *c, float *y, const float *x, const float *w,
                      int64_t by_output, int64_t by_input, int64_t by_row, int64_t by_column,
                      int64_t by_group, const float *bias) {
  direct_job j = {.c = c, .l = lay_out(c), .x = x, .bias = bias, .y = y};
  const int rows = j.l.kernels->rows;
  const int64_t blocks = (c->outputs + rows - 1) / rows;
  const size_t packed_size = (size_t)(c->groups * blocks * rows * j.l.taps);
  const size_t bytes = packed_size * sizeof(float) + (size_t)rounded(j.l.taps, 8) * sizeof(int64_t);
  int64_t *offsets = ck_allocate_work(bytes);
  if (!offsets) return;
  float *packed = (float *)(offsets + rounded(j.l.taps, 8));
  find_offsets(c, &j.l, offsets);
  j.offsets = offsets;
  j.w = packed;
  // [group, block, tap, row], zeros for channels that are none.
  for (int64_t g = 0; g < c->groups; g++)
    for (int64_t first = 0; first < c->outputs; first += rows)
      for (int64_t channel = 0; channel < c->inputs; channel++)
        for (int64_t ky = 0; ky < c->kernel_height; ky++)
          for (int64_t kx = 0; kx < c->kernel_width; kx++)
            for (int64_t o = first; o < first + rows; o++)
              *packed++ = o < c->outputs ? w[g * by_group + o * by_output + channel * by_input +
                                             ky * by_row + kx * by_column]
                                         : 0;
  const double work = 2.0 * (double)(c->images * j.l.length * j.l.taps) *
                      (double)(c->groups * c->outputs);
  ck_parallel_for(work, c->images, image_part, &j);
  ck_release(offsets, bytes);
}

void ck_conv_direct_forward(const ck_conv *c, float *y, const float *x, const float *w,
                            const float *bias) {
  const int64_t area = c->kernel_height * c->kernel_width;
  correlate(c, y, x, w, c->inputs * area, area, c->kernel_width, 1,
            c->outputs * c->inputs * area, bias);
}

// The gradient of the input is a convolution too: of dy, with the kernels turned about and inputs
// and outputs exchanged.
void ck_conv_direct_input(const ck_conv *c, float *dx, const float *dy, const float *w) {
  const int64_t area = c->kernel_height * c->kernel_width;
  ck_conv back = *c;
  back.inputs = c->outputs;
  back.outputs = c->inputs;
  back.height = c->out_height;
  back.width = c->out_width;
  back.out_height = c->height;
  back.out_width = c->width;
  back.pad_y = c->dilation_y * (c->kernel_height - 1) - c->pad_y;
  back.pad_x = c->dilation_x * (c->kernel_width - 1) - c->pad_x;
  correlate(&back, dx, dy, w + area - 1, area, c->inputs * area, -c->kernel_width, -1,
            c->outputs * c->inputs * area, NULL);
}

void ck_conv_direct_weight(const ck_conv *c, float *dw, const float *dy, const float *x,
                           int64_t first_image, int64_t last_image) {
  const layout l = lay_out(c);
  const int rows = l.kernels->sum_rows, taps = l.kernels->sum_taps, lanes = l.kernels->lanes;
  const int64_t blocks = (c->outputs + rows - 1) / rows, spans = (l.taps + taps - 1) / taps;
  const int64_t size = padded_size(c, &l), area = c->out_height * c->out_width;
  // The image, the rows of dy as wide as its own, and the sums, a vector each.
  const int64_t wide_rows = blocks * rows * l.length;
  const int64_t tile = (int64_t)rows * taps * lanes, sums_size = c->groups * blocks * spans * tile;
  const size_t bytes = (size_t)(size + wide_rows + sums_size) * sizeof(float) +
                       (size_t)rounded(spans * taps, 8) * sizeof(int64_t);
  int64_t *offsets = ck_allocate_work(bytes);
  if (!offsets) return;
  float *padded = (float *)(offsets + rounded(spans * taps, 8));
  float *wide = padded + size, *sums = wide + wide_rows;
  find_offsets(c, &l, offsets);
  for (int64_t t = l.taps; t < spans * taps; t++) offsets[t] = 0;
  memset(wide, 0, (size_t)(wide_rows + sums_size) * sizeof(float));
  for (int64_t image = first_image; image < last_image; image++)
    for (int64_t g = 0; g < c->groups; g++) {
      const int64_t plane = image * c->groups + g;
      pad(c, &l, padded, x + plane * c->inputs * c->height * c->width);
      const float *from = dy + plane * c->outputs * area;
      for (int64_t o = 0; o < c->outputs; o++)
        for (int64_t oy = 0; oy < c->out_height; oy++, from += c->out_width)
          memcpy(wide + o * l.length + oy * l.width, from,
                 (size_t)c->out_width * sizeof(float));
      for (int64_t block = 0; block < blocks; block++)
        for (int64_t span = 0; span < spans; span++)
          l.kernels->products(l.length, offsets + span * taps, wide + block * rows * l.length,
                              padded, sums + ((g * blocks + block) * spans + span) * tile);
    }
  for (int64_t g = 0; g < c->groups; g++)
    for (int64_t o = 0; o < c->outputs; o++)
      for (int64_t t = 0; t < l.taps; t++) {
        const float *lane = sums + ((g * blocks + o / rows) * spans + t / taps) * tile +
                            (o % rows * taps + t % taps) * lanes;
        float sum = 0;
        for (int i = 0; i < lanes; i++) sum += lane[i];
        *dw++ = sum;
      }
  ck_release(offsets, bytes);
}
