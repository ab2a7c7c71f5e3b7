// From one element type or layout to another, and filling.
#include "ck_elementwise.h"
#include "ck_walk.h"

// Float to integer goes through int64 as PyTorch's casts do; what does not fit is INT64_MIN
// there, and spelt out here because C leaves it undefined.
static inline int64_t to_i64(double a) {
  return a >= -9223372036854775808.0 && a < 9223372036854775808.0 ? (int64_t)a : INT64_MIN;
}
static inline int32_t to_i32(double a) {
  return a >= -2147483648.0 && a < 2147483648.0 ? (int32_t)a : INT32_MIN;
}

#define CONVERT_CASE(O, T, EXPR) CK_FOR_ROWS2(O, T, CK_MAP_ROW(O, T, EXPR)) return;
#define CONVERT_FROM_INT(T)                         \
  switch (to) {                                     \
    case CK_BOOL: CONVERT_CASE(uint8_t, T, a != 0)  \
    case CK_U8: CONVERT_CASE(uint8_t, T, a)         \
    case CK_I32: CONVERT_CASE(int32_t, T, a)        \
    case CK_I64: CONVERT_CASE(int64_t, T, a)        \
    case CK_F32: CONVERT_CASE(float, T, a)          \
    case CK_F64: CONVERT_CASE(double, T, a)         \
  }
#define CONVERT_FROM_FLOAT(T)                               \
  switch (to) {                                             \
    case CK_BOOL: CONVERT_CASE(uint8_t, T, a != 0)          \
    case CK_U8: CONVERT_CASE(uint8_t, T, (uint8_t)to_i64(a)) \
    case CK_I32: CONVERT_CASE(int32_t, T, to_i32(a))        \
    case CK_I64: CONVERT_CASE(int64_t, T, to_i64(a))        \
    case CK_F32: CONVERT_CASE(float, T, a)                  \
    case CK_F64: CONVERT_CASE(double, T, a)                 \
  }

void ck_convert(ck_dtype to, ck_dtype from, const ck_walk *walk, void *out, const void *pa0) {
  switch (from) {
    case CK_BOOL: case CK_U8: CONVERT_FROM_INT(uint8_t) return;
    case CK_I32: CONVERT_FROM_INT(int32_t) return;
    case CK_I64: CONVERT_FROM_INT(int64_t) return;
    case CK_F32: CONVERT_FROM_FLOAT(float) return;
    case CK_F64: CONVERT_FROM_FLOAT(double) return;
  }
}

#define FILL_ROW(T)                      \
  {                                      \
    T v = *(const T *)value;             \
    T *o = po;                           \
    for (int64_t i = 0; i < n; i++) o[i * so] = v; \
  }

void ck_fill(ck_dtype type, const ck_walk *walk, void *out, const void *value) {
  switch (type) {
    case CK_BOOL: case CK_U8: CK_FOR_ROWS1(uint8_t, FILL_ROW(uint8_t)) return;
    case CK_I32: CK_FOR_ROWS1(int32_t, FILL_ROW(int32_t)) return;
    case CK_I64: CK_FOR_ROWS1(int64_t, FILL_ROW(int64_t)) return;
    case CK_F32: CK_FOR_ROWS1(float, FILL_ROW(float)) return;
    case CK_F64: CK_FOR_ROWS1(double, FILL_ROW(double)) return;
  }
}
