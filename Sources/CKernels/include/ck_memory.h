// Memory for tensors: a pool a thread, so that a training step in its stride allocates nothing.
#ifndef DESCENT_CK_MEMORY_H
#define DESCENT_CK_MEMORY_H
#include <stddef.h>

// At least `bytes` bytes, aligned to 64; NULL when there are none.
void *ck_allocate(size_t bytes);
// Gives back what ck_allocate(bytes) gave, from any thread.
void ck_release(void *memory, size_t bytes);
// Scratch memory of this thread, kept for the next call with the same slot (0 or 1).
void *ck_scratch(int slot, size_t bytes);
#endif
