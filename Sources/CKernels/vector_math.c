#include "ck_vector.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "ck_basic.h"
#include "ck_threads.h"
#include "cpu_table.h"
#include "optimizer_loops.h"

#define VARIANT "vector_math.h"
#include "cpu_variants.h"

const ck_vector_kernels *ck_vector(void) { return OF_THIS_CPU(vector_kernels); }

// A part is a whole number of vectors for every kind of CPU.
#define PART 16384

typedef struct {
  ck_vector_kernel kernel;
  int64_t n;
  float *out;
  const float *in;
  bool streams;
} map_job;

static void map_part(void *context, int64_t part) {
  const map_job *j = context;
  const int64_t first = part * PART, rest = j->n - first;
  j->kernel(rest < PART ? rest : PART, j->out + first, j->in + first, j->streams);
  if (j->streams) ck_end_stream();
}

void ck_vector_map(ck_vector_kernel kernel, int64_t n, float *out, const float *in) {
  if (n < 4 * PART) {
    kernel(n, out, in, false);
    return;
  }
  map_job j = {kernel, n, out, in, ck_streams(n, out)};
  ck_parallel((n + PART - 1) / PART, map_part, &j);
}
