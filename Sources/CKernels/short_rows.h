// Softmax, its gradient and argmax over many short rows for one kind of CPU: one row a lane.
// Included by vector_math.h.

// Element k of `count` rows of n, one a lane. A full count is a constant where it is inlined.
INLINE VEC NAME(column)(const float *rows, int64_t n, int64_t k, int64_t count) {
  float line[LANES] = {0};
  if (count == LANES)
    for (int r = 0; r < LANES; r++) line[r] = rows[r * n + k];
  else
    for (int64_t r = 0; r < count; r++) line[r] = rows[r * n + k];
  return *(VEC *)line;
}

// The reverse: n columns into `count` rows.
INLINE void NAME(put_columns)(float *rows, int64_t n, int64_t count, const VEC *columns) {
  const float *from = (const float *)columns;
  for (int64_t k = 0; k < n; k++, from += LANES) {
    if (count == LANES)
      for (int r = 0; r < LANES; r++) rows[r * n + k] = from[r];
    else
      for (int64_t r = 0; r < count; r++) rows[r * n + k] = from[r];
  }
}

#define EACH_GROUP(rows)                                                        \
  for (int64_t first = 0, count; first < (rows); first += LANES)                \
    if ((count = (rows) - first < LANES ? (rows) - first : LANES))

static void NAME(softmax_short)(bool logarithm, int64_t rows, int64_t n, float *out,
                                const float *in) {
  VEC column[32];
  EACH_GROUP(rows) {
    VEC top = CONST(-INFINITY), sum = CONST(0.0f);
    for (int64_t k = 0; k < n; k++) {
      VEC v = column[k] = NAME(column)(in + first * n, n, k, count);
      top = ((v > top) | (v != v)) ? v : top;
    }
    for (int64_t k = 0; k < n; k++) {
      VEC e = NAME(exp1)(column[k] - top);
      sum += e;
      column[k] = logarithm ? column[k] - top : e;
    }
    VEC last = logarithm ? NAME(log1)(sum) : 1.0f / sum;
    for (int64_t k = 0; k < n; k++) column[k] = logarithm ? column[k] - last : column[k] * last;
    NAME(put_columns)(out + first * n, n, count, column);
  }
}

INLINE VEC NAME(softmax_back1)(bool logarithm, VEC g, VEC y, VEC total) {
  return logarithm ? g - NAME(exp1)(y) * total : y * (g - total);
}

static void NAME(softmax_backward_short)(bool logarithm, int64_t rows, int64_t n, float *out,
                                         const float *g, const float *y) {
  VEC gs[32], ys[32];
  EACH_GROUP(rows) {
    VEC total = CONST(0.0f);
    for (int64_t k = 0; k < n; k++) {
      gs[k] = NAME(column)(g + first * n, n, k, count);
      ys[k] = NAME(column)(y + first * n, n, k, count);
      total += logarithm ? gs[k] : gs[k] * ys[k];
    }
    for (int64_t k = 0; k < n; k++) gs[k] = NAME(softmax_back1)(logarithm, gs[k], ys[k], total);
    NAME(put_columns)(out + first * n, n, count, gs);
  }
}

// The first position of each row's largest value; NaN wins.
static void NAME(argmax_short)(int64_t rows, int64_t n, int64_t *out, const float *in) {
  EACH_GROUP(rows) {
    VEC top = NAME(column)(in + first * n, n, 0, count);
    IVEC best = (IVEC)(0);
    for (int64_t k = 1; k < n; k++) {
      VEC v = NAME(column)(in + first * n, n, k, count);
      IVEC better = (top == top) & ((v > top) | (v != v));
      top = better ? v : top;
      best = better ? (IVEC)((int32_t)k) : best;
    }
    for (int64_t r = 0; r < count; r++) out[first + r] = best[r];
  }
}
#undef EACH_GROUP
