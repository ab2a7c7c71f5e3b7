#include "ck_basic.h"

#include <stdbool.h>

#include "ck_cpu.h"
#include "ck_threads.h"
#include "cpu_table.h"

typedef struct {
  void (*binary[4])(int64_t n, float *out, const float *x, int64_t x_step, const float *y,
                    int64_t y_step, bool streams);
  void (*relu)(int64_t n, float *out, const float *x, bool streams);
  void (*relu_backward)(int64_t n, float *out, const float *g, const float *y, bool streams);
  float (*sum)(int64_t n, const float *x);
} ck_basic_kernels;

#define VARIANT "basic_vector.h"
#include "cpu_variants.h"

static const ck_basic_kernels *choose(void) { return OF_THIS_CPU(kernels); }

bool ck_streams(int64_t n, const float *out) {
  return n >= ck_stream_size() && (uintptr_t)out % 64 == 0;
}

void ck_end_stream(void) {
#if defined(__x86_64__)
  __builtin_ia32_sfence();
#else
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
#endif
}

typedef struct {
  enum { BINARY, RELU, RELU_BACKWARD } kind;
  ck_binary_op op;
  int64_t n;
  float *out;
  const float *x, *y;
  int64_t x_step, y_step;
  bool streams;
} basic_job;

#define PART 16384
#define LEAST_PARTS 8  // fewer are not worth a second thread

static void run(const basic_job *j, int64_t first, int64_t n) {
  const ck_basic_kernels *kernels = choose();
  float *out = j->out + first;
  const float *x = j->x + first * j->x_step, *y = j->y + first * j->y_step;
  switch (j->kind) {
    case BINARY: kernels->binary[j->op](n, out, x, j->x_step, y, j->y_step, j->streams); break;
    case RELU: kernels->relu(n, out, x, j->streams); break;
    case RELU_BACKWARD: kernels->relu_backward(n, out, x, y, j->streams); break;
  }
  if (j->streams) ck_end_stream();
}

static void run_part(void *context, int64_t part) {
  const basic_job *j = context;
  const int64_t first = part * PART, rest = j->n - first;
  run(j, first, rest < PART ? rest : PART);
}

static void share_out(basic_job *j) {
  if (j->n < PART * LEAST_PARTS) {
    run(j, 0, j->n);
    return;
  }
  j->streams = ck_streams(j->n, j->out);
  ck_parallel((j->n + PART - 1) / PART, run_part, j);
}

void ck_basic_binary(ck_binary_op op, int64_t n, float *out, const float *x, int64_t x_step,
                     const float *y, int64_t y_step) {
  if (n == 0) return;
  // A single number may lie in `out`: it is read before anything is written.
  const float a = *x, b = *y;
  basic_job j = {BINARY,           op,     n,      out,  x_step ? x : &a,
                 y_step ? y : &b, x_step, y_step, false};
  share_out(&j);
}

void ck_basic_relu(int64_t n, float *out, const float *x) {
  basic_job j = {.kind = RELU, .n = n, .out = out, .x = x, .y = x, .x_step = 1};
  share_out(&j);
}

void ck_basic_relu_backward(int64_t n, float *out, const float *g, const float *y) {
  basic_job j = {RELU_BACKWARD, CK_ADD, n, out, g, y, 1, 1, false};
  share_out(&j);
}

float ck_basic_sum(int64_t n, const float *x) { return choose()->sum(n, x); }
