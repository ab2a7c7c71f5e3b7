#include "ck_softmax_rows.h"

#include <math.h>

#include "ck_basic.h"
#include "ck_threads.h"
#include "ck_vector.h"

#define EACH(...)                                                   \
  for (int64_t o = 0; o < outer; o++)                               \
    for (int64_t i = 0; i < inner; i++) {                           \
      const int64_t at = o * n * inner + i;                         \
      __VA_ARGS__                                                   \
    }

#define SOFTMAX(T, S)                                                              \
  EACH({                                                                           \
    const T *x = (const T *)in + at;                                               \
    T *y = (T *)out + at;                                                          \
    T top = -INFINITY;                                                             \
    for (int64_t k = 0; k < n; k++) {                                              \
      T v = x[k * inner];                                                          \
      if (v > top || v != v) top = v;                                              \
    }                                                                              \
    T total = 0;                                                                   \
    for (int64_t k = 0; k < n; k++) {                                              \
      T e = exp##S(x[k * inner] - top);                                            \
      total += e;                                                                  \
      if (!logarithm) y[k * inner] = e;                                            \
    }                                                                              \
    if (logarithm) {                                                               \
      T shift = log##S(total);                                                     \
      for (int64_t k = 0; k < n; k++) y[k * inner] = x[k * inner] - top - shift;   \
    } else                                                                         \
      for (int64_t k = 0; k < n; k++) y[k * inner] /= total;                       \
  })

typedef struct {
  _Bool logarithm;
  int64_t rows, n, part;
  float *out;
  const float *in;
  _Bool streams;
} softmax_job;

static void softmax_part(void *context, int64_t part) {
  const softmax_job *j = context;
  const int64_t first = part * j->part, rest = j->rows - first;
  ck_vector()->softmax(j->logarithm, rest < j->part ? rest : j->part, j->n, j->out + first * j->n,
                       j->in + first * j->n, j->streams);
  if (j->streams) ck_end_stream();
}

void ck_softmax_any(_Bool logarithm, ck_dtype type, int64_t outer, int64_t n, int64_t inner,
                    void *out, const void *in) {
  if (type == CK_F32 && inner == 1) {
    // Parts of whole vectors of rows, so that they do not depend on the number of threads.
    softmax_job j = {logarithm, outer, n, 16, out, in, ck_streams(outer * n, out)};
    if (outer * n < 65536) ck_vector()->softmax(logarithm, outer, n, out, in, 0);
    else ck_parallel((outer + 15) / 16, softmax_part, &j);
    return;
  }
  if (type == CK_F32) SOFTMAX(float, f) else SOFTMAX(double, )
}

#define BACKWARD(T, S)                                                                    \
  EACH({                                                                                  \
    const T *gr = (const T *)g + at, *yr = (const T *)y + at;                             \
    T *o_ = (T *)out + at;                                                                \
    T total = 0;                                                                          \
    for (int64_t k = 0; k < n; k++)                                                       \
      total += logarithm ? gr[k * inner] : gr[k * inner] * yr[k * inner];                 \
    for (int64_t k = 0; k < n; k++)                                                       \
      o_[k * inner] = logarithm ? gr[k * inner] - exp##S(yr[k * inner]) * total           \
                                : yr[k * inner] * (gr[k * inner] - total);                \
  })

void ck_softmax_backward_any(_Bool logarithm, ck_dtype type, int64_t outer, int64_t n,
                             int64_t inner, void *out, const void *g, const void *y) {
  if (type == CK_F32 && inner == 1)
    ck_vector()->softmax_backward(logarithm, outer, n, out, g, y);
  else if (type == CK_F32) BACKWARD(float, f) else BACKWARD(double, )
}

#define GATHER(T)                                                              \
  for (int64_t r = 0; r < rows; r++) {                                         \
    const int64_t c = classes[r];                                              \
    if (c == ignored) { ((T *)out)[r] = 0; continue; }                         \
    if (c < 0 || c >= n) return r;                                             \
    ((T *)out)[r] = -((const T *)in)[r * n + c];                               \
  }

int64_t ck_nll_gather(ck_dtype type, int64_t rows, int64_t n, void *out, const void *in,
                      const int64_t *classes, int64_t ignored) {
  if (type == CK_F32) GATHER(float) else GATHER(double)
  return -1;
}

#define LEVELS 8

// Added in PyTorch's order: runs of rows go up a level when they are full, as in sum.c.
#define TOTAL(T)                                                               \
  {                                                                            \
    T level[LEVELS] = {0}, sum = 0;                                            \
    for (int64_t r = 0; r < rows; r++) {                                       \
      const int64_t c = classes[r];                                            \
      if (c == ignored) continue;                                              \
      if (c < 0 || c >= n) return r;                                           \
      level[0] -= ((const T *)in)[r * n + c];                                  \
      (*kept)++;                                                               \
      for (int j = 0; j + 1 < LEVELS && !(r & (run - 1) << j * power); j++) {  \
        level[j + 1] += level[j];                                              \
        level[j] = 0;                                                          \
      }                                                                        \
    }                                                                          \
    for (int j = 0; j < LEVELS; j++) sum += level[j];                          \
    *(T *)out = mean ? sum / (T)*kept : sum;                                   \
  }

int64_t ck_nll_total(ck_dtype type, int64_t rows, int64_t n, void *out, const void *in,
                     const int64_t *classes, int64_t ignored, _Bool mean, int64_t *kept) {
  *kept = 0;
  int bits = 0;
  while ((int64_t)1 << bits < rows) bits++;
  const int power = bits / LEVELS > 4 ? bits / LEVELS : 4;
  const int64_t run = (int64_t)1 << power;
  if (type == CK_F32) TOTAL(float) else TOTAL(double)
  return -1;
}

#define SPREAD(T)                                                              \
  {                                                                            \
    const T value = (T)(-(double)*(const T *)g * scale);                       \
    for (int64_t i = 0; i < rows * n; i++) ((T *)out)[i] = 0;                  \
    for (int64_t r = 0; r < rows; r++)                                         \
      if (classes[r] != ignored) ((T *)out)[r * n + classes[r]] = value;       \
  }

void ck_nll_spread(ck_dtype type, int64_t rows, int64_t n, void *out, const void *g, double scale,
                   const int64_t *classes, int64_t ignored) {
  if (type == CK_F32) SPREAD(float) else SPREAD(double)
}
