// The matrix product's inner part for one kind of CPU. Included with LANES (floats in a vector),
// TILE_ROWS (at most LANES), and NAME(x) to tell the variants apart.
typedef float NAME(vec) __attribute__((ext_vector_type(LANES), aligned(4)));
#define VEC NAME(vec)
#define TILE_COLUMNS (2 * LANES)
#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

// One tile of c: `rows` rows and `halves` vectors of columns, both constants where it is inlined,
// so that the sums stay in registers. Rows of a are adjacent and its columns a_step apart, or its
// columns are adjacent and its rows a_step apart. Each step also asks for a line of what comes
// after this panel of b; a tall tile, whose loads leave room for it, asks for its own operands
// some steps ahead, for both together are more than the first-level cache keeps.
INLINE void NAME(tile)(const int rows, const int halves, const bool is_adjacent, int64_t k,
                       const float *a, int64_t a_step, const float *b, int64_t b_row,
                       const float *next, int64_t next_row, float *c, int64_t c_row, bool adds,
                       const float *bias) {
  VEC sum[TILE_ROWS][2];
  // A pointer for three rows each: the others are one and two steps on, and registers are few.
  const float *group[(TILE_ROWS + 2) / 3];
  UNROLLED for (int i = 0; i < rows; i++) sum[i][0] = sum[i][1] = (VEC)(0);
  UNROLLED for (int i = 0; i < (rows + 2) / 3; i++) group[i] = a + 3 * i * a_step;
  for (int64_t p = 0; p < k; p++) {
    const VEC b0 = *(const VEC *)b;
    VEC b1 = b0;
    if (halves == 2) b1 = *(const VEC *)(b + LANES);
    __builtin_prefetch(next, 0, 2);
    if (halves == 2) __builtin_prefetch(next + LANES, 0, 2);
    if (rows >= 8 && halves == 2 && is_adjacent) {
      __builtin_prefetch(a + 16 * a_step, 0, 3);
      __builtin_prefetch(b + 8 * b_row, 0, 3);
      __builtin_prefetch(b + 8 * b_row + LANES, 0, 3);
    }
    UNROLLED for (int i = 0; i < rows; i++) {
      const float x = is_adjacent ? a[i] : group[i / 3][(i % 3) * a_step];
      sum[i][0] += x * b0;
      if (halves == 2) sum[i][1] += x * b1;
    }
    b += b_row;
    next += next_row;
    if (is_adjacent)
      a += a_step;
    else
      UNROLLED for (int i = 0; i < (rows + 2) / 3; i++) group[i]++;
  }
  VEC more[2] = {(VEC)(0), (VEC)(0)};
  if (bias)
    for (int h = 0; h < halves; h++) more[h] = *(const VEC *)(bias + h * LANES);
  UNROLLED for (int i = 0; i < rows; i++, c += c_row)
    UNROLLED for (int h = 0; h < halves; h++) {
      VEC *to = (VEC *)(c + h * LANES);
      *to = sum[i][h] + (adds ? *to : more[h]);
    }
}

#define TILE(R)                                                                               \
  case R:                                                                                     \
    if (R > TILE_ROWS) break;                                                                 \
    if (columns > LANES && is_adjacent)                                                       \
      NAME(tile)(R, 2, true, k, a, a_step, b, b_row, next, next_row, to, row, sums, added);   \
    else if (columns > LANES)                                                                 \
      NAME(tile)(R, 2, false, k, a, a_step, b, b_row, next, next_row, to, row, sums, added);  \
    else if (is_adjacent)                                                                     \
      NAME(tile)(R, 1, true, k, a, a_step, b, b_row, next, next_row, to, row, sums, added);   \
    else                                                                                      \
      NAME(tile)(R, 1, false, k, a, a_step, b, b_row, next, next_row, to, row, sums, added);  \
    break;

static void NAME(multiply)(int rows, int columns, bool is_adjacent, int64_t k, const float *a,
                           int64_t a_step, const float *b, int64_t b_row, const float *next,
                           int64_t next_row, float *c, int64_t c_row, bool adds,
                           const float *bias) {
  // Columns that fill no vector are written by way of a whole tile.
  float whole[TILE_ROWS * TILE_COLUMNS];
  const bool fits = columns == TILE_COLUMNS || columns == LANES;
  float *const to = fits ? c : whole;
  const int64_t row = fits ? c_row : TILE_COLUMNS;
  const bool sums = fits && adds;
  const float *const added = fits ? bias : NULL;
  switch (rows) {
    TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6) TILE(7)
    TILE(8) TILE(9) TILE(10) TILE(11) TILE(12) TILE(13) TILE(14)
  }
  if (fits) return;
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++) {
      const float sum = whole[i * TILE_COLUMNS + j];
      float *const at = c + i * c_row + j;
      *at = sum + (adds ? *at : bias ? bias[j] : 0);
    }
}

// A square of LANES × LANES transposed: row r of `from` becomes column r of `to`, zeros from
// `rows` on. Each round interleaves the first half of the rows with the second.
INLINE void NAME(turn)(const float *from, int64_t stride, int rows, float *restrict to,
                       int64_t to_stride) {
  VEC v[LANES], w[LANES];
  for (int r = 0; r < LANES; r++)
    v[r] = r < rows ? *(const VEC *)(from + r * stride) : (VEC)(0);
  for (int round = 1; round < LANES; round *= 2) {
    for (int r = 0; r < LANES / 2; r++) {
      w[2 * r] = __builtin_shufflevector(v[r], v[r + LANES / 2], INTERLEAVE_LOW);
      w[2 * r + 1] = __builtin_shufflevector(v[r], v[r + LANES / 2], INTERLEAVE_HIGH);
    }
    for (int r = 0; r < LANES; r++) v[r] = w[r];
  }
  for (int r = 0; r < LANES; r++) *(VEC *)(to + r * to_stride) = v[r];
}

// A panel of `columns` columns of b, row by row, zeros up to TILE_COLUMNS.
static void NAME(pack_b)(int64_t k, int columns, const float *b, int64_t b_row, int64_t b_col,
                         float *restrict to) {
  int64_t p = 0;
  if (b_col == 1 && columns == TILE_COLUMNS) {
    for (; p < k; p++, to += TILE_COLUMNS, b += b_row) {
      *(VEC *)to = *(const VEC *)b;
      *(VEC *)(to + LANES) = *(const VEC *)(b + LANES);
    }
    return;
  }
  // Squares of LANES are turned in registers where b's columns lie side by side.
  if (b_row == 1)
    for (; p + LANES <= k; p += LANES)
      for (int h = 0; h < TILE_COLUMNS; h += LANES)
        NAME(turn)(b + h * b_col + p, b_col, columns - h, to + p * TILE_COLUMNS + h,
                   TILE_COLUMNS);
  for (; p < k; p++)
    for (int q = 0; q < TILE_COLUMNS; q++)
      to[p * TILE_COLUMNS + q] = q < columns ? b[p * b_row + q * b_col] : 0;
}

// `rows` rows of a, column by column, LANES apart; `wide` says that LANES rows may be read.
static void NAME(pack_a)(int rows, bool wide, int64_t k, const float *a, int64_t a_row,
                         int64_t a_col, float *restrict to) {
  int64_t p = 0;
  if (a_row == 1 && wide) {
    for (; p < k; p++) *(VEC *)(to + p * LANES) = *(const VEC *)(a + p * a_col);
  } else if (a_col == 1) {
    for (; p + LANES <= k; p += LANES)
      NAME(turn)(a + p, a_row, rows, to + p * LANES, LANES);
  }
  for (; p < k; p++)
    for (int r = 0; r < rows; r++) to[p * LANES + r] = a[r * a_row + p * a_col];
}

static const gemm_kernels NAME(kernels) = {TILE_ROWS,       TILE_COLUMNS, LANES,
                                           NAME(multiply), NAME(pack_b), NAME(pack_a)};

#undef INTERLEAVE_LOW
#undef INTERLEAVE_HIGH
#undef TILE
#undef TILE_COLUMNS
#undef TILE_ROWS
#undef INLINE
#undef UNROLLED
#undef VEC
#undef LANES
#undef NAME
