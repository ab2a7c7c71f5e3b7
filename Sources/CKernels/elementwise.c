#include "ck_elementwise.h"
#include "ck_basic.h"
#include "ck_threads.h"
#include "ck_vector.h"
#include "ck_walk.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

// One row of a binary kernel; the unit and broadcast strides are spelt out so that they vectorise.
#define BINARY_ROW(T, EXPR)                                                        \
  {                                                                                \
    T *restrict o = po;                                                            \
    const T *x = pa, *y = pb;                                                      \
    if (so == 1 && sa == 1 && sb == 1)                                             \
      for (int64_t i = 0; i < n; i++) { T a = x[i], b = y[i]; o[i] = (T)(EXPR); }  \
    else if (so == 1 && sa == 1 && sb == 0) {                                      \
      T b = y[0];                                                                  \
      for (int64_t i = 0; i < n; i++) { T a = x[i]; o[i] = (T)(EXPR); }            \
    } else if (so == 1 && sa == 0 && sb == 1) {                                    \
      T a = x[0];                                                                  \
      for (int64_t i = 0; i < n; i++) { T b = y[i]; o[i] = (T)(EXPR); }            \
    } else                                                                         \
      for (int64_t i = 0; i < n; i++) {                                            \
        T a = x[i * sa], b = y[i * sb];                                            \
        o[i * so] = (T)(EXPR);                                                     \
      }                                                                            \
  }

#define BINARY_CASE(T, EXPR) \
  CK_FOR_ROWS3(T, T, T, BINARY_ROW(T, EXPR)) return true;

// Integers wrap as PyTorch's do: computed unsigned, since signed overflow is undefined in C.
#define INT_OPS(T, U)                                                             \
  switch (op) {                                                                   \
    case CK_ADD: BINARY_CASE(T, (T)((U)a + (U)b))                                 \
    case CK_SUB: BINARY_CASE(T, (T)((U)a - (U)b))                                 \
    case CK_MUL: BINARY_CASE(T, (T)((U)a * (U)b))                                 \
    case CK_POW: BINARY_CASE(T, (T)int_power((int64_t)a, (int64_t)b))             \
    case CK_MAXIMUM: BINARY_CASE(T, a > b ? a : b)                                \
    case CK_MINIMUM: BINARY_CASE(T, a < b ? a : b)                                \
    case CK_FMOD: if (has_zero) return false; BINARY_CASE(T, (T)c_modulo(a, b))   \
    case CK_REMAINDER: if (has_zero) return false; BINARY_CASE(T, (T)floor_modulo(a, b)) \
    case CK_DIV: case CK_FLOOR_DIVIDE:                                            \
      if (has_zero) return false;                                                 \
      BINARY_CASE(T, (T)floor_divide(a, b))                                       \
    default: return false;                                                        \
  }

#define FLOAT_OPS(T, S)                                                           \
  switch (op) {                                                                   \
    case CK_ADD: BINARY_CASE(T, a + b)                                            \
    case CK_SUB: BINARY_CASE(T, a - b)                                            \
    case CK_MUL: BINARY_CASE(T, a * b)                                            \
    case CK_DIV: BINARY_CASE(T, a / b)                                            \
    case CK_POW: BINARY_CASE(T, pow##S(a, b))                                     \
    case CK_MAXIMUM: BINARY_CASE(T, (a != a || b != b) ? a + b : (a > b ? a : b)) \
    case CK_MINIMUM: BINARY_CASE(T, (a != a || b != b) ? a + b : (a < b ? a : b)) \
    case CK_FMOD: BINARY_CASE(T, fmod##S(a, b))                                   \
    case CK_REMAINDER: BINARY_CASE(T, float_remainder##S(a, b))                   \
    case CK_FLOOR_DIVIDE: BINARY_CASE(T, float_floor_divide##S(a, b))             \
    case CK_ATAN2: BINARY_CASE(T, atan2##S(a, b))                                 \
  }

static int64_t int_power(int64_t base, int64_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? ((exponent & 1) ? -1 : 1) : 0;
  uint64_t result = 1, b = (uint64_t)base;
  for (; exponent; exponent >>= 1, b *= b)
    if (exponent & 1) result *= b;
  return (int64_t)result;
}

// Division by -1 is negation: INT64_MIN / -1 would trap.
static int64_t floor_divide(int64_t a, int64_t b) {
  if (b == -1) return (int64_t)(0 - (uint64_t)a);
  int64_t q = a / b;
  return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}
static int64_t c_modulo(int64_t a, int64_t b) { return b == -1 ? 0 : a % b; }
static int64_t floor_modulo(int64_t a, int64_t b) {
  if (b == -1) return 0;
  int64_t r = a % b;
  return (r != 0 && ((r < 0) != (b < 0))) ? r + b : r;
}

#define FLOAT_MODULO(T, S)                                              \
  static T float_remainder##S(T a, T b) {                               \
    T r = fmod##S(a, b);                                                \
    return (r != 0 && ((b < 0) != (r < 0))) ? r + b : r;                \
  }                                                                     \
  static T float_floor_divide##S(T a, T b) {                            \
    if (b == 0) return a / b;                                           \
    T mod = fmod##S(a, b), div = (a - mod) / b;                         \
    if (mod != 0 && (b < 0) != (mod < 0)) div -= 1;                     \
    if (div == 0) return copysign##S(0, a / b);                         \
    T floored = floor##S(div);                                          \
    return div - floored > (T)0.5 ? floored + 1 : floored;              \
  }
FLOAT_MODULO(float, f)
FLOAT_MODULO(double, )

static bool any_zero(ck_dtype type, const ck_walk *walk, const void *b);

typedef struct {
  ck_binary_op op;
  ck_dtype type;
  int64_t n;
  int64_t sa, sb;
  char *out;
  const char *a, *b;
} binary_job;

#define BINARY_PART 32768

static void binary_part(void *context, int64_t part) {
  const binary_job *j = context;
  const int64_t first = part * BINARY_PART, rest = j->n - first;
  const int64_t width = j->type == CK_F32 ? 4 : 8;
  ck_walk walk = {.dims = 1};
  walk.sizes[0] = rest < BINARY_PART ? rest : BINARY_PART;
  walk.strides[0][0] = 1;
  walk.strides[1][0] = j->sa;
  walk.strides[2][0] = j->sb;
  ck_binary(j->op, j->type, &walk, j->out + first * width, j->a + first * width * j->sa,
            j->b + first * width * j->sb);
}

// Large plain arrays of floats are shared out over the threads.
static bool binary_threads(ck_binary_op op, ck_dtype type, const ck_walk *walk, void *out,
                           const void *a, const void *b) {
  if (type < CK_F32 || walk->dims != 1 || walk->sizes[0] < 4 * BINARY_PART || ck_threads() < 2)
    return false;
  const int64_t sa = walk->strides[1][0], sb = walk->strides[2][0];
  if (walk->strides[0][0] != 1 || sa < 0 || sa > 1 || sb < 0 || sb > 1) return false;
  binary_job j = {op, type, walk->sizes[0], sa, sb, out, a, b};
  ck_parallel((j.n + BINARY_PART - 1) / BINARY_PART, binary_part, &j);
  return true;
}

// Plain arithmetic on floats that lie side by side has kernels of its own.
static bool binary_vector(ck_binary_op op, ck_dtype type, const ck_walk *walk, void *out,
                          const void *a, const void *b) {
  const int64_t sa = walk->strides[1][0], sb = walk->strides[2][0];
  if (type != CK_F32 || op > CK_DIV || walk->dims != 1 || walk->strides[0][0] != 1 || sa < 0 ||
      sa > 1 || sb < 0 || sb > 1)
    return false;
  ck_basic_binary(op, walk->sizes[0], out, a, sa, b, sb);
  return true;
}

bool ck_binary(ck_binary_op op, ck_dtype type, const ck_walk *walk, void *out, const void *pa0,
               const void *pb0) {
  if (binary_vector(op, type, walk, out, pa0, pb0) ||
      binary_threads(op, type, walk, out, pa0, pb0))
    return true;
  bool divides = op == CK_DIV || op == CK_FLOOR_DIVIDE || op == CK_FMOD || op == CK_REMAINDER;
  bool has_zero = divides && type < CK_F32 && any_zero(type, walk, pb0);
  switch (type) {
    case CK_BOOL:
      switch (op) {
        case CK_ADD: case CK_MAXIMUM: BINARY_CASE(uint8_t, a | b)
        case CK_MUL: case CK_MINIMUM: BINARY_CASE(uint8_t, a & b)
        case CK_POW: BINARY_CASE(uint8_t, a | !b)
        default: return false;
      }
    case CK_U8: INT_OPS(uint8_t, uint8_t)
    case CK_I32: INT_OPS(int32_t, uint32_t)
    case CK_I64: INT_OPS(int64_t, uint64_t)
    case CK_F32: FLOAT_OPS(float, f)
    case CK_F64: FLOAT_OPS(double, )
  }
  return false;
}

#define ZERO_ROW(T) \
  for (int64_t i = 0; i < n; i++) if (((const T *)pb)[i * sb] == 0) found = true;

static bool any_zero(ck_dtype type, const ck_walk *walk, const void *pb0) {
  bool found = false;
  // The walk goes over three arrays, and only the last is read: the others stay where they begin.
  ck_walk alone = *walk;
  memset(alone.strides[0], 0, sizeof alone.strides[0]);
  memset(alone.strides[1], 0, sizeof alone.strides[1]);
  walk = &alone;
  void *out = (void *)pb0;
  const void *pa0 = pb0;
  switch (type) {
    case CK_U8: CK_FOR_ROWS3(char, char, uint8_t, ZERO_ROW(uint8_t)) break;
    case CK_I32: CK_FOR_ROWS3(char, char, int32_t, ZERO_ROW(int32_t)) break;
    case CK_I64: CK_FOR_ROWS3(char, char, int64_t, ZERO_ROW(int64_t)) break;
    default: break;
  }
  return found;
}

#define COMPARE_ROW(T, EXPR)                                               \
  {                                                                        \
    uint8_t *o = po;                                                       \
    const T *x = pa, *y = pb;                                              \
    if (so == 1 && sa == 1 && sb == 1)                                     \
      for (int64_t i = 0; i < n; i++) { T a = x[i], b = y[i]; o[i] = (EXPR); } \
    else                                                                   \
      for (int64_t i = 0; i < n; i++) {                                    \
        T a = x[i * sa], b = y[i * sb];                                    \
        o[i * so] = (EXPR);                                                \
      }                                                                    \
  }
#define COMPARE_CASE(T, EXPR) CK_FOR_ROWS3(uint8_t, T, T, COMPARE_ROW(T, EXPR)) return;
#define COMPARE_OPS(T)                               \
  switch (op) {                                      \
    case CK_EQ: COMPARE_CASE(T, a == b)              \
    case CK_NE: COMPARE_CASE(T, a != b)              \
    case CK_LT: COMPARE_CASE(T, a < b)               \
    case CK_LE: COMPARE_CASE(T, a <= b)              \
    case CK_GT: COMPARE_CASE(T, a > b)               \
    case CK_GE: COMPARE_CASE(T, a >= b)              \
    case CK_AND: COMPARE_CASE(T, a != 0 && b != 0)   \
    case CK_OR: COMPARE_CASE(T, a != 0 || b != 0)    \
    case CK_XOR: COMPARE_CASE(T, (a != 0) != (b != 0)) \
  }

void ck_compare(ck_compare_op op, ck_dtype type, const ck_walk *walk, uint8_t *out,
                const void *pa0, const void *pb0) {
  switch (type) {
    case CK_BOOL: case CK_U8: COMPARE_OPS(uint8_t) return;
    case CK_I32: COMPARE_OPS(int32_t) return;
    case CK_I64: COMPARE_OPS(int64_t) return;
    case CK_F32: COMPARE_OPS(float) return;
    case CK_F64: COMPARE_OPS(double) return;
  }
}

#define UNARY_CASE(T, EXPR) CK_FOR_ROWS2(T, T, CK_MAP_ROW(T, T, EXPR)) return;
#define INT_UNARY(T, U)                                         \
  switch (op) {                                                 \
    case CK_NEG: UNARY_CASE(T, (T)(0 - (U)a))                   \
    case CK_ABS: UNARY_CASE(T, a < 0 ? (T)(0 - (U)a) : a)       \
    case CK_SIGN: UNARY_CASE(T, (a > 0) - (a < 0))              \
    case CK_SQUARE: UNARY_CASE(T, (T)((U)a * (U)a))             \
    case CK_RELU: UNARY_CASE(T, a > 0 ? a : 0)                  \
    default: UNARY_CASE(T, a)                                   \
  }
#define FLOAT_UNARY(T, S)                                           \
  switch (op) {                                                     \
    case CK_NEG: UNARY_CASE(T, -a)                                  \
    case CK_ABS: UNARY_CASE(T, fabs##S(a))                          \
    case CK_SIGN: UNARY_CASE(T, (a > 0) - (a < 0))                  \
    case CK_SQUARE: UNARY_CASE(T, a * a)                            \
    case CK_FLOOR: UNARY_CASE(T, floor##S(a))                       \
    case CK_CEIL: UNARY_CASE(T, ceil##S(a))                         \
    case CK_ROUND: UNARY_CASE(T, nearbyint##S(a))                   \
    case CK_TRUNC: UNARY_CASE(T, trunc##S(a))                       \
    case CK_EXP: UNARY_CASE(T, exp##S(a))                           \
    case CK_EXPM1: UNARY_CASE(T, expm1##S(a))                       \
    case CK_LOG: UNARY_CASE(T, log##S(a))                           \
    case CK_LOG1P: UNARY_CASE(T, log1p##S(a))                       \
    case CK_LOG2: UNARY_CASE(T, log2##S(a))                         \
    case CK_SQRT: UNARY_CASE(T, sqrt##S(a))                         \
    case CK_RSQRT: UNARY_CASE(T, 1 / sqrt##S(a))                    \
    case CK_RECIPROCAL: UNARY_CASE(T, 1 / a)                        \
    case CK_SIN: UNARY_CASE(T, sin##S(a))                           \
    case CK_COS: UNARY_CASE(T, cos##S(a))                           \
    case CK_TAN: UNARY_CASE(T, tan##S(a))                           \
    case CK_TANH: UNARY_CASE(T, tanh##S(a))                         \
    case CK_SIGMOID: UNARY_CASE(T, 1 / (1 + exp##S(-a)))            \
    case CK_ERF: UNARY_CASE(T, erf##S(a))                           \
    case CK_RELU: UNARY_CASE(T, a > 0 || a != a ? a : 0)            \
  }

// The functions that have a vectorised kernel for floats that lie side by side.
static bool unary_vector(ck_unary_op op, const ck_walk *walk, float *out, const float *in) {
  if (walk->dims != 1 || walk->strides[0][0] != 1 || walk->strides[1][0] != 1) return false;
  const ck_vector_kernels *kernels = ck_vector();
  ck_vector_kernel kernel;
  switch (op) {
    case CK_RELU: ck_basic_relu(walk->sizes[0], out, in); return true;
    case CK_EXP: kernel = kernels->exp; break;
    case CK_LOG: kernel = kernels->log; break;
    case CK_LOG1P: kernel = kernels->log1p; break;
    case CK_TANH: kernel = kernels->tanh; break;
    case CK_SIGMOID: kernel = kernels->sigmoid; break;
    default: return false;
  }
  ck_vector_map(kernel, walk->sizes[0], out, in);
  return true;
}

void ck_unary(ck_unary_op op, ck_dtype type, const ck_walk *walk, void *out, const void *pa0) {
  if (type == CK_F32 && unary_vector(op, walk, out, pa0)) return;
  switch (type) {
    case CK_BOOL: CK_FOR_ROWS2(uint8_t, uint8_t, CK_MAP_ROW(uint8_t, uint8_t, a)) return;
    case CK_U8: INT_UNARY(uint8_t, uint8_t) return;
    case CK_I32: INT_UNARY(int32_t, uint32_t) return;
    case CK_I64: INT_UNARY(int64_t, uint64_t) return;
    case CK_F32: FLOAT_UNARY(float, f) return;
    case CK_F64: FLOAT_UNARY(double, ) return;
  }
}

#define TEST_CASE(T, EXPR) CK_FOR_ROWS2(uint8_t, T, CK_MAP_ROW(uint8_t, T, EXPR)) return;
#define TEST_OPS(T, NAN_, INF_)                          \
  switch (op) {                                          \
    case CK_ISNAN: TEST_CASE(T, NAN_)                    \
    case CK_ISINF: TEST_CASE(T, INF_)                    \
    case CK_ISFINITE: TEST_CASE(T, !(NAN_) && !(INF_))   \
    case CK_NOT: TEST_CASE(T, a == 0)                    \
  }

void ck_test(ck_test_op op, ck_dtype type, const ck_walk *walk, uint8_t *out, const void *pa0) {
  switch (type) {
    case CK_BOOL: case CK_U8: TEST_OPS(uint8_t, 0, 0) return;
    case CK_I32: TEST_OPS(int32_t, 0, 0) return;
    case CK_I64: TEST_OPS(int64_t, 0, 0) return;
    case CK_F32: TEST_OPS(float, a != a, isinf(a) != 0) return;
    case CK_F64: TEST_OPS(double, a != a, isinf(a) != 0) return;
  }
}

#define WHERE_ROW(T)                                                             \
  for (int64_t i = 0; i < n; i++)                                                \
    ((T *)po)[i * so] = ((const uint8_t *)pa)[i * sa] ? ((const T *)pb)[i * sb]  \
                                                      : ((const T *)pc)[i * sc];

void ck_where(ck_dtype type, const ck_walk *walk, void *out, const uint8_t *pa0, const void *pb0,
              const void *pc0) {
  switch (type) {
    case CK_BOOL: case CK_U8: CK_FOR_ROWS4(uint8_t, uint8_t, uint8_t, WHERE_ROW(uint8_t)) return;
    case CK_I32: CK_FOR_ROWS4(int32_t, uint8_t, int32_t, WHERE_ROW(int32_t)) return;
    case CK_I64: CK_FOR_ROWS4(int64_t, uint8_t, int64_t, WHERE_ROW(int64_t)) return;
    case CK_F32: CK_FOR_ROWS4(float, uint8_t, float, WHERE_ROW(float)) return;
    case CK_F64: CK_FOR_ROWS4(double, uint8_t, double, WHERE_ROW(double)) return;
  }
}

#define RELU_BACKWARD(T)                                   \
  for (int64_t i = 0; i < n; i++) {                        \
    const T gi = ((const T *)g)[i], yi = ((const T *)y)[i]; \
    ((T *)out)[i] = yi > 0 ? gi : 0;                        \
  }

#define TANH_BACKWARD(T)                                   \
  for (int64_t i = 0; i < n; i++) {                        \
    const T gi = ((const T *)g)[i], yi = ((const T *)y)[i]; \
    ((T *)out)[i] = gi * (1 - yi * yi);                    \
  }

void ck_tanh_backward(ck_dtype type, int64_t n, void *out, const void *g, const void *y) {
  if (type == CK_F32) ck_vector()->tanh_backward(n, out, g, y);
  else TANH_BACKWARD(double)
}

void ck_relu_backward(ck_dtype type, int64_t n, void *out, const void *g, const void *y) {
  if (type == CK_F32) ck_basic_relu_backward(n, out, g, y);
  else RELU_BACKWARD(double)
}
