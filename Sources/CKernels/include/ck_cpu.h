// Which kind of CPU the kernels are chosen for.
#ifndef DESCENT_CK_CPU_H
#define DESCENT_CK_CPU_H

typedef enum { CK_CPU_BASE, CK_CPU_AVX2, CK_CPU_AVX512 } ck_cpu;

// The best kind that this machine has, or the lesser one that ck_use_cpu asked for.
ck_cpu ck_cpu_kind(void);
// Uses the kernels of a lesser kind on this thread, for tests and comparisons.
void ck_use_cpu(ck_cpu kind);

// Results of so many floats and more are better written past the caches on this machine.
long ck_stream_size(void);
// Another number for this thread, for tests and comparisons; 0 for the machine's own.
void ck_use_stream_size(long floats);
#endif
