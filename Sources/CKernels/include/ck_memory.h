// Memory for tensors: a pool a thread, so that a training step in its stride allocates nothing.
#ifndef DESCENT_CK_MEMORY_H
#define DESCENT_CK_MEMORY_H
#include <stddef.h>
#include <stdint.h>

#include "ck_objects.h"

// At least `bytes` bytes, aligned to 64; NULL when there are none.
void *ck_allocate(size_t bytes);
// Gives back what ck_allocate(bytes) gave, from any thread.
void ck_release(void *memory, size_t bytes);

// Memory that tensors share. The head stands before the elements, so that a tensor costs one
// block of the pool and no object beside it.
typedef struct {
  int64_t version;  // counts in-place changes
  size_t bytes;     // of the elements
  // Not atomic: tensors that share memory belong to one thread at a time. Where a ck_counted has
  // its holders, so that whoever keeps either may drop it without asking which it is.
  int32_t holders;
} ck_block;

_Static_assert(offsetof(ck_block, holders) == offsetof(ck_counted, holders), "one place for both");

enum { CK_BLOCK_HEAD = 64 };

// Uninitialised elements with one holder; ends the process when memory is gone.
ck_block *ck_block_make(size_t bytes);
// Gives a block back once nobody holds it.
void ck_block_free(ck_block *block);

static inline void *ck_block_elements(ck_block *block) { return (char *)block + CK_BLOCK_HEAD; }
static inline void ck_block_hold(ck_block *block) { block->holders++; }
static inline void ck_block_drop(ck_block *block) {
  if (--block->holders == 0) ck_block_free(block);
}

// Blocks come in sizes of powers of two; the number of the size, 0 for up to 64 bytes.
static inline int ck_size_class(size_t bytes) {
  return bytes <= 64 ? 0 : 64 - __builtin_clzll((uint64_t)bytes - 1) - 6;
}

// Scratch memory of this thread, kept for the next call with the same slot (0 or 1).
void *ck_scratch(int slot, size_t bytes);
#endif
