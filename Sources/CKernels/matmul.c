#include "ck_matmul.h"

#include "ck_gemm.h"

#define MATMUL(T, U)                                                           \
  for (int64_t i = 0; i < m; i++) {                                            \
    T *restrict row = (T *)c + i * c_row;                                      \
    for (int64_t j = 0; j < n; j++) row[j] = 0;                                \
    for (int64_t p = 0; p < k; p++) {                                          \
      const T x = ((const T *)a)[i * a_row + p * a_col];                       \
      const T *y = (const T *)b + p * b_row;                                   \
      for (int64_t j = 0; j < n; j++) row[j] = (T)((U)row[j] + (U)x * (U)y[j * b_col]); \
    }                                                                          \
  }

void ck_matmul(ck_dtype type, int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row,
               int64_t a_col, const void *b, int64_t b_row, int64_t b_col, void *c,
               int64_t c_row) {
  switch (type) {
    case CK_BOOL: case CK_U8: MATMUL(uint8_t, uint8_t) return;
    case CK_I32: MATMUL(int32_t, uint32_t) return;
    case CK_I64: MATMUL(int64_t, uint64_t) return;
    case CK_F32: ck_gemm(m, n, k, a, a_row, a_col, b, b_row, b_col, c, c_row, 0); return;
    case CK_F64: MATMUL(double, double) return;
  }
}
