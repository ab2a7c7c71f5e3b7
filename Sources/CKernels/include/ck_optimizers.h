// One pass over a parameter per optimiser step; float or double, contiguous.
#ifndef DESCENT_CK_OPTIMIZERS_H
#define DESCENT_CK_OPTIMIZERS_H
#include "ck_dtype.h"

// m and v are the running moments; c1 and c2 the bias corrections 1 - b^t. Decay is added to the
// gradient, or taken off the weight first when decoupled (AdamW).
void ck_adam(ck_dtype type, int64_t n, void *w, const void *g, void *m, void *v, double rate,
             double b1, double b2, double eps, double decay, _Bool decoupled, double c1, double c2);
// velocity may be NULL without momentum; `first` says that it holds nothing yet.
void ck_sgd(ck_dtype type, int64_t n, void *w, const void *g, void *velocity, double rate,
            double momentum, double dampening, double decay, _Bool nesterov, _Bool first);
// mean may be NULL when not centred, velocity NULL without momentum.
void ck_rmsprop(ck_dtype type, int64_t n, void *w, const void *g, void *square, void *mean,
                void *velocity, double rate, double alpha, double eps, double decay,
                double momentum);
void ck_adagrad(ck_dtype type, int64_t n, void *w, const void *g, void *sum, double rate,
                double eps, double decay);
#endif
