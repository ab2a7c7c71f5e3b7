// Element-wise kernels over strided operands of any element type.
// Operand 0 of a walk is the output; inputs and output share one type unless said otherwise.
#ifndef DESCENT_CK_ELEMENTWISE_H
#define DESCENT_CK_ELEMENTWISE_H
#include "ck_dtype.h"

typedef enum {
  CK_ADD, CK_SUB, CK_MUL, CK_DIV, CK_POW, CK_MAXIMUM, CK_MINIMUM, CK_FMOD, CK_REMAINDER,
  CK_FLOOR_DIVIDE, CK_ATAN2,
} ck_binary_op;

typedef enum { CK_EQ, CK_NE, CK_LT, CK_LE, CK_GT, CK_GE, CK_AND, CK_OR, CK_XOR } ck_compare_op;

typedef enum {
  CK_NEG, CK_ABS, CK_SIGN, CK_SQUARE, CK_FLOOR, CK_CEIL, CK_ROUND, CK_TRUNC,  // any type
  CK_EXP, CK_EXPM1, CK_LOG, CK_LOG1P, CK_LOG2, CK_SQRT, CK_RSQRT, CK_RECIPROCAL, CK_SIN, CK_COS,
  CK_TAN, CK_TANH, CK_SIGMOID, CK_ERF,  // floating point only
  CK_RELU,  // any type
} ck_unary_op;

typedef enum { CK_ISNAN, CK_ISINF, CK_ISFINITE, CK_NOT } ck_test_op;

// out = a op b. False when the op has no meaning for the type (bool arithmetic, integer DIV by 0).
_Bool ck_binary(ck_binary_op op, ck_dtype type, const ck_walk *walk, void *out, const void *a,
                const void *b);
// out (bool) = a op b.
void ck_compare(ck_compare_op op, ck_dtype type, const ck_walk *walk, uint8_t *out, const void *a,
                const void *b);
// out = op(in).
void ck_unary(ck_unary_op op, ck_dtype type, const ck_walk *walk, void *out, const void *in);
// out (bool) = op(in).
void ck_test(ck_test_op op, ck_dtype type, const ck_walk *walk, uint8_t *out, const void *in);
// out = condition ? a : b; operands out, condition (bool), a, b.
void ck_where(ck_dtype type, const ck_walk *walk, void *out, const uint8_t *condition,
              const void *a, const void *b);
// out[i] = g[i] where y[i] > 0, else 0: the gradient of relu. Contiguous floats or doubles.
void ck_relu_backward(ck_dtype type, int64_t n, void *out, const void *g, const void *y);
// out = g · (1 - y²), y being the tanh.
void ck_tanh_backward(ck_dtype type, int64_t n, void *out, const void *g, const void *y);
// out[i] = (type of out) in[i]; also copies between layouts of one type.
void ck_convert(ck_dtype to, ck_dtype from, const ck_walk *walk, void *out, const void *in);
// out[i] = value, read from the one element at `value` of the same type.
void ck_fill(ck_dtype type, const ck_walk *walk, void *out, const void *value);
#endif
