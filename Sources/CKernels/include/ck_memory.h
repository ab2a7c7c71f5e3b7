// Memory for tensors: a pool a thread, so that a training step in its stride allocates nothing.
#ifndef DESCENT_CK_MEMORY_H
#define DESCENT_CK_MEMORY_H
#include <stddef.h>

// At least `bytes` bytes, aligned to 64; NULL when there are none.
void *_Nullable ck_allocate(size_t bytes);
// The same for what a kernel needs while it works; without it the result is not computed.
void *_Nullable ck_allocate_work(size_t bytes);
// The bytes that a kernel has asked for in vain, in whatever thread, said once; 0 for none.
size_t ck_missing(void);
// The same for a tensor's elements; ends the process when memory is gone.
void *_Nonnull ck_allocate_elements(size_t bytes);
// Gives back what either gave for as many bytes, from any thread.
void ck_release(void *_Nonnull memory, size_t bytes);

// Scratch memory of this thread, kept for the next call with the same slot (0 or 1).
void *_Nullable ck_scratch(int slot, size_t bytes);
#endif
