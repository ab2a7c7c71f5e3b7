// Threads for large work, and what a thread's floating point does.
#ifndef DESCENT_CK_THREADS_H
#define DESCENT_CK_THREADS_H
#include <stdint.h>

// How many threads take part in large work, the caller included; at least 1.
void ck_set_threads(int count);
int ck_threads(void);

// Runs body(context, part) for each part below `parts`, spread over the threads; returns when all
// are done. Parts must not depend on each other. Called from one thread at a time per pool: a
// second caller does its parts itself.
void ck_parallel(int64_t parts, void (*body)(void *context, int64_t part), void *context);

// The same, but on this thread alone where there are too few operations to be worth a second one.
void ck_parallel_for(double operations, int64_t parts, void (*body)(void *context, int64_t part),
                     void *context);

// Rounds denormal numbers to zero on this thread.
void ck_flush_denormals(void);
#endif
