// Vectorised float32 functions; CPU chosen at run time. out and in are contiguous and may be one.
#ifndef DESCENT_CK_VECTOR_H
#define DESCENT_CK_VECTOR_H
#include <stdint.h>

// What Adam multiplies with in one step; `root` and, what it lacks, `root_rest` are 1 / √(the second
// moment's correction).
typedef struct {
  float size, b1_rest, b2, b2_rest, eps, decay, shrink, root, root_rest;
} ck_adam_factors;

// out = f(in) for n numbers; with `streams` it is written past the caches.
typedef void (*ck_vector_kernel)(int64_t n, float *out, const float *in, _Bool streams);

typedef struct {
  ck_vector_kernel exp, log, log1p, tanh, sigmoid;
  // Rows [rows, n]: softmax, or its logarithm.
  void (*softmax)(_Bool logarithm, int64_t rows, int64_t n, float *out, const float *in,
                  _Bool streams);
  // The gradient of softmax, or of its logarithm, from the output y and its gradient g.
  void (*softmax_backward)(_Bool logarithm, int64_t rows, int64_t n, float *out, const float *g,
                           const float *y);
  // Rows [rows, n], n at most 32: the first position of each row's largest value; NaN wins.
  void (*argmax)(int64_t rows, int64_t n, int64_t *out, const float *in);
  // c [m, n] = a · b + bias, n at most 4; a's rows are a_row apart, their elements adjacent.
  void (*product_narrow)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row,
                         const float *b, int64_t b_row, int64_t b_col, const float *bias,
                         float *c);
  // c [m, n] = a · b, b's columns adjacent; false, and nothing done, for sizes that it is not for.
  _Bool (*product_flat)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row,
                        int64_t a_col, const float *b, int64_t b_row, float *c, int64_t c_row);
  // One step of an optimiser, see ck_optimizers.h; factors are worked out before.
  void (*adam)(int64_t n, float *w, const float *g, float *m, float *v, const ck_adam_factors *f);
  void (*sgd)(int64_t n, float *w, const float *g, float *velocity, float rate, float momentum,
              float fresh, float decay, _Bool nesterov, _Bool first);
  void (*rmsprop)(int64_t n, float *w, const float *g, float *square, float *mean,
                  float *velocity, float rate, float alpha, float rest, float eps, float decay,
                  float momentum);
  void (*adagrad)(int64_t n, float *w, const float *g, float *sum, float rate, float eps,
                  float decay);
  // Sixteen uniforms in [0, 1) into sixteen standard normals; the second half gives the angles.
  void (*normal)(float *block);
  // out = g · (1 - y²), y being the tanh.
  void (*tanh_backward)(int64_t n, float *out, const float *g, const float *y);
} ck_vector_kernels;

const ck_vector_kernels *ck_vector(void);

// Runs a one-input kernel over large data on all threads.
void ck_vector_map(ck_vector_kernel kernel, int64_t n, float *out, const float *in);
#endif
