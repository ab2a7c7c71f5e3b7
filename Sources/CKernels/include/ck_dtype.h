// Element types, in PyTorch's order of promotion: the larger of two is their common type.
#ifndef DESCENT_CK_DTYPE_H
#define DESCENT_CK_DTYPE_H
#include <stddef.h>
#include <stdint.h>

typedef enum { CK_BOOL, CK_U8, CK_I32, CK_I64, CK_F32, CK_F64 } ck_dtype;

// The largest number of dimensions a tensor has.
#define CK_MAX_DIMS 8

// A strided walk over up to three operands; strides count elements.
typedef struct {
  int32_t dims;
  int64_t sizes[CK_MAX_DIMS];
  int64_t strides[4][CK_MAX_DIMS];
} ck_walk;

// One row of n elements side by side; inputs step by 1, or by 0 for a single element. What a walk
// of one dimension does not read is left as it is.
static inline ck_walk ck_plain_walk(int64_t n, int64_t a, int64_t b, int64_t c) {
  ck_walk walk;
  walk.dims = 1;
  walk.sizes[0] = n;
  walk.strides[0][0] = 1;
  walk.strides[1][0] = a;
  walk.strides[2][0] = b;
  walk.strides[3][0] = c;
  return walk;
}
#endif
