#ifndef DESCENT_CPU_TABLE_H
#define DESCENT_CPU_TABLE_H
#include "ck_cpu.h"

// The one for this CPU of a table of functions that there is for every kind: its name goes on with
// _avx512, _avx2 or _base.
#if defined(__x86_64__)
#define OF_THIS_CPU(table)                              \
  (ck_cpu_kind() == CK_CPU_AVX512 ? &table##_avx512     \
   : ck_cpu_kind() == CK_CPU_AVX2 ? &table##_avx2       \
                                  : &table##_base)
#else
#define OF_THIS_CPU(table) (&table##_base)
#endif
#endif
