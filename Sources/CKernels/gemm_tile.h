// The matrix product's inner part for one kind of CPU. Included with LANES (floats in a vector),
// TILE_ROWS, and NAME(x) to tell the variants apart.
typedef float NAME(vec) __attribute__((ext_vector_type(LANES), aligned(4)));
#define TILE_COLUMNS (2 * LANES)

// c[rows, columns] (+)= a · b for one tile; `b` is a panel of TILE_COLUMNS columns whose rows are
// `b_row` apart, a's element (i, p) is at a[i * a_row + p * a_col].
static inline __attribute__((always_inline)) void NAME(tile)(
    int64_t k, const float *restrict a, int64_t a_row, int64_t a_col, const float *restrict b,
    int64_t b_row, float *restrict c, int64_t c_row, int rows, int columns, int halves,
    bool adds) {
  NAME(vec) sum[TILE_ROWS][2];
  for (int i = 0; i < TILE_ROWS; i++) sum[i][0] = sum[i][1] = (NAME(vec))(0);
  const float *row[TILE_ROWS];
  for (int i = 0; i < TILE_ROWS; i++) row[i] = a + (i < rows ? i : 0) * a_row;
  for (int64_t p = 0; p < k; p++) {
    const NAME(vec) b0 = *(const NAME(vec) *)(b + p * b_row);
    NAME(vec) b1 = (NAME(vec))(0);
    if (halves == 2) b1 = *(const NAME(vec) *)(b + p * b_row + LANES);
    for (int i = 0; i < TILE_ROWS; i++) {
      const float x = row[i][p * a_col];
      sum[i][0] += x * b0;
      if (halves == 2) sum[i][1] += x * b1;
    }
  }
  if (columns == halves * LANES) {
    for (int i = 0; i < TILE_ROWS && i < rows; i++)
      for (int h = 0; h < halves; h++) {
        NAME(vec) *to = (NAME(vec) *)(c + i * c_row + h * LANES);
        *to = adds ? *to + sum[i][h] : sum[i][h];
      }
    return;
  }
  for (int i = 0; i < TILE_ROWS && i < rows; i++) {
    float line[TILE_COLUMNS];
    *(NAME(vec) *)line = sum[i][0];
    *(NAME(vec) *)(line + LANES) = sum[i][1];
    for (int j = 0; j < columns; j++)
      c[i * c_row + j] = adds ? c[i * c_row + j] + line[j] : line[j];
  }
}

// A block of rows against all panels of b. With `packed` a's rows lie in groups of TILE_ROWS,
// column by column; otherwise they are read where they are.
static void NAME(block)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row,
                        int64_t a_col, bool packed, const float *b, int64_t b_row,
                        int64_t b_panel, float *c, int64_t c_row, bool adds) {
  for (int64_t j = 0; j < n; j += TILE_COLUMNS) {
    const float *panel = b + j / TILE_COLUMNS * b_panel;
    int columns = n - j < TILE_COLUMNS ? (int)(n - j) : TILE_COLUMNS;
    for (int64_t i = 0; i < m; i += TILE_ROWS) {
      int rows = m - i < TILE_ROWS ? (int)(m - i) : TILE_ROWS;
      float *to = c + i * c_row + j;
      // Half the width where that is all there is.
      if (packed && columns > LANES)
        NAME(tile)(k, a + i * k, 1, TILE_ROWS, panel, b_row, to, c_row, rows, columns, 2, adds);
      else if (packed)
        NAME(tile)(k, a + i * k, 1, TILE_ROWS, panel, b_row, to, c_row, rows, columns, 1, adds);
      else if (columns > LANES)
        NAME(tile)(k, a + i * a_row, a_row, a_col, panel, b_row, to, c_row, rows, columns, 2,
                   adds);
      else
        NAME(tile)(k, a + i * a_row, a_row, a_col, panel, b_row, to, c_row, rows, columns, 1,
                   adds);
    }
  }
}

// A square of LANES × LANES transposed: row r of `from` becomes column r of `to`, zeros from
// `rows` on. Each round interleaves the first half of the rows with the second.
static inline __attribute__((always_inline)) void NAME(turn)(const float *from, int64_t stride,
                                                             int rows, float *restrict to) {
  NAME(vec) v[LANES], w[LANES];
  for (int r = 0; r < LANES; r++)
    v[r] = r < rows ? *(const NAME(vec) *)(from + r * stride) : (NAME(vec))(0);
  for (int round = 1; round < LANES; round *= 2) {
    for (int r = 0; r < LANES / 2; r++) {
      w[2 * r] = __builtin_shufflevector(v[r], v[r + LANES / 2], INTERLEAVE_LOW);
      w[2 * r + 1] = __builtin_shufflevector(v[r], v[r + LANES / 2], INTERLEAVE_HIGH);
    }
    for (int r = 0; r < LANES; r++) v[r] = w[r];
  }
  for (int r = 0; r < LANES; r++) *(NAME(vec) *)(to + r * TILE_COLUMNS) = v[r];
}

// Panels of TILE_COLUMNS columns, row by row, zeros beyond n.
static void NAME(pack_b)(int64_t k, int64_t first, int64_t last, int64_t n, const float *b,
                         int64_t b_row, int64_t b_col, float *restrict out) {
  for (int64_t j = first; j < last; j += TILE_COLUMNS) {
    float *to = out + j * k;
    int columns = n - j < TILE_COLUMNS ? (int)(n - j) : TILE_COLUMNS;
    if (b_col == 1 && columns == TILE_COLUMNS) {
      for (int64_t p = 0; p < k; p++, to += TILE_COLUMNS) {
        const float *from = b + p * b_row + j;
        *(NAME(vec) *)to = *(const NAME(vec) *)from;
        *(NAME(vec) *)(to + LANES) = *(const NAME(vec) *)(from + LANES);
      }
    } else if (b_col == 1) {
      for (int64_t p = 0; p < k; p++, to += TILE_COLUMNS)
        for (int q = 0; q < TILE_COLUMNS; q++)
          to[q] = q < columns ? b[p * b_row + j + q] : 0;
    } else {
      // Squares of LANES are turned in registers where b's columns lie side by side.
      int64_t p = 0;
      if (b_row == 1)
        for (; p + LANES <= k; p += LANES)
          for (int h = 0; h < TILE_COLUMNS; h += LANES)
            NAME(turn)(b + (j + h) * b_col + p, b_col, columns - h, to + p * TILE_COLUMNS + h);
      for (; p < k; p++)
        for (int q = 0; q < TILE_COLUMNS; q++)
          to[p * TILE_COLUMNS + q] = q < columns ? b[p * b_row + (j + q) * b_col] : 0;
    }
  }
}

static void NAME(pack_a)(int64_t m, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                         float *restrict out) {
  for (int64_t i = 0; i < m; i += TILE_ROWS) {
    float *to = out + i * k;
    int rows = m - i < TILE_ROWS ? (int)(m - i) : TILE_ROWS;
    for (int r = 0; r < TILE_ROWS; r++) {
      const float *from = a + (i + (r < rows ? r : 0)) * a_row;
      for (int64_t p = 0; p < k; p++) to[p * TILE_ROWS + r] = from[p * a_col];
    }
  }
}

static const gemm_kernels NAME(kernels) = {
    TILE_ROWS, TILE_COLUMNS, NAME(block), NAME(pack_b), NAME(pack_a)};

#undef INTERLEAVE_LOW
#undef INTERLEAVE_HIGH
#undef TILE_COLUMNS
#undef TILE_ROWS
#undef LANES
#undef NAME
