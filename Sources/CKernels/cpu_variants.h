// Includes VARIANT, a header of kernels, once for each kind of CPU: LANES is the floats in a vector
// and NAME(x) tells the variants apart.
#define NAME(x) x##_base
#define LANES 4
#include VARIANT

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) x##_avx2
#define LANES 8
#include VARIANT
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,fma"))), apply_to = function)
#define NAME(x) x##_avx512
#define LANES 16
#include VARIANT
#pragma clang attribute pop
#endif
#undef VARIANT
