// Element-wise functions for one kind of CPU. Included with LANES and NAME(x).
// exp and log after Sleef (Shibata & Petrogalli); errors measured against double precision over all
// floats of the usual range: exp 1 ulp, log, log1p and tanh half of one, sigmoid 2 ulp.
typedef float NAME(vec) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef int32_t NAME(ivec) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef double NAME(dvec) __attribute__((ext_vector_type(LANES)));
#define VEC NAME(vec)
#define DVEC NAME(dvec)
#define IVEC NAME(ivec)
#define INLINE static inline __attribute__((always_inline))
#define CONST(x) ((VEC)(x))
typedef float NAME(whole) __attribute__((ext_vector_type(LANES)));
#define STORE(to, value)                                                              \
  {                                                                                   \
    const VEC stored = value;                                                         \
    if (streams) __builtin_nontemporal_store((NAME(whole))stored, (NAME(whole) *)(to)); \
    else *(VEC *)(to) = stored;                                                       \
  }

INLINE VEC NAME(as_float)(IVEC bits) {
  union { IVEC i; VEC f; } u = {.i = bits};
  return u.f;
}
INLINE IVEC NAME(as_int)(VEC value) {
  union { VEC f; IVEC i; } u = {.f = value};
  return u.i;
}

// A product whose rounding is its own: the compiler must not make it part of a sum.
INLINE VEC NAME(rounded)(VEC a, VEC b) {
#pragma clang fp contract(off)
  return a * b;
}
// a * b + c rounded once, where the CPU can.
INLINE VEC NAME(fused)(VEC a, VEC b, VEC c) {
#if LANES == 4
  return a * b + c;
#else
  return __builtin_elementwise_fma(a, b, c);
#endif
}

// The same of single numbers.
#if LANES == 4
#define FUSE(a, b, c) ((a) * (b) + (c))
#else
#define FUSE(a, b, c) __builtin_fmaf(a, b, c)
#endif

// The steps and coefficients of the exponential that PyTorch's softmax takes, so that it rounds
// alike.
INLINE VEC NAME(exp1)(VEC x) {
  const VEC low = CONST(-104.0f), high = CONST(89.0f), magic = CONST(12582912.0f);
  VEC v = x < low ? low : x;
  v = v > high ? high : v;
  VEC shifted = NAME(rounded)(v, CONST(1.44269504088896341f)) + magic;
  VEC whole = shifted - magic;
  VEC r = NAME(fused)(whole, CONST(-0.693145751953125f), v);
  r = NAME(fused)(whole, CONST(-1.428606765330187e-06f), r);
  VEC p = NAME(fused)(CONST(1.98527617612853646e-4f), r, CONST(1.39304355252534151e-3f));
  p = NAME(fused)(p, r, CONST(8.33336077630519867e-3f));
  p = NAME(fused)(p, r, CONST(4.16664853692054749e-2f));
  p = NAME(fused)(p, r, CONST(1.66666671633720398e-1f));
  p = NAME(fused)(p, r, CONST(0.5f));
  VEC y = NAME(fused)(NAME(rounded)(r, r), p, r);
  y = y + 1.0f;
#if LANES == 16
  return _mm512_scalef_ps(y, whole);
#else
  // In two steps, so that neither overflows before the result does.
  IVEC n = NAME(as_int)(shifted) - NAME(as_int)(magic), half = n >> 1;
  VEC result = y * NAME(as_float)((half + 127) << 23) * NAME(as_float)((n - half + 127) << 23);
  return x != x ? x : result;
#endif
}

// With x = 2^e · m and q = (m - 1) / (m + 1), log x = e·log 2 + 2q + 2q³/3 + …; the first two are
// kept as sums of two floats, so that the result is seldom not the nearest float. `top` and the two
// parts of `bottom` are what q divides.
INLINE VEC NAME(log_of)(VEC e, VEC top, VEC bottom, VEC bottom_rest) {
  const VEC ln2 = CONST(0.693147182464599609f);
  VEC inverse = 1.0f / bottom;
  VEC q = NAME(rounded)(top, inverse);
  VEC off = NAME(fused)(-bottom_rest, inverse, NAME(fused)(-bottom, inverse, CONST(1.0f)));
  VEC q_rest = NAME(fused)(q, off, NAME(fused)(inverse, top, -q));
  VEC s = NAME(rounded)(q, q);
  VEC p = NAME(fused)(CONST(0.3027294874f), s, CONST(0.3996108174f));
  p = NAME(fused)(p, s, CONST(0.666669488f));
  VEC whole = NAME(rounded)(e, ln2);
  VEC rest = NAME(fused)(e, CONST(-1.90465432314823602e-9f), NAME(fused)(e, ln2, -whole));
  VEC sum = whole + (q + q);
  rest = (((whole - sum) + (q + q)) + rest) + (q_rest + q_rest);
  VEC tail = NAME(rounded)(NAME(rounded)(s, q), p);
  VEC result = sum + tail;
  return result + (((sum - result) + tail) + rest);
}

// The e of x's 2^e · m with m in 0.75 ..< 1.5.
INLINE IVEC NAME(exponent)(VEC x) { return ((NAME(as_int)(x) + 0x400000) >> 23) - 127; }

INLINE VEC NAME(log1)(VEC x) {
  const VEC tiny = CONST(1.17549435e-38f), zero = CONST(0.0f);
  IVEC is_small = x < tiny;
  VEC v = is_small ? x * 8388608.0f : x;
  IVEC exponent = NAME(exponent)(v);
  VEC m = NAME(as_float)(NAME(as_int)(v) - (exponent << 23));
  VEC e = __builtin_convertvector(exponent, VEC) - (is_small ? CONST(23.0f) : zero);
  VEC bottom = m + 1.0f, of_m = bottom - 1.0f;
  VEC result = NAME(log_of)(e, m - 1.0f, bottom, (1.0f - (bottom - of_m)) + (m - of_m));
  result = x == CONST(INFINITY) ? x : result;
  result = x == zero ? CONST(-INFINITY) : result;
  return ((x < zero) | (x != x)) ? CONST(NAN) : result;
}

// The same of 1 + x, with m - 1 taken from x itself, whose small digits the sum has lost.
INLINE VEC NAME(log1p1)(VEC x) {
  const VEC v = x + 1.0f;
  const IVEC exponent = NAME(exponent)(v), is_large = x > CONST(1e18f);
  const VEC scale = NAME(as_float)((127 - exponent) << 23);
  const VEC top = is_large ? NAME(as_float)(NAME(as_int)(v) - (exponent << 23)) - 1.0f
                           : NAME(fused)(x, scale, scale - 1.0f);
  const VEC bottom = top + 2.0f;
  VEC result = NAME(log_of)(__builtin_convertvector(exponent, VEC), top, bottom,
                            (2.0f - bottom) + top);
  result = ((x == CONST(INFINITY)) | (x == CONST(0.0f))) ? x : result;
  result = x == CONST(-1.0f) ? CONST(-INFINITY) : result;
  return ((x < CONST(-1.0f)) | (x != x)) ? CONST(NAN) : result;
}

// (e²ˣ - 1) / (e²ˣ + 1) in double precision, so that the result is hardly ever not the nearest float.
INLINE VEC NAME(tanh1)(VEC x) {
  const VEC magic = CONST(12582912.0f), limit = CONST(10.0f);
  const VEC size = NAME(as_float)(NAME(as_int)(x) & 0x7fffffff);
  const VEC v = size > limit ? limit : size;
  const VEC shifted = NAME(rounded)(v, CONST(2.88539008177792681f)) + magic;
  const VEC whole = shifted - magic;
  const IVEC power = (NAME(as_int)(shifted) - NAME(as_int)(magic) + 127) << 23;
  const DVEC scale = __builtin_convertvector(NAME(as_float)(power), DVEC);
  const DVEC r = __builtin_convertvector(v, DVEC) * 2.0 -
                 __builtin_convertvector(whole, DVEC) * 0.693147180559945309;
  // eʳ - 1 by its series: nine terms are enough for |r| up to log 2 / 2.
  DVEC p = r * (1.0 / 362880) + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r * r + r;
  const DVEC less = p * scale + (scale - 1.0);
  const VEC y = __builtin_convertvector(less / (less + 2.0), VEC);
  return NAME(as_float)(NAME(as_int)(y) | (NAME(as_int)(x) & (int32_t)0x80000000));
}

INLINE VEC NAME(sigmoid1)(VEC x) { return 1.0f / (1.0f + NAME(exp1)(-x)); }

#define MAP(FUNCTION)                                                              \
  static void NAME(FUNCTION)(int64_t n, float *out, const float *in, bool streams) { \
    int64_t i = 0;                                                                 \
    for (; i + LANES <= n; i += LANES)                                             \
      STORE(out + i, NAME(FUNCTION##1)(*(const VEC *)(in + i)))                    \
    if (i < n) {                                                                   \
      float line[LANES] = {0};                                                     \
      for (int64_t k = i; k < n; k++) line[k - i] = in[k];                         \
      *(VEC *)line = NAME(FUNCTION##1)(*(VEC *)line);                              \
      for (int64_t k = i; k < n; k++) out[k] = line[k - i];                        \
    }                                                                              \
  }
MAP(exp)
MAP(log)
MAP(log1p)
MAP(tanh)
MAP(sigmoid)
#undef MAP

INLINE float NAME(total)(VEC v) {
  float line[LANES];
  *(VEC *)line = v;
  for (int width = LANES / 2; width > 0; width /= 2)
    for (int i = 0; i < width; i++) line[i] += line[i + width];
  return line[0];
}

static void NAME(tanh_backward)(int64_t n, float *out, const float *g, const float *y) {
  for (int64_t i = 0; i < n; i++) out[i] = g[i] * FUSE(-y[i], y[i], 1.0f);
}

#include "short_rows.h"

// Numbers up to the first that is aligned to a whole vector.
INLINE int64_t NAME(head)(const float *y, int64_t n) {
  const int64_t count = (int64_t)(-(uintptr_t)y / sizeof(float) % LANES);
  return count < n ? count : n;
}

#define LONGEST_LINE 4096

static void NAME(softmax_row)(bool logarithm, int64_t n, float *y, const float *x, bool streams) {
  // What is written past the caches is not read back from there.
  float buffer[LONGEST_LINE];
  float *const e = streams ? buffer : y;
  // NaN is never larger; its exponential makes all of the row NaN. Four chains hide the latency.
  VEC tops[4] = {CONST(-INFINITY), CONST(-INFINITY), CONST(-INFINITY), CONST(-INFINITY)};
  int64_t i = 0;
  for (; i + 4 * LANES <= n; i += 4 * LANES)
    for (int k = 0; k < 4; k++) {
      const VEC v = *(const VEC *)(x + i + k * LANES);
      tops[k] = v > tops[k] ? v : tops[k];
    }
  for (int k = 1; k < 4; k++) tops[0] = tops[k] > tops[0] ? tops[k] : tops[0];
  float top = -INFINITY, line[LANES];
  *(VEC *)line = tops[0];
  for (int k = 0; k < LANES; k++) top = line[k] > top ? line[k] : top;
  for (; i < n; i++) top = x[i] > top ? x[i] : top;
  VEC sums = CONST(0.0f);
  for (i = 0; i + LANES <= n; i += LANES) {
    __builtin_prefetch(x + n + i);  // the next row, while this one is computed
    VEC v = NAME(exp1)(*(const VEC *)(x + i) - top);
    sums += v;
    if (!logarithm) *(VEC *)(e + i) = v;
  }
  if (i < n) {
    float rest[LANES];
    for (int k = 0; k < LANES; k++) rest[k] = i + k < n ? x[i + k] - top : -INFINITY;
    *(VEC *)rest = NAME(exp1)(*(VEC *)rest);
    sums += *(VEC *)rest;
    if (!logarithm)
      for (int k = 0; i + k < n; k++) e[i + k] = rest[k];
  }
  const float sum = NAME(total)(sums);
  const int64_t head = streams ? NAME(head)(y, n) : 0;
  if (logarithm) {
    float one[LANES] = {0};
    one[0] = sum;
    *(VEC *)one = NAME(log1)(*(VEC *)one);
    const float shift = one[0];
    for (i = 0; i < head; i++) y[i] = x[i] - top - shift;
    for (; i + LANES <= n; i += LANES) STORE(y + i, *(const VEC *)(x + i) - top - shift)
    for (; i < n; i++) y[i] = x[i] - top - shift;
  } else {
    const float scale = 1.0f / sum;
    for (i = 0; i < head; i++) y[i] = e[i] * scale;
    for (; i + LANES <= n; i += LANES) STORE(y + i, *(const VEC *)(e + i) * scale)
    for (; i < n; i++) y[i] = e[i] * scale;
  }
}

static void NAME(softmax)(bool logarithm, int64_t rows, int64_t n, float *out, const float *in,
                          bool streams) {
  if (n <= 32) {
    NAME(softmax_short)(logarithm, rows, n, out, in);
    return;
  }
  for (int64_t r = 0; r < rows; r++)
    NAME(softmax_row)(logarithm, n, out + r * n, in + r * n, streams && n <= LONGEST_LINE);
}

static void NAME(softmax_backward)(bool logarithm, int64_t rows, int64_t n, float *out,
                                   const float *g, const float *y) {
  if (n <= 32) {
    NAME(softmax_backward_short)(logarithm, rows, n, out, g, y);
    return;
  }
  for (int64_t r = 0; r < rows; r++, g += n, y += n, out += n) {
    VEC sums = CONST(0.0f);
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES)
      sums += logarithm ? *(const VEC *)(g + i) : *(const VEC *)(g + i) * *(const VEC *)(y + i);
    float rest[2][LANES] = {{0}};
    for (int k = 0; i + k < n; k++) {
      rest[0][k] = g[i + k];
      rest[1][k] = y[i + k];
    }
    sums += logarithm ? *(VEC *)rest[0] : *(VEC *)rest[0] * *(VEC *)rest[1];
    const float total = NAME(total)(sums);
    for (i = 0; i + LANES <= n; i += LANES)
      *(VEC *)(out + i) =
          NAME(softmax_back1)(logarithm, *(const VEC *)(g + i), *(const VEC *)(y + i), total);
    if (i == n) continue;
    *(VEC *)rest[0] =
        NAME(softmax_back1)(logarithm, *(VEC *)rest[0], *(VEC *)rest[1], CONST(total));
    for (int k = 0; i + k < n; k++) out[i + k] = rest[0][k];
  }
}

#include "normal_block.h"
#include "optimizer_steps.h"

static const ck_vector_kernels NAME(vector_kernels) = {
    NAME(exp), NAME(log), NAME(log1p), NAME(tanh), NAME(sigmoid), NAME(softmax), NAME(softmax_backward),
    NAME(argmax_short), NAME(product_narrow), NAME(product_flat), NAME(adam), NAME(sgd),
    NAME(rmsprop), NAME(adagrad), NAME(normal), NAME(tanh_backward)};

#undef VEC
#undef IVEC
#undef DVEC
#undef INLINE
#undef CONST
#undef FUSE
#undef LONGEST_LINE
#undef STORE
#undef LANES
#undef NAME
