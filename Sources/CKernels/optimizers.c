#include "ck_optimizers.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "ck_threads.h"
#include "ck_vector.h"
#include "optimizer_loops.h"

#define ADAM(T, S)                                                                             \
  static void adam##S(int64_t n, T *restrict w, const T *restrict g, T *restrict m,            \
                      T *restrict v, T size, T b1, T b2, T b2_rest, T eps, T decay, T shrink,  \
                      T root) {                                                                \
    for (int64_t i = 0; i < n; i++) {                                                          \
      T wi = w[i] * shrink;                                                                    \
      T d = g[i] + decay * wi;                                                                 \
      T mi = m[i] + b1 * (d - m[i]);                                                           \
      T vi = b2 * v[i] + b2_rest * d * d;                                                      \
      m[i] = mi;                                                                               \
      v[i] = vi;                                                                               \
      w[i] = wi - size * mi / (sqrt##S(vi) / root + eps);                                      \
    }                                                                                          \
  }
ADAM(double, )

#define ADAM_PART 8192
typedef struct {
  int64_t n;
  float *w;
  const float *g;
  float *m, *v;
  const ck_adam_factors *factors;
} adam_job;

static void adam_part(void *context, int64_t part) {
  const adam_job *j = context;
  const int64_t first = part * ADAM_PART, rest = j->n - first;
  ck_vector()->adam(rest < ADAM_PART ? rest : ADAM_PART, j->w + first, j->g + first, j->m + first,
                    j->v + first, j->factors);
}

void ck_adam(ck_dtype type, int64_t n, void *w, const void *g, void *m, void *v, double rate,
             double b1, double b2, double eps, double decay, bool decoupled, double c1,
             double c2) {
  double size = rate / c1, root = sqrt(c2);
  double shrink = decoupled ? 1 - rate * decay : 1, added = decoupled ? 0 : decay;
  if (type == CK_F32) {
    const double inverse = 1 / (double)(float)root;
    const ck_adam_factors f = {
        .size = (float)size, .b1_rest = (float)(1 - b1), .b2 = (float)b2,
        .b2_rest = (float)(1 - b2), .eps = (float)eps, .decay = (float)added,
        .shrink = (float)shrink, .root = (float)inverse,
        .root_rest = (float)(inverse - (double)(float)inverse)};
    adam_job j = {n, w, g, m, v, &f};
    if (n < 8 * ADAM_PART) ck_vector()->adam(n, w, g, m, v, &f);
    else ck_parallel((n + ADAM_PART - 1) / ADAM_PART, adam_part, &j);
  } else
    adam(n, w, g, m, v, size, 1 - b1, b2, 1 - b2, eps, added, shrink, root);
}

#define PLAIN(a, b, c) ((a) * (b) + (c))
SGD_LOOP(sgd, double, PLAIN)
RMSPROP_LOOP(rmsprop, double, PLAIN, sqrt)
ADAGRAD_LOOP(adagrad, double, PLAIN, sqrt)

void ck_sgd(ck_dtype type, int64_t n, void *w, const void *g, void *velocity, double rate,
            double momentum, double dampening, double decay, bool nesterov, bool first) {
  if (type == CK_F32)
    ck_vector()->sgd(n, w, g, velocity, (float)rate, (float)momentum, (float)(1 - dampening),
                     (float)decay, nesterov, first);
  else
    sgd(n, w, g, velocity, rate, momentum, 1 - dampening, decay, nesterov, first);
}

void ck_rmsprop(ck_dtype type, int64_t n, void *w, const void *g, void *square, void *mean,
                void *velocity, double rate, double alpha, double eps, double decay,
                double momentum) {
  if (type == CK_F32)
    ck_vector()->rmsprop(n, w, g, square, mean, velocity, (float)rate, (float)alpha,
                         (float)(1 - alpha), (float)eps, (float)decay, (float)momentum);
  else
    rmsprop(n, w, g, square, mean, velocity, rate, alpha, 1 - alpha, eps, decay, momentum);
}

void ck_adagrad(ck_dtype type, int64_t n, void *w, const void *g, void *sum, double rate,
                double eps, double decay) {
  if (type == CK_F32)
    ck_vector()->adagrad(n, w, g, sum, (float)rate, (float)eps, (float)decay);
  else
    adagrad(n, w, g, sum, rate, eps, decay);
}
