// Plain arithmetic on floats for one kind of CPU. Included with LANES and NAME(x).
typedef float NAME(vec) __attribute__((ext_vector_type(LANES), aligned(4)));
typedef float NAME(whole) __attribute__((ext_vector_type(LANES)));
#define VEC NAME(vec)
// Past the caches, where `streams` is set.
#define STORE(to, value)                                                              \
  {                                                                                   \
    const VEC stored = value;                                                         \
    if (streams) __builtin_nontemporal_store((NAME(whole))stored, (NAME(whole) *)(to)); \
    else *(VEC *)(to) = stored;                                                       \
  }

#define BINARY(FUNCTION, OP)                                                              \
  static void NAME(FUNCTION)(int64_t n, float *out, const float *x, int64_t x_step,       \
                             const float *y, int64_t y_step, bool streams) {              \
    int64_t i = 0;                                                                        \
    if (x_step == 1 && y_step == 1)                                                       \
      for (; i + LANES <= n; i += LANES)                                                  \
        STORE(out + i, *(const VEC *)(x + i) OP *(const VEC *)(y + i))                    \
    else if (x_step == 1) {                                                               \
      const VEC b = (VEC)(*y);                                                            \
      for (; i + LANES <= n; i += LANES) STORE(out + i, *(const VEC *)(x + i) OP b)       \
    } else if (y_step == 1) {                                                             \
      const VEC a = (VEC)(*x);                                                            \
      for (; i + LANES <= n; i += LANES) STORE(out + i, a OP *(const VEC *)(y + i))       \
    }                                                                                     \
    for (; i < n; i++) out[i] = x[i * x_step] OP y[i * y_step];                           \
  }
BINARY(add, +)
BINARY(sub, -)
BINARY(mul, *)
BINARY(div, /)
#undef BINARY

static void NAME(relu)(int64_t n, float *out, const float *x, bool streams) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    const VEC v = *(const VEC *)(x + i);
    STORE(out + i, v <= (VEC)(0) ? (VEC)(0) : v)  // NaN stays
  }
  for (; i < n; i++) out[i] = x[i] <= 0 ? 0 : x[i];
}

static void NAME(relu_backward)(int64_t n, float *out, const float *g, const float *y,
                                bool streams) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    STORE(out + i, *(const VEC *)(y + i) > (VEC)(0) ? *(const VEC *)(g + i) : (VEC)(0))
  for (; i < n; i++) out[i] = y[i] > 0 ? g[i] : 0;
}

// Blocks of 32 vectors, so that the error of long sums stays small.
static float NAME(sum)(int64_t n, const float *x) {
  VEC total = (VEC)(0);
  int64_t i = 0;
  while (i + LANES <= n) {
    VEC block = (VEC)(0);
    for (int k = 0; k < 32 && i + LANES <= n; k++, i += LANES) block += *(const VEC *)(x + i);
    total += block;
  }
  float line[LANES], sum = 0;
  *(VEC *)line = total;
  for (int k = 0; k < LANES; k++) sum += line[k];
  for (; i < n; i++) sum += x[i];
  return sum;
}

static const ck_basic_kernels NAME(kernels) = {
    {NAME(add), NAME(sub), NAME(mul), NAME(div)}, NAME(relu), NAME(relu_backward), NAME(sum)};

#undef VEC
#undef STORE
#undef LANES
#undef NAME
