// What optimisers do to float32 parameters, for one kind of CPU. Products and sums round where
// PyTorch's do, so that a step moves a weight to the same bit. Included by vector_math.h.

// The square root as PyTorch's (MKL's) rounds it: one step from the CPU's estimate, off by a bit
// for one number in 160.
INLINE VEC NAME(root1)(VEC x) {
#if LANES == 16
  const __m512 estimate = _mm512_rsqrt14_ps((__m512)x);
  const VEC root = NAME(rounded)(x, (VEC)estimate);
  const VEC error = NAME(fused)(-root, root, x);
  const VEC better = NAME(fused)(error, NAME(rounded)((VEC)estimate, CONST(0.5f)), root);
  // Zero has no inverse, and infinity's is zero.
  return ((x == CONST(0.0f)) | (x == CONST(INFINITY))) ? x : better;
#else
  return __builtin_elementwise_sqrt(x);
#endif
}

INLINE void NAME(adam1)(VEC *w, VEC g, VEC *m, VEC *v, const ck_adam_factors *f) {
  VEC weight = NAME(rounded)(*w, CONST(f->shrink));
  VEC d = NAME(fused)(CONST(f->decay), weight, g);
  VEC first = NAME(fused)(CONST(f->b1_rest), d - *m, *m);
  VEC second = NAME(fused)(NAME(rounded)(CONST(f->b2_rest), d), d,
                           NAME(rounded)(CONST(f->b2), *v));
  *m = first;
  *v = second;
  // PyTorch divides by the correction's root. A product with its inverse in two parts rounds alike
  // and costs less; one part alone would make every step a little too long or too short.
  const VEC size = NAME(root1)(second);
  const VEC corrected =
      NAME(fused)(size, CONST(f->root), NAME(rounded)(size, CONST(f->root_rest)));
  *w = weight - NAME(rounded)(CONST(f->size), first) / (corrected + f->eps);
}

static void NAME(adam)(int64_t n, float *restrict w, const float *restrict g, float *restrict m,
                       float *restrict v, const ck_adam_factors *f) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    NAME(adam1)((VEC *)(w + i), *(const VEC *)(g + i), (VEC *)(m + i), (VEC *)(v + i), f);
  if (i == n) return;
  float lines[4][LANES] = {{0}};
  const int rest = (int)(n - i);
  for (int k = 0; k < rest; k++) {
    lines[0][k] = w[i + k];
    lines[1][k] = g[i + k];
    lines[2][k] = m[i + k];
    lines[3][k] = v[i + k];
  }
  NAME(adam1)((VEC *)lines[0], *(VEC *)lines[1], (VEC *)lines[2], (VEC *)lines[3], f);
  for (int k = 0; k < rest; k++) {
    w[i + k] = lines[0][k];
    m[i + k] = lines[2][k];
    v[i + k] = lines[3][k];
  }
}

SGD_LOOP(NAME(sgd), float, FUSE)
RMSPROP_LOOP(NAME(rmsprop), float, FUSE, __builtin_sqrtf)
ADAGRAD_LOOP(NAME(adagrad), float, FUSE, __builtin_sqrtf)
