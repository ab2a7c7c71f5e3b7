// The float32 matrix product: packed panels for large sizes, operands read in place for small ones.
#include "ck_gemm.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "ck_cpu.h"
#include "ck_memory.h"
#include "ck_threads.h"

typedef struct {
  int tile_rows, tile_columns;
  void (*block)(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                bool packed, const float *b, int64_t b_row, int64_t b_panel, float *c,
                int64_t c_row, bool adds);
  void (*pack_b)(int64_t k, int64_t first, int64_t last, int64_t n, const float *b, int64_t b_row,
                 int64_t b_col, float *out);
  void (*pack_a)(int64_t m, int64_t k, const float *a, int64_t a_row, int64_t a_col, float *out);
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
#define TILE_ROWS 12
#include "gemm_tile.h"
#pragma clang attribute pop
#endif

static const gemm_kernels *choose(void) {
  switch (ck_cpu_kind()) {
#if defined(__x86_64__)
    case CK_CPU_AVX512: return &kernels_avx512;
    case CK_CPU_AVX2: return &kernels_avx2;
#endif
    default: return &kernels_base;
  }
}

typedef struct {
  const gemm_kernels *kernels;
  int64_t m, n, k, rows;
  const float *a, *b;
  int64_t a_row, a_col, b_row, b_col;
  float *packed_b, *c;
  int64_t c_row;
  int64_t columns;
  bool adds;
} job;

static void pack_part(void *context, int64_t part) {
  const job *j = context;
  int64_t first = part * j->columns, last = first + j->columns;
  j->kernels->pack_b(j->k, first, last < j->n ? last : j->n, j->n, j->b, j->b_row, j->b_col,
                     j->packed_b);
}

static void multiply_part(void *context, int64_t part) {
  const job *j = context;
  int64_t first = part * j->rows;
  int64_t m = j->m - first < j->rows ? j->m - first : j->rows;
  const int64_t tiles = (m + j->kernels->tile_rows - 1) / j->kernels->tile_rows;
  float *packed = ck_scratch(1, (size_t)(tiles * j->kernels->tile_rows * j->k) * sizeof(float));
  if (!packed) return;
  j->kernels->pack_a(m, j->k, j->a + first * j->a_row, j->a_row, j->a_col, packed);
  j->kernels->block(m, j->n, j->k, packed, 0, 0, true, j->packed_b, j->kernels->tile_columns,
                    j->kernels->tile_columns * j->k, j->c + first * j->c_row, j->c_row, j->adds);
}

#define LONGEST_K 320
#define MOST_ROWS 240

void ck_gemm(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
             const float *b, int64_t b_row, int64_t b_col, float *c, int64_t c_row, bool adds) {
  const gemm_kernels *kernels = choose();
  if (m == 0 || n == 0) return;
  if (k == 0) {
    if (!adds)
      for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) c[i * c_row + j] = 0;
    return;
  }
  const int tile = kernels->tile_columns;
  const int64_t panels = (n + tile - 1) / tile;
  const double work = 2.0 * (double)m * (double)n * (double)k;
  // Small: packing a costs more than it gains, and b is packed only where it must be.
  if (work < 2.5e6 && k <= 1024) {
    if (b_col == 1 && (n % tile == 0 || n == tile / 2)) {
      kernels->block(m, n, k, a, a_row, a_col, false, b, b_row, tile, c, c_row, adds);
      return;
    }
    float *packed = ck_scratch(0, (size_t)(panels * tile * k) * sizeof(float));
    if (!packed) return;
    kernels->pack_b(k, 0, n, n, b, b_row, b_col, packed);
    kernels->block(m, n, k, a, a_row, a_col, false, packed, tile, tile * k, c, c_row, adds);
    return;
  }
  const int64_t pieces = (k + LONGEST_K - 1) / LONGEST_K;
  const int64_t longest = (k + pieces - 1) / pieces;
  const int threads = work < 6e6 ? 1 : ck_threads();
  float *packed_b = ck_scratch(0, (size_t)(panels * tile * longest) * sizeof(float));
  if (!packed_b) return;
  // Rows are shared out evenly; how does not change any sum.
  int64_t rows = (m + threads - 1) / threads;
  if (rows > MOST_ROWS) {
    const int64_t rounds = (m + MOST_ROWS * threads - 1) / (MOST_ROWS * threads);
    rows = (m + rounds * threads - 1) / (rounds * threads);
  }
  rows = (rows + kernels->tile_rows - 1) / kernels->tile_rows * kernels->tile_rows;
  int64_t columns = (panels + threads * 2 - 1) / (threads * 2) * tile;
  for (int64_t p = 0; p < k; p += longest) {
    job j = {kernels, m, n, k - p < longest ? k - p : longest, rows, a + p * a_col,
             b + p * b_row, a_row, a_col, b_row, b_col, packed_b, c, c_row, columns,
             adds || p > 0};
    const int64_t packs = (n + columns - 1) / columns, parts = (m + rows - 1) / rows;
    if (threads > 1) {
      ck_parallel(packs, pack_part, &j);
      ck_parallel(parts, multiply_part, &j);
    } else {
      for (int64_t part = 0; part < packs; part++) pack_part(&j, part);
      for (int64_t part = 0; part < parts; part++) multiply_part(&j, part);
    }
  }
}

void ck_gemm_bias(int64_t m, int64_t n, int64_t k, const float *a, int64_t a_row, int64_t a_col,
                  const float *b, int64_t b_row, int64_t b_col, const float *bias, float *c) {
  for (int64_t i = 0; i < m; i++) memcpy(c + i * n, bias, (size_t)n * sizeof(float));
  if (k > 0) ck_gemm(m, n, k, a, a_row, a_col, b, b_row, b_col, c, n, true);
}
