// The float32 matrix product. Panels of b's columns are multiplied with tiles of a's rows; what
// does not lie as the tiles read it best is packed first, a panel of b at a time.
#include "ck_gemm.h"

#include <stdbool.h>
#include <stddef.h>

#include "ck_memory.h"
#include "ck_threads.h"
#include "ck_vector.h"
#include "cpu_table.h"

typedef struct {
  int tile_rows, tile_columns, lanes;
  void (*multiply)(int rows, int columns, bool is_adjacent, int64_t k, const float *a,
                   int64_t a_step, const float *b, int64_t b_row, const float *next,
                   int64_t next_row, float *c, int64_t c_row, bool adds, const float *bias);
  void (*pack_b)(int64_t k, int columns, const float *b, int64_t b_row, int64_t b_col, float *to);
  void (*pack_a)(int rows, bool wide, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                 float *to);
} gemm_kernels;

#define NAME(x) x##_base
#define LANES 4
#define INTERLEAVE_LOW 0, 4, 1, 5
#define INTERLEAVE_HIGH 2, 6, 3, 7
#define TILE_ROWS 4
#include "gemm_tile.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx2
#define LANES 8
#define INTERLEAVE_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define INTERLEAVE_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#define TILE_ROWS 6
#include "gemm_tile.h"
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,fma"))), apply_to = function)
#define NAME(x) x##_avx512
#define LANES 16
#define INTERLEAVE_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define INTERLEAVE_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define TILE_ROWS 14
#include "gemm_tile.h"
#pragma clang attribute pop
#endif

static const gemm_kernels *choose(void) { return OF_THIS_CPU(kernels); }

// The longest sum in one go; longer ones are added up in pieces. So are those of large products,
// whose blocks of a would be too few rows: there a panel of b and a tile of a fill the first-level
// cache just so.
#define LONGEST_K 1024
#define LONGEST_K_OF_LARGE 256
// Elements of a that stay in the second-level cache while panels of b pass by.
#define BLOCK_OF_A (320 * 1024)
// Floating-point operations from which threads are worth their start.
#define WORK_FOR_THREADS 3e6
// From this many tiles of rows on, a panel of b is packed even where it could be read in place.
#define TILES_PER_PACK 4

typedef struct {
  const gemm_kernels *kernels;
  int64_t m, n, k;
  const float *a, *b, *bias;
  int64_t a_row, a_col, b_row, b_col;
  float *c, *packed_a;
  int64_t c_row;
  bool adds;
  // Parts: blocks of rows, of so many tiles at most, by groups of panels.
  int64_t blocks, block_tiles, groups, panels;
} job;

static inline int64_t share(int64_t count, int64_t parts, int64_t part) {
  return count / parts * part + (part < count % parts ? part : count % parts);
}

// Tiles of one block, as even as they go.
static inline int64_t tiles_of(const job *j, int64_t rows) {
  return (rows + j->kernels->tile_rows - 1) / j->kernels->tile_rows;
}

static void pack_part(void *context, int64_t block) {
  const job *j = context;
  const int lanes = j->kernels->lanes;
  const int64_t first = share(j->m, j->blocks, block);
  const int64_t rows = share(j->m, j->blocks, block + 1) - first, tiles = tiles_of(j, rows);
  for (int64_t t = 0; t < tiles; t++) {
    const int64_t i = first + share(rows, tiles, t);
    const int count = (int)(first + share(rows, tiles, t + 1) - i);
    j->kernels->pack_a(count, i + lanes <= j->m, j->k, j->a + i * j->a_row, j->a_row, j->a_col,
                       j->packed_a + (block * j->block_tiles + t) * lanes * j->k);
  }
}

static void multiply_part(void *context, int64_t part) {
  const job *j = context;
  const gemm_kernels *kernels = j->kernels;
  const int lanes = kernels->lanes, width = kernels->tile_columns;
  const int64_t block = part / j->groups, group = part % j->groups, k = j->k;
  const int64_t first = share(j->m, j->blocks, block);
  const int64_t rows = share(j->m, j->blocks, block + 1) - first, tiles = tiles_of(j, rows);
  const int64_t start = share(j->panels, j->groups, group);
  const int64_t end = share(j->panels, j->groups, group + 1);
  const bool fits = j->b_row * k * 4 <= 32768;
  float *packed = ck_scratch(1, (size_t)(width * (k + 1)) * sizeof(float));
  if (!packed) return;
  for (int64_t panel = start; panel < end; panel++) {
    const int64_t column = panel * width;
    const int columns = (int)(j->n - column < width ? j->n - column : width);
    const float *b = j->b + column * j->b_col;
    int64_t b_row = j->b_row;
    const float *next = packed;
    int64_t next_row = 0;
    if (j->b_col != 1 || (columns != width && columns != lanes) ||
        (tiles >= TILES_PER_PACK && !fits)) {
      if (j->b_col == 1 && panel + 1 < end) {
        next = b + width;
        next_row = b_row;
      }
      kernels->pack_b(k, columns, b, b_row, j->b_col, packed);
      b = packed;
      b_row = width;
    }
    for (int64_t t = 0; t < tiles; t++) {
      const int64_t i = first + share(rows, tiles, t);
      const int count = (int)(first + share(rows, tiles, t + 1) - i);
      float *c = j->c + i * j->c_row + column;
      const float *bias = j->bias ? j->bias + column : NULL;
      const float *a = j->a + i * j->a_row;
      int64_t a_step = j->a_row == 1 ? j->a_col : j->a_row;
      if (j->packed_a) {
        a = j->packed_a + (block * j->block_tiles + t) * lanes * k;
        a_step = lanes;
      }
      kernels->multiply(count, columns, j->packed_a || j->a_row == 1, k, a, a_step, b, b_row,
                        next, next_row, c, j->c_row, j->adds, bias);
      next_row = 0;
    }
  }
}

static void product(job *j, int threads) {
  const int64_t tile = j->kernels->tile_rows, elements = j->m * j->k;
  // A step between rows that is a multiple of a power of two puts them all into one cache set.
  const bool collides = j->a_row % 256 == 0 || j->a_col % 256 == 0;
  const bool is_plain = j->a_row == 1 || j->a_col == 1;
  const bool packs_a = !is_plain || (collides && j->panels >= 4);
  // Rows are shared out where panels of b are packed by a mere copy, for every thread must pack
  // them all; else the panels are. They are too where a, which every thread then reads whole, is
  // the smaller of the two and lies as it is.
  const int64_t least = elements / BLOCK_OF_A + 1;
  const bool by_rows = threads > 1 && j->b_col == 1 && j->m >= 4 * tile * threads &&
                       (packs_a || j->m >= j->n);
  j->blocks = by_rows ? (least + threads - 1) / threads * threads : least;
  j->block_tiles = tiles_of(j, (j->m + j->blocks - 1) / j->blocks);
  j->groups = by_rows || threads == 1 ? 1 : j->panels;
  j->packed_a = NULL;
  if (packs_a) {
    const int64_t rows = j->blocks * j->block_tiles * j->kernels->lanes;
    j->packed_a = ck_scratch(0, (size_t)(rows * (j->k + 1)) * sizeof(float));
    if (!j->packed_a) return;
    if (threads > 1) ck_parallel(j->blocks, pack_part, j);
    else
      for (int64_t block = 0; block < j->blocks; block++) pack_part(j, block);
  }
  if (threads > 1) ck_parallel(j->blocks * j->groups, multiply_part, j);
  else
    for (int64_t part = 0; part < j->blocks * j->groups; part++) multiply_part(j, part);
}

static void gemm(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                 const float *b, int64_t b_row, int64_t b_col, const float *bias, float *c,
                 int64_t c_row, bool adds) {
  if (m == 0 || n == 0) return;
  const gemm_kernels *kernels = choose();
  const int64_t width = kernels->tile_columns;
  const int threads =
      2.0 * (double)m * (double)n * (double)k < WORK_FOR_THREADS ? 1 : ck_threads();
  // No k at all is one piece of nothing, which writes zeros or the bias.
  const int64_t longest = m > 2 * BLOCK_OF_A / (k + 1) ? LONGEST_K_OF_LARGE : LONGEST_K;
  const int64_t pieces = k == 0 ? 1 : (k + longest - 1) / longest;
  for (int64_t piece = 0; piece < pieces; piece++) {
    const int64_t p = share(k, pieces, piece);
    job j = {.kernels = kernels, .m = m, .n = n,
             .k = share(k, pieces, piece + 1) - p, .a = a + p * a_col, .b = b + p * b_row,
             .bias = piece > 0 ? NULL : bias, .a_row = a_row, .a_col = a_col, .b_row = b_row,
             .b_col = b_col, .c = c, .c_row = c_row,
             .adds = adds || piece > 0, .panels = (n + width - 1) / width};
    product(&j, threads);
  }
}

void ck_gemm(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
             const float *b, int64_t b_row, int64_t b_col, float *c, int64_t c_row, bool adds) {
  // A tile would be mostly empty, and packing costs more than the product.
  if (m <= 4 && b_col == 1 && k <= 128 && !adds &&
      ck_vector()->product_flat(m, n, k, a, a_row, a_col, b, b_row, c, c_row))
    return;
  gemm(m, n, k, a, a_row, a_col, b, b_row, b_col, NULL, c, c_row, adds);
}

void ck_gemm_bias(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                  const float *b, int64_t b_row, int64_t b_col, const float *bias, float *c) {
  // A tile would be mostly empty.
  if (n <= 4 && a_col == 1 && m >= 8 && k <= 128) {
    ck_vector()->product_narrow(m, n, k, a, a_row, b, b_row, b_col, bias, c);
    return;
  }
  gemm(m, n, k, a, a_row, a_col, b, b_row, b_col, bias, c, n, false);
}
