#include "ck_index.h"

#define BY_WIDTH(CASE)                                         \
  switch (type) {                                              \
    case CK_BOOL: case CK_U8: CASE(uint8_t) return;            \
    case CK_I32: CASE(int32_t) return;                         \
    case CK_I64: CASE(int64_t) return;                         \
    case CK_F32: CASE(float) return;                           \
    case CK_F64: CASE(double) return;                          \
  }

#define GATHER(T)                         \
  for (int64_t i = 0; i < n; i++)         \
    ((T *)out)[i] = index[i] < 0 ? (T)0 : ((const T *)in)[index[i]];

void ck_gather(ck_dtype type, int64_t n, void *out, const void *in, const int64_t *index) {
  BY_WIDTH(GATHER)
}

#define SCATTER_ADD(T)                    \
  for (int64_t i = 0; i < n; i++)         \
    if (index[i] >= 0) ((T *)out)[index[i]] += ((const T *)in)[i];

#define SCATTER_OR(T)                     \
  for (int64_t i = 0; i < n; i++)         \
    if (index[i] >= 0) ((T *)out)[index[i]] |= ((const T *)in)[i];

void ck_scatter_add(ck_dtype type, int64_t n, void *out, const void *in, const int64_t *index) {
  if (type == CK_BOOL) {
    SCATTER_OR(uint8_t)
    return;
  }
  BY_WIDTH(SCATTER_ADD)
}

#define SCATTER(T)                        \
  for (int64_t i = 0; i < n; i++)         \
    if (index[i] >= 0) ((T *)out)[index[i]] = ((const T *)in)[i];

void ck_scatter(ck_dtype type, int64_t n, void *out, const void *in, const int64_t *index) {
  BY_WIDTH(SCATTER)
}

// Floats are summed in double, as PyTorch's cumsum does.
#define CUMSUM(T, SUM)                                           \
  for (int64_t o = 0; o < outer; o++)                            \
    for (int64_t i = 0; i < inner; i++) {                        \
      const T *x = (const T *)in + o * n * inner + i;            \
      T *y = (T *)out + o * n * inner + i;                       \
      SUM sum = 0;                                               \
      for (int64_t k = 0; k < n; k++) {                          \
        sum += (SUM)x[k * inner];                                \
        y[k * inner] = (T)sum;                                   \
      }                                                          \
    }

void ck_cumsum(ck_dtype type, int64_t outer, int64_t n, int64_t inner, void *out, const void *in) {
  switch (type) {
    case CK_BOOL: case CK_U8: CUMSUM(uint8_t, uint64_t) return;
    case CK_I32: CUMSUM(int32_t, uint64_t) return;
    case CK_I64: CUMSUM(int64_t, uint64_t) return;
    case CK_F32: CUMSUM(float, double) return;
    case CK_F64: CUMSUM(double, double) return;
  }
}
