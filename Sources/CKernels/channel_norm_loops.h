// Batch norm for one kind of CPU, in the order of PyTorch 2.13's sums on one thread, found by
// comparing with it: rows are added up in float32 where channels lie side by side, and in double
// where a channel has several numbers in a row. Included with LANES and NAME(x).
#if LANES == 4
#define FUSE(a, b, c) ((a) * (b) + (c))
#else
#define FUSE(a, b, c) __builtin_fmaf(a, b, c)
#endif

static void NAME(moments)(ck_channels s, const float *x, float *restrict mean,
                          float *restrict squares) {
  const int64_t width = s.channels * s.inner;
  const float count = (float)(s.rows * s.inner);
  if (s.inner == 1) {
    for (int64_t c = 0; c < width; c++) mean[c] = squares[c] = 0;
    for (int64_t r = 0; r < s.rows; r++)
      for (int64_t c = 0; c < width; c++) mean[c] += x[r * width + c];
    for (int64_t c = 0; c < width; c++) mean[c] /= count;
    for (int64_t r = 0; r < s.rows; r++)
      for (int64_t c = 0; c < width; c++) {
        const float d = x[r * width + c] - mean[c];
        squares[c] = FUSE(d, d, squares[c]);
      }
    return;
  }
  for (int64_t c = 0; c < s.channels; c++) {
    double sum = 0, square = 0;
    for (int64_t r = 0; r < s.rows; r++)
      for (int64_t i = 0; i < s.inner; i++) sum += x[r * width + c * s.inner + i];
    mean[c] = (float)(sum / (double)(s.rows * s.inner));
    for (int64_t r = 0; r < s.rows; r++)
      for (int64_t i = 0; i < s.inner; i++) {
        const float d = x[r * width + c * s.inner + i] - mean[c], dd = d * d;
        square += dd;
      }
    squares[c] = (float)square;
  }
}

static void NAME(follow)(ck_channels s, double momentum, const float *mean, const float *squares,
                         float *running_mean, float *running_var) {
  const float step = (float)momentum, rest = (float)(1 - momentum);
  const float freedom = (float)(s.rows * s.inner - 1);
  for (int64_t c = 0; c < s.channels; c++) {
    if (running_mean) {
      const float kept = rest * running_mean[c], added = step * mean[c];
      running_mean[c] = kept + added;
    }
    if (running_var) {
      const float kept = rest * running_var[c];
      running_var[c] = FUSE(step, squares[c] / freedom, kept);
    }
  }
}

static void NAME(apply)(ck_channels s, float *restrict y, const float *x, const float *mean,
                        const float *scale, const float *weight, const float *bias) {
  enum { part = 64 };
  const int64_t width = s.channels * s.inner;
  for (int64_t first = 0; first < s.channels; first += part) {
    const int64_t n = s.channels - first < part ? s.channels - first : part;
    float a[part], b[part];
    for (int64_t c = 0; c < n; c++) {
      a[c] = weight ? scale[first + c] * weight[first + c] : scale[first + c];
      b[c] = FUSE(-mean[first + c], a[c], bias ? bias[first + c] : 0.0f);
    }
    for (int64_t r = 0; r < s.rows; r++) {
      const int64_t at = r * width + first * s.inner;
      if (s.inner == 1)
        for (int64_t c = 0; c < n; c++) y[at + c] = FUSE(x[at + c], a[c], b[c]);
      else
        for (int64_t c = 0; c < n; c++)
          for (int64_t i = at + c * s.inner; i < at + (c + 1) * s.inner; i++)
            y[i] = FUSE(x[i], a[c], b[c]);
    }
  }
}

// Σ g and Σ g·(x - mean) of channels [first, first + n).
static void NAME(totals)(ck_channels s, int64_t first, int64_t n, const float *g, const float *x,
                         const float *mean, float *restrict sum, float *restrict dot) {
  const int64_t width = s.channels * s.inner;
  if (s.inner == 1) {
    for (int64_t c = 0; c < n; c++) sum[c] = dot[c] = 0;
    for (int64_t r = 0; r < s.rows; r++)
      for (int64_t c = 0; c < n; c++) {
        const int64_t at = r * width + first + c;
        sum[c] += g[at];
        dot[c] = FUSE(x[at] - mean[first + c], g[at], dot[c]);
      }
    return;
  }
  for (int64_t c = 0; c < n; c++) {
    double total = 0, product = 0;
    for (int64_t r = 0; r < s.rows; r++)
      for (int64_t i = 0; i < s.inner; i++) {
        const int64_t at = r * width + (first + c) * s.inner + i;
        total += g[at];
        product += (double)(x[at] - mean[first + c]) * g[at];
      }
    sum[c] = (float)total;
    dot[c] = (float)product;
  }
}

static void NAME(back)(ck_channels s, bool moved, const float *g, const float *x,
                       const float *mean, const float *scale, const float *weight,
                       float *restrict gx, float *restrict gweight, float *restrict gbias) {
  enum { part = 64 };
  const int64_t width = s.channels * s.inner;
  const float count = (float)(s.rows * s.inner);
  for (int64_t first = 0; first < s.channels; first += part) {
    const int64_t n = s.channels - first < part ? s.channels - first : part;
    float sum[part], dot[part], slope[part], level[part], w[part];
    if (moved || gweight || gbias) NAME(totals)(s, first, n, g, x, mean, sum, dot);
    for (int64_t c = 0; c < n; c++) {
      if (gbias) gbias[first + c] = sum[c];
      if (gweight) gweight[first + c] = dot[c] * scale[first + c];
      slope[c] = moved ? dot[c] * scale[first + c] * scale[first + c] / count : 0;
      level[c] = moved ? sum[c] / count : 0;
      w[c] = weight ? weight[first + c] : 1;
    }
    if (!gx) continue;
    // What is left behind the last eight channels PyTorch does not fuse.
    const int64_t fused = s.channels / 8 * 8 - first;
    for (int64_t r = 0; r < s.rows; r++) {
      const int64_t at = r * width + first * s.inner;
      if (s.inner > 1) {
        for (int64_t c = 0; c < n; c++)
          for (int64_t i = at + c * s.inner; i < at + (c + 1) * s.inner; i++) {
            const float d = x[i] - mean[first + c];
            gx[i] = FUSE(-d, slope[c], g[i] - level[c]) * scale[first + c] * w[c];
          }
        continue;
      }
      for (int64_t c = 0; c < n && c < fused; c++) {
        const float d = x[at + c] - mean[first + c];
        gx[at + c] = FUSE(-d, slope[c], g[at + c] - level[c]) * scale[first + c] * w[c];
      }
      for (int64_t c = fused < 0 ? 0 : fused; c < n; c++) {
        const float d = x[at + c] - mean[first + c], part_of_d = d * slope[c];
        gx[at + c] = (g[at + c] - level[c] - part_of_d) * scale[first + c] * w[c];
      }
    }
  }
}

static const kernels NAME(kernels) = {NAME(moments), NAME(follow), NAME(apply), NAME(back)};

#undef FUSE
#undef LANES
#undef NAME
