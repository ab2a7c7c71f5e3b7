#include "ck_cpu.h"

#include <stdatomic.h>

// One more than the kind; 0 until it is known. Not ifunc: its resolvers run before
// ThreadSanitizer's runtime is there.
static atomic_int chosen;

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
  int kind = atomic_load_explicit(&chosen, memory_order_relaxed);
  if (kind == 0) {
    kind = (int)best() + 1;
    atomic_store_explicit(&chosen, kind, memory_order_relaxed);
  }
  return (ck_cpu)(kind - 1);
}

void ck_use_cpu(ck_cpu kind) {
  ck_cpu most = best();
  atomic_store(&chosen, (int)(kind < most ? kind : most) + 1);
}
