// Umbrella of the C kernels.
#ifndef DESCENT_CKERNELS_H
#define DESCENT_CKERNELS_H
#include "ck_context.h"
#endif
