// PyTorch's vectorised Box-Muller for one kind of CPU, to the last bit: logarithm, sine and cosine
// are Cephes' polynomials (Moshier), and round where its compiler fuses them. Included by
// vector_math.h.

static inline float NAME(normal_log)(float x) {
  static const float factors[] = {7.0376836292e-2f,  -1.1514610310e-1f, 1.1676998740e-1f,
                                  -1.2420140846e-1f, 1.4249322787e-1f,  -1.6668057665e-1f,
                                  2.0000714765e-1f,  -2.4999993993e-1f, 3.3333331174e-1f};
  union { float f; uint32_t i; } bits = {.f = x < 1.17549435e-38f ? 1.17549435e-38f : x};
  float exponent = (float)((int32_t)(bits.i >> 23) - 126);
  bits.i = (bits.i & 0x7fffff) | 0x3f000000;
  float m = bits.f - 1;
  if (bits.f < 0.707106781186547524f) {
    exponent -= 1;
    m += bits.f;
  }
  const float square = m * m;
  float y = factors[0];
  for (int k = 1; k < 9; k++) y = FUSE(y, m, factors[k]);
  y = y * m;
  const float low = exponent * -2.12194440e-4f;
  y = FUSE(y, square, low);
  y = FUSE(-square, 0.5f, y);
  m = m + y;
  return FUSE(exponent, 0.693359375f, m);
}

// Of an angle that is not negative.
static inline void NAME(normal_angle)(float x, float *sine, float *cosine) {
  const int32_t octant = ((int32_t)(x * 1.27323954473516f) + 1) & ~1;
  const float turns = (float)octant;
  x = FUSE(turns, -0.78515625f, x);
  x = FUSE(turns, -2.4187564849853515625e-4f, x);
  x = FUSE(turns, -3.77489497744594108e-8f, x);
  const float square = x * x;
  float even = FUSE(2.443315711809948e-5f, square, -1.388731625493765e-3f);
  even = FUSE(even, square, 4.166664568298827e-2f);
  even = even * square;
  const float half = square * 0.5f;
  even = FUSE(even, square, -half);
  even = even + 1;
  float odd = FUSE(-1.9515295891e-4f, square, 8.3321608736e-3f);
  odd = FUSE(odd, square, -1.6666654611e-1f);
  odd = odd * square;
  odd = FUSE(odd, x, x);
  const float s = octant & 2 ? even : odd, c = octant & 2 ? odd : even;
  *sine = octant & 4 ? -s : s;
  *cosine = (octant - 2) & 4 ? c : -c;
}

static void NAME(normal)(float *block) {
  for (int j = 0; j < 8; j++) {
    const float radius = __builtin_sqrtf(-2.0f * NAME(normal_log)(1 - block[j]));
    float sine, cosine;
    NAME(normal_angle)(6.28318530717958647692f * block[j + 8], &sine, &cosine);
    block[j] = radius * cosine;
    block[j + 8] = radius * sine;
  }
}
