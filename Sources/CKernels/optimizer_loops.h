// The steps of the plainer optimisers as loops over numbers of type T; FUSE(a, b, c) is a·b + c.
// Products and sums round where PyTorch's do, so that a step moves a weight to the same bit.
#ifndef DESCENT_OPTIMIZER_LOOPS_H
#define DESCENT_OPTIMIZER_LOOPS_H
#include <stdbool.h>
#include <stdint.h>

#define SGD_LOOP(FUNCTION, T, FUSE)                                                         \
  static void FUNCTION(int64_t n, T *restrict w, const T *restrict g, T *restrict velocity, \
                       T rate, T momentum, T fresh, T decay, bool nesterov, bool first) {   \
    for (int64_t i = 0; i < n; i++) {                                                       \
      T d = decay != 0 ? FUSE(decay, w[i], g[i]) : g[i];                                    \
      if (velocity) {                                                                       \
        const T next = first ? d : FUSE(fresh, d, momentum * velocity[i]);                  \
        velocity[i] = next;                                                                 \
        d = nesterov ? FUSE(momentum, next, d) : next;                                      \
      }                                                                                     \
      w[i] = FUSE(-rate, d, w[i]);                                                          \
    }                                                                                       \
  }

#define RMSPROP_LOOP(FUNCTION, T, FUSE, ROOT)                                                  \
  static void FUNCTION(int64_t n, T *restrict w, const T *restrict g, T *restrict square,      \
                       T *restrict mean, T *restrict velocity, T rate, T alpha, T rest, T eps, \
                       T decay, T momentum) {                                                  \
    for (int64_t i = 0; i < n; i++) {                                                          \
      const T d = decay != 0 ? FUSE(decay, w[i], g[i]) : g[i];                                 \
      T s = square[i] = FUSE(rest * d, d, alpha * square[i]);                                  \
      if (mean) {                                                                              \
        const T a = mean[i] = FUSE(rest, d - mean[i], mean[i]);                                \
        s = FUSE(-a, a, s);                                                                    \
      }                                                                                        \
      const T size = ROOT(s) + eps;                                                            \
      if (velocity) {                                                                          \
        const T kept = momentum * velocity[i];                                                 \
        velocity[i] = kept + d / size;                                                         \
        w[i] = FUSE(-rate, velocity[i], w[i]);                                                 \
      } else                                                                                   \
        w[i] -= rate * d / size;                                                               \
    }                                                                                          \
  }

#define ADAGRAD_LOOP(FUNCTION, T, FUSE, ROOT)                                                  \
  static void FUNCTION(int64_t n, T *restrict w, const T *restrict g, T *restrict sum, T rate, \
                       T eps, T decay) {                                                       \
    for (int64_t i = 0; i < n; i++) {                                                          \
      const T d = decay != 0 ? FUSE(decay, w[i], g[i]) : g[i];                                 \
      const T s = sum[i] = FUSE(d, d, sum[i]);                                                 \
      w[i] -= rate * d / (ROOT(s) + eps);                                                      \
    }                                                                                          \
  }

#endif
