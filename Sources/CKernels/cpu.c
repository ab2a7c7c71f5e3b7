#include "ck_cpu.h"

// One more than the kind; 0 until it is known. A thread's own, so that a test of another kind does
// not change what runs beside it. Not ifunc: its resolvers run before
// ThreadSanitizer's runtime is there.
static _Thread_local int chosen;

static ck_cpu best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq"))
    return CK_CPU_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return CK_CPU_AVX2;
#endif
  return CK_CPU_BASE;
}

ck_cpu ck_cpu_kind(void) {
  if (chosen == 0) chosen = (int)best() + 1;
  return (ck_cpu)(chosen - 1);
}

void ck_use_cpu(ck_cpu kind) {
  ck_cpu most = best();
  chosen = (int)(kind < most ? kind : most) + 1;
}

static _Thread_local long stream_size;

// AMD's last level of cache takes up what a core has written, so past it goes what it cannot hold.
// An add of a million took 49 us so and 93 the other way, on two threads of a Zen 5. Intel's large
// last levels are slow to write to: the same add is quicker past them.
static long own_stream_size(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_is("amd")) return 8 * 1024 * 1024;
#endif
  return 768 * 1024;
}

long ck_stream_size(void) {
  if (stream_size == 0) stream_size = own_stream_size();
  return stream_size;
}

void ck_use_stream_size(long floats) { stream_size = floats; }
