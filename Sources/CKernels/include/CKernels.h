// Umbrella of the C kernels.
#ifndef DESCENT_CKERNELS_H
#define DESCENT_CKERNELS_H
#include "ck_basic.h"
#include "ck_channel_norm.h"
#include "ck_context.h"
#include "ck_conv.h"
#include "ck_cpu.h"
#include "ck_dtype.h"
#include "ck_elementwise.h"
#include "ck_gemm.h"
#include "ck_index.h"
#include "ck_matmul.h"
#include "ck_memory.h"
#include "ck_optimizers.h"
#include "ck_reduce.h"
#include "ck_softmax_rows.h"
#include "ck_stack.h"
#include "ck_threads.h"
#include "ck_vector.h"
#endif
