// Softmax, its gradient, argmax and a narrow product over many short rows for one kind of CPU: one
// row a lane; and a product of few rows. Included by vector_math.h.

#if LANES == 16
// Which of 16 elements there are.
INLINE __mmask16 NAME(valid)(int64_t count) {
  return (__mmask16)(count >= 16 ? 0xffff : count > 0 ? (1 << count) - 1 : 0);
}
INLINE IVEC NAME(lane)(void) {
  return (IVEC){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}
// Lanes of `from` by number, into those lanes of `to` where `is_from` is `which`.
INLINE VEC NAME(pick)(VEC to, IVEC is_from, int64_t which, IVEC number, VEC from) {
  const __mmask16 mask = _mm512_cmpeq_epi32_mask((__m512i)is_from, _mm512_set1_epi32((int)which));
  return _mm512_mask_permutexvar_ps(to, mask, (__m512i)number, from);
}
#endif

// Element k of `count` rows that are `step` apart, one a lane, zeros beyond.
INLINE VEC NAME(column)(const float *rows, int64_t step, int64_t k, int64_t count) {
#if LANES == 16
  return _mm512_mask_i32gather_ps(CONST(0.0f), NAME(valid)(count),
                                  (__m512i)(NAME(lane)() * (int32_t)step), rows + k, 4);
#endif
  float line[LANES] = {0};
  for (int64_t r = 0; r < count; r++) line[r] = rows[r * step + k];
  return *(VEC *)line;
}

// The n columns of `count` rows, the rows lying one behind the other.
INLINE void NAME(take_columns)(const float *rows, int64_t n, int64_t count, VEC *columns) {
#if LANES == 16
  if (n <= 4) {
    VEC in[4];
    for (int64_t j = 0; j < n; j++)
      in[j] = _mm512_maskz_loadu_ps(NAME(valid)(count * n - 16 * j), rows + 16 * j);
    for (int64_t k = 0; k < n; k++) {
      const IVEC place = NAME(lane)() * (int32_t)n + (int32_t)k;
      columns[k] = CONST(0.0f);
      for (int64_t j = 0; j < n; j++)
        columns[k] = NAME(pick)(columns[k], place >> 4, j, place, in[j]);
    }
    return;
  }
#endif
  for (int64_t k = 0; k < n; k++) columns[k] = NAME(column)(rows, n, k, count);
}

// The reverse: n columns into `count` rows.
INLINE void NAME(put_columns)(float *rows, int64_t n, int64_t count, const VEC *columns) {
#if LANES == 16
  if (n <= 4) {
    for (int64_t j = 0; j < n; j++) {
      const IVEC place = NAME(lane)() + (int32_t)(16 * j);
      const IVEC row = (place * (int32_t)(65536 / n + 1)) >> 16;
      VEC out = CONST(0.0f);
      for (int64_t k = 0; k < n; k++)
        out = NAME(pick)(out, place - row * (int32_t)n, k, row, columns[k]);
      _mm512_mask_storeu_ps(rows + 16 * j, NAME(valid)(count * n - 16 * j), out);
    }
    return;
  }
  for (int64_t k = 0; k < n; k++)
    _mm512_mask_i32scatter_ps(rows + k, NAME(valid)(count),
                              (__m512i)(NAME(lane)() * (int32_t)n), columns[k], 4);
#else
  for (int64_t k = 0; k < n; k++)
    for (int64_t r = 0; r < count; r++) rows[r * n + k] = columns[k][r];
#endif
}

// Widths that are constants where a body is inlined, so that its columns stay in registers.
#define FOR_WIDTH(n, CALL)       \
  switch (n) {                   \
    case 2: CALL(2); break;      \
    case 3: CALL(3); break;      \
    case 4: CALL(4); break;      \
    default: CALL(n); break;     \
  }

#define EACH_GROUP(rows)                                                        \
  for (int64_t first = 0, count; first < (rows); first += LANES)                \
    if ((count = (rows) - first < LANES ? (rows) - first : LANES))

// The sum of n columns, as a longer row's: from LANES on, folded to half as often as it can be.
INLINE VEC NAME(sum_columns)(int64_t n, const VEC *columns) {
  VEC sum = columns[0];
  if (n < LANES) {
    for (int64_t k = 1; k < n; k++) sum += columns[k];
    return sum;
  }
  VEC fold[LANES];
  for (int64_t k = 0; k < LANES; k++) fold[k] = columns[k];
  for (int64_t k = LANES; k < n; k++) fold[k % LANES] += columns[k];
  for (int width = LANES / 2; width > 0; width /= 2)
    for (int k = 0; k < width; k++) fold[k] += fold[k + width];
  return fold[0];
}

INLINE void NAME(softmax_short_rows)(bool logarithm, int64_t rows, int64_t n, float *out,
                                     const float *in) {
  VEC column[32];
  EACH_GROUP(rows) {
    VEC top = CONST(-INFINITY), exponentials[32];
    NAME(take_columns)(in + first * n, n, count, column);
    for (int64_t k = 0; k < n; k++) {
      const VEC v = column[k];
      top = ((v > top) | (v != v)) ? v : top;
    }
    for (int64_t k = 0; k < n; k++) {
      exponentials[k] = NAME(exp1)(column[k] - top);
      column[k] = logarithm ? column[k] - top : exponentials[k];
    }
    const VEC sum = NAME(sum_columns)(n, exponentials);
    const VEC last = logarithm ? NAME(log1)(sum) : 1.0f / sum;
    for (int64_t k = 0; k < n; k++) column[k] = logarithm ? column[k] - last : column[k] * last;
    NAME(put_columns)(out + first * n, n, count, column);
  }
}

#define BODY(n) NAME(softmax_short_rows)(logarithm, rows, n, out, in)
static void NAME(softmax_short)(bool logarithm, int64_t rows, int64_t n, float *out,
                                const float *in) {
  FOR_WIDTH(n, BODY)
}
#undef BODY

INLINE VEC NAME(softmax_back1)(bool logarithm, VEC g, VEC y, VEC total) {
  return logarithm ? g - NAME(exp1)(y) * total : y * (g - total);
}

INLINE void NAME(softmax_backward_short_rows)(bool logarithm, int64_t rows, int64_t n,
                                              float *out, const float *g, const float *y) {
  VEC gs[32], ys[32];
  EACH_GROUP(rows) {
    VEC terms[32];
    NAME(take_columns)(g + first * n, n, count, gs);
    NAME(take_columns)(y + first * n, n, count, ys);
    for (int64_t k = 0; k < n; k++) terms[k] = logarithm ? gs[k] : gs[k] * ys[k];
    const VEC total = NAME(sum_columns)(n, terms);
    for (int64_t k = 0; k < n; k++) gs[k] = NAME(softmax_back1)(logarithm, gs[k], ys[k], total);
    NAME(put_columns)(out + first * n, n, count, gs);
  }
}

#define BODY(n) NAME(softmax_backward_short_rows)(logarithm, rows, n, out, g, y)
static void NAME(softmax_backward_short)(bool logarithm, int64_t rows, int64_t n, float *out,
                                         const float *g, const float *y) {
  FOR_WIDTH(n, BODY)
}
#undef BODY

// The first position of each row's largest value; NaN wins.
INLINE void NAME(argmax_short_rows)(int64_t rows, int64_t n, int64_t *out, const float *in) {
  VEC column[32];
  EACH_GROUP(rows) {
    NAME(take_columns)(in + first * n, n, count, column);
    VEC top = column[0];
    IVEC best = (IVEC)(0);
    for (int64_t k = 1; k < n; k++) {
      const VEC v = column[k];
      const IVEC better = (top == top) & ((v > top) | (v != v));
      top = better ? v : top;
      best = better ? (IVEC)((int32_t)k) : best;
    }
    if (count == LANES)
      for (int r = 0; r < LANES; r++) out[first + r] = best[r];
    else
      for (int64_t r = 0; r < count; r++) out[first + r] = best[r];
  }
}

#define BODY(n) NAME(argmax_short_rows)(rows, n, out, in)
static void NAME(argmax_short)(int64_t rows, int64_t n, int64_t *out, const float *in) {
  FOR_WIDTH(n, BODY)
}
#undef BODY

// c [m, n] = a · b + bias for n at most 4; a's rows are a_row apart, their elements adjacent.
INLINE void NAME(product_narrow_rows)(int64_t m, int64_t n, int64_t k, const float *a,
                                      int64_t a_row, const float *b, int64_t b_row,
                                      int64_t b_col, const float *bias, float *c) {
  EACH_GROUP(m) {
    VEC sum[4] = {CONST(0.0f), CONST(0.0f), CONST(0.0f), CONST(0.0f)};
    for (int64_t p = 0; p < k; p++) {
      const VEC x = NAME(column)(a + first * a_row, a_row, p, count);
      for (int64_t j = 0; j < n; j++) sum[j] += x * b[p * b_row + j * b_col];
    }
    for (int64_t j = 0; j < n; j++) sum[j] += bias[j];
    NAME(put_columns)(c + first * n, n, count, sum);
  }
}

#define BODY(n) NAME(product_narrow_rows)(m, n, k, a, a_row, b, b_row, b_col, bias, c)
static void NAME(product_narrow)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row,
                                 const float *b, int64_t b_row, int64_t b_col, const float *bias,
                                 float *c) {
  FOR_WIDTH(n, BODY)
}
#undef BODY

// A vector of a row of n elements, from `first` on; zeros past its end where it is shorter.
INLINE VEC NAME(piece)(const float *row, int64_t first, int64_t n) {
#if LANES == 16
  if (n < LANES) return _mm512_maskz_loadu_ps(NAME(valid)(n), row);
#endif
  return *(const VEC *)(row + first);
}
INLINE void NAME(put_piece)(float *row, int64_t first, int64_t n, VEC piece) {
#if LANES == 16
  if (n < LANES) return _mm512_mask_storeu_ps(row, NAME(valid)(n), piece);
#endif
  *(VEC *)(row + first) = piece;
}

// c [m, n] = a · b for m at most 4 and the rows of b one or two vectors long; two of them overlap
// where the row does not fill them, so that nothing is packed and nothing past its end is read.
INLINE void NAME(product_flat_rows)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row,
                                    int64_t a_col, const float *b, int64_t b_row, float *c,
                                    int64_t c_row) {
  const int64_t second = n > LANES ? n - LANES : 0;
  VEC sum[4][2];
  for (int64_t i = 0; i < m; i++) sum[i][0] = sum[i][1] = CONST(0.0f);
  for (int64_t p = 0; p < k; p++, a += a_col, b += b_row) {
    const VEC b0 = NAME(piece)(b, 0, n), b1 = NAME(piece)(b, second, n);
    for (int64_t i = 0; i < m; i++) {
      sum[i][0] += a[i * a_row] * b0;
      sum[i][1] += a[i * a_row] * b1;
    }
  }
  for (int64_t i = 0; i < m; i++, c += c_row) {
    NAME(put_piece)(c, 0, n, sum[i][0] + CONST(0.0f));
    NAME(put_piece)(c, second, n, sum[i][1] + CONST(0.0f));
  }
}

static bool NAME(product_flat)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row,
                               int64_t a_col, const float *b, int64_t b_row, float *c,
                               int64_t c_row) {
  if (n > 2 * LANES || (n < LANES && (LANES != 16 || n < 4))) return false;
#define BODY(m) NAME(product_flat_rows)(m, n, k, a, a_row, a_col, b, b_row, c, c_row)
  switch (m) {
    case 1: BODY(1); return true;
    case 2: BODY(2); return true;
    case 3: BODY(3); return true;
    case 4: BODY(4); return true;
    default: return false;
  }
#undef BODY
}
#undef EACH_GROUP
#undef FOR_WIDTH
