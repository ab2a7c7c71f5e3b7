#include "ck_optimizers.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "ck_threads.h"
#include "ck_vector.h"

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
    const ck_adam_factors f = {(float)size, (float)(1 - b1), (float)b2, (float)(1 - b2),
                               (float)eps, (float)added, (float)shrink, (float)(1 / root)};
    adam_job j = {n, w, g, m, v, &f};
    if (n < 8 * ADAM_PART) ck_vector()->adam(n, w, g, m, v, &f);
    else ck_parallel((n + ADAM_PART - 1) / ADAM_PART, adam_part, &j);
  } else
    adam(n, w, g, m, v, size, 1 - b1, b2, 1 - b2, eps, added, shrink, root);
}

#define SGD(T, S)                                                                             \
  static void sgd##S(int64_t n, T *restrict w, const T *restrict g, T *restrict velocity,      \
                     T rate, T momentum, T fresh, T decay, bool nesterov, bool first) {        \
    for (int64_t i = 0; i < n; i++) {                                                          \
      T d = g[i] + decay * w[i];                                                               \
      if (velocity) {                                                                          \
        T next = first ? d : momentum * velocity[i] + fresh * d;                               \
        velocity[i] = next;                                                                    \
        d = nesterov ? d + momentum * next : next;                                             \
      }                                                                                        \
      w[i] -= rate * d;                                                                        \
    }                                                                                          \
  }
SGD(float, f)
SGD(double, )

void ck_sgd(ck_dtype type, int64_t n, void *w, const void *g, void *velocity, double rate,
            double momentum, double dampening, double decay, bool nesterov, bool first) {
  if (type == CK_F32)
    sgdf(n, w, g, velocity, (float)rate, (float)momentum, (float)(1 - dampening), (float)decay,
         nesterov, first);
  else
    sgd(n, w, g, velocity, rate, momentum, 1 - dampening, decay, nesterov, first);
}

#define RMSPROP(T, S)                                                                         \
  static void rmsprop##S(int64_t n, T *restrict w, const T *restrict g, T *restrict square,    \
                         T *restrict mean, T *restrict velocity, T rate, T alpha, T rest,      \
                         T eps, T decay, T momentum) {                                         \
    for (int64_t i = 0; i < n; i++) {                                                          \
      T d = g[i] + decay * w[i];                                                               \
      T s = square[i] = alpha * square[i] + rest * d * d;                                      \
      if (mean) {                                                                              \
        T a = mean[i] = mean[i] + rest * (d - mean[i]);                                        \
        s -= a * a;                                                                            \
      }                                                                                        \
      T move = d / (sqrt##S(s) + eps);                                                         \
      if (velocity) move = velocity[i] = momentum * velocity[i] + move;                        \
      w[i] -= rate * move;                                                                     \
    }                                                                                          \
  }
RMSPROP(float, f)
RMSPROP(double, )

void ck_rmsprop(ck_dtype type, int64_t n, void *w, const void *g, void *square, void *mean,
                void *velocity, double rate, double alpha, double eps, double decay,
                double momentum) {
  if (type == CK_F32)
    rmspropf(n, w, g, square, mean, velocity, (float)rate, (float)alpha, (float)(1 - alpha),
             (float)eps, (float)decay, (float)momentum);
  else
    rmsprop(n, w, g, square, mean, velocity, rate, alpha, 1 - alpha, eps, decay, momentum);
}

#define ADAGRAD(T, S)                                                                         \
  static void adagrad##S(int64_t n, T *restrict w, const T *restrict g, T *restrict sum,       \
                         T rate, T eps, T decay) {                                             \
    for (int64_t i = 0; i < n; i++) {                                                          \
      T d = g[i] + decay * w[i];                                                               \
      T s = sum[i] = sum[i] + d * d;                                                           \
      w[i] -= rate * d / (sqrt##S(s) + eps);                                                   \
    }                                                                                          \
  }
ADAGRAD(float, f)
ADAGRAD(double, )

void ck_adagrad(ck_dtype type, int64_t n, void *w, const void *g, void *sum, double rate,
                double eps, double decay) {
  if (type == CK_F32)
    adagradf(n, w, g, sum, (float)rate, (float)eps, (float)decay);
  else
    adagrad(n, w, g, sum, rate, eps, decay);
}
