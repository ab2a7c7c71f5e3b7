// The inner parts of a convolution of stride one for one kind of CPU. Included with LANES,
// CONV_ROWS and CONV_WIDE (a tile of outputs: channels by vectors), SUM_ROWS and SUM_TAPS (a tile
// of the weights' gradient), and NAME(x) to tell the variants apart.
typedef float NAME(vec) __attribute__((ext_vector_type(LANES), aligned(4)));
#define VEC NAME(vec)
#define UNROLLED _Pragma("clang loop unroll(full)")

// y [CONV_ROWS, length] = Σ_p w [p, CONV_ROWS] · x [offsets[p] + …], a whole number of tiles long.
static void NAME(correlate)(int64_t length, int64_t taps, const int64_t *offsets, const float *w,
                            const float *x, float *y) {
  for (int64_t q = 0; q < length; q += CONV_WIDE * LANES) {
    VEC sum[CONV_ROWS][CONV_WIDE];
    UNROLLED for (int i = 0; i < CONV_ROWS; i++)
      UNROLLED for (int h = 0; h < CONV_WIDE; h++) sum[i][h] = (VEC)(0);
    for (int64_t p = 0; p < taps; p++) {
      const float *from = x + offsets[p] + q, *factor = w + p * CONV_ROWS;
      VEC v[CONV_WIDE];
      UNROLLED for (int h = 0; h < CONV_WIDE; h++) v[h] = *(const VEC *)(from + h * LANES);
      UNROLLED for (int i = 0; i < CONV_ROWS; i++) {
        const float f = factor[i];
        UNROLLED for (int h = 0; h < CONV_WIDE; h++) sum[i][h] += f * v[h];
      }
    }
    UNROLLED for (int i = 0; i < CONV_ROWS; i++)
      UNROLLED for (int h = 0; h < CONV_WIDE; h++)
        *(VEC *)(y + i * length + q + h * LANES) = sum[i][h];
  }
}

// Adds to sums [SUM_ROWS, SUM_TAPS, LANES] the products of the rows of g, `length` apart, with x
// at the taps' offsets.
static void NAME(products)(int64_t length, const int64_t *offsets, const float *g, const float *x,
                           float *sums) {
  VEC sum[SUM_ROWS][SUM_TAPS];
  const float *tap[SUM_TAPS];
  UNROLLED for (int t = 0; t < SUM_TAPS; t++) tap[t] = x + offsets[t];
  UNROLLED for (int i = 0; i < SUM_ROWS; i++)
    UNROLLED for (int t = 0; t < SUM_TAPS; t++)
      sum[i][t] = *(const VEC *)(sums + (i * SUM_TAPS + t) * LANES);
  for (int64_t q = 0; q < length; q += LANES) {
    VEC row[SUM_ROWS];
    UNROLLED for (int i = 0; i < SUM_ROWS; i++) row[i] = *(const VEC *)(g + i * length + q);
    UNROLLED for (int t = 0; t < SUM_TAPS; t++) {
      const VEC v = *(const VEC *)(tap[t] + q);
      UNROLLED for (int i = 0; i < SUM_ROWS; i++) sum[i][t] += row[i] * v;
    }
  }
  UNROLLED for (int i = 0; i < SUM_ROWS; i++)
    UNROLLED for (int t = 0; t < SUM_TAPS; t++)
      *(VEC *)(sums + (i * SUM_TAPS + t) * LANES) = sum[i][t];
}

// Copies `width` numbers plus `bias`; up to LANES - 1 more may be written before `end`.
static void NAME(copy)(int64_t width, float bias, const float *from, float *to,
                       const float *end) {
  int64_t i = 0;
  for (; i < width && to + i + LANES <= end; i += LANES)
    *(VEC *)(to + i) = *(const VEC *)(from + i) + bias;
  for (; i < width; i++) to[i] = from[i] + bias;
}

static const conv_kernels NAME(kernels) = {LANES,    CONV_ROWS,       CONV_WIDE,      SUM_ROWS,
                                           SUM_TAPS, NAME(correlate), NAME(products), NAME(copy)};

#undef VEC
#undef UNROLLED
#undef LANES
#undef CONV_ROWS
#undef CONV_WIDE
#undef SUM_ROWS
#undef SUM_TAPS
#undef NAME
