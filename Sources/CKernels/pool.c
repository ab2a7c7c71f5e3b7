// Max pools: the largest value of each window and where it was.
#include <stdbool.h>
#include <stddef.h>

#include "ck_conv.h"
#include "ck_threads.h"

// The usual pool, 2 × 2 side by side: four values without branches, as which one wins is chance.
#define POOL_SQUARES(T)                                                               \
  for (int64_t p = first; p < last; p++)                                              \
    for (int64_t oy = 0; oy < c->out_height; oy++) {                                  \
      const int64_t start = (p * c->height + 2 * oy) * c->width;                      \
      const T *upper = (const T *)j->x + start, *lower = upper + c->width;            \
      int64_t *to = j->index + (p * c->out_height + oy) * c->out_width;               \
      T *value = (T *)j->out + (p * c->out_height + oy) * c->out_width;               \
      for (int64_t ox = 0; ox < c->out_width; ox++) {                                 \
        const T v0 = upper[2 * ox], v1 = upper[2 * ox + 1];                           \
        const T v2 = lower[2 * ox], v3 = lower[2 * ox + 1];                           \
        const bool w1 = (v1 > v0) | (v1 != v1), w3 = (v3 > v2) | (v3 != v3);          \
        const T above = w1 ? v1 : v0, below = w3 ? v3 : v2;                           \
        const bool w2 = (below > above) | (below != below);                           \
        to[ox] = start + 2 * ox + (w2 ? c->width + w3 : w1);                          \
        value[ox] = w2 ? below : above;                                               \
      }                                                                               \
    }

typedef float floats __attribute__((ext_vector_type(4), aligned(4)));
typedef int32_t ints __attribute__((ext_vector_type(4)));
typedef int64_t longs __attribute__((ext_vector_type(4), aligned(8)));

// The same for floats, four windows at a time; the last four of a row may overlap those before.
static void pool_squares(const ck_conv *c, int64_t first, int64_t last, const float *x,
                         int64_t *index, float *out) {
  const ints lane = {0, 2, 4, 6}, below_by = (ints)((int32_t)c->width);
  for (int64_t p = first; p < last; p++)
    for (int64_t oy = 0; oy < c->out_height; oy++) {
      const int64_t start = (p * c->height + 2 * oy) * c->width;
      const int64_t to = (p * c->out_height + oy) * c->out_width;
      for (int64_t ox = 0; ox < c->out_width; ox += 4) {
        if (ox + 4 > c->out_width) ox = c->out_width - 4;
        const float *upper = x + start + 2 * ox, *lower = upper + c->width;
        const floats u0 = *(const floats *)upper, u1 = *(const floats *)(upper + 4);
        const floats l0 = *(const floats *)lower, l1 = *(const floats *)(lower + 4);
        const floats v0 = __builtin_shufflevector(u0, u1, 0, 2, 4, 6);
        const floats v1 = __builtin_shufflevector(u0, u1, 1, 3, 5, 7);
        const floats v2 = __builtin_shufflevector(l0, l1, 0, 2, 4, 6);
        const floats v3 = __builtin_shufflevector(l0, l1, 1, 3, 5, 7);
        const ints w1 = (v1 > v0) | (v1 != v1), w3 = (v3 > v2) | (v3 != v3);
        const floats above = w1 ? v1 : v0, below = w3 ? v3 : v2;
        const ints w2 = (below > above) | (below != below);
        *(floats *)(out + to + ox) = w2 ? below : above;
        const ints place = lane - (w2 ? w3 - below_by : w1);  // true is -1
        *(longs *)(index + to + ox) = __builtin_convertvector(place, longs) + (start + 2 * ox);
      }
    }
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
        const int64_t to = (p * c->out_height + oy) * c->out_width + ox;              \
        j->index[to] = best < 0 ? -1 : p * c->height * c->width + best;               \
        ((T *)j->out)[to] = largest;                                                  \
      }                                                                               \
    }

typedef struct {
  ck_dtype type;
  const ck_conv *c;
  int64_t planes, part;
  int64_t *index;
  void *out;
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
    case CK_F32:
      if (is_squares && c->out_width >= 4 && c->width < 1 << 30) {
        pool_squares(c, first, last, j->x, j->index, j->out);
        return;
      }
      POOL(float)
      return;
    case CK_F64: POOL(double) return;
  }
}

// Parts of whole planes; small work is one part.
static int64_t part_of(const ck_conv *c, int64_t planes) {
  return c->height * c->width * planes < 65536 ? planes : (planes + 15) / 16;
}

void ck_max_pool(ck_dtype type, const ck_conv *c, int64_t planes, int64_t *index, void *out,
                 const void *x) {
  const int64_t part = part_of(c, planes);
  pool_job j = {type, c, planes, part, index, out, x};
  ck_parallel(part ? (planes + part - 1) / part : 0, pool_part, &j);
}

#define SPREAD(T)                                                      \
  {                                                                    \
    T *to = j->out;                                                    \
    const T *g = j->x;                                                 \
    for (int64_t i = first * size; i < last * size; i++) to[i] = 0;    \
    for (int64_t i = first * area; i < last * area; i++)               \
      if (j->index[i] >= 0) to[j->index[i]] += g[i];                   \
  }

static void spread_part(void *context, int64_t part) {
  const pool_job *j = context;
  const int64_t first = part * j->part;
  const int64_t last = first + j->part < j->planes ? first + j->part : j->planes;
  const int64_t size = j->c->height * j->c->width, area = j->c->out_height * j->c->out_width;
  if (j->type == CK_F32) SPREAD(float) else SPREAD(double)
}

void ck_max_pool_backward(ck_dtype type, const ck_conv *c, int64_t planes, const int64_t *index,
                          void *dx, const void *dy) {
  const int64_t part = part_of(c, planes);
  pool_job j = {type, c, planes, part, (int64_t *)index, dx, dy};
  ck_parallel(part ? (planes + part - 1) / part : 0, spread_part, &j);
}
