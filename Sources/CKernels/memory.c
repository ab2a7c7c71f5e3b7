#define _GNU_SOURCE 1
#include "ck_memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// Blocks are powers of two from 64 bytes to 16 MiB, and a cache line, so that neighbours do not fall
// into the same sets of a cache; a free block holds the pointer to the next.
enum { SMALLEST = 6, LARGEST = 24, CLASSES = LARGEST - SMALLEST + 1 };
// A thread keeps no more than this of each size.
static const size_t kept_bytes = 32u << 20;

typedef struct block { struct block *next; } block;
typedef struct {
  block *free[CLASSES];
  size_t count[CLASSES];
  void *scratch[2];
  size_t scratch_size[2];
  bool is_known, is_over;
} pool;

static _Thread_local pool own;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void thread_ends(void *value) {
  pool *p = value;
  p->is_over = true;
  for (int i = 0; i < CLASSES; i++)
    while (p->free[i]) {
      block *next = p->free[i]->next;
      free(p->free[i]);
      p->free[i] = next;
    }
  for (int i = 0; i < 2; i++) {
    free(p->scratch[i]);
    p->scratch[i] = NULL;
    p->scratch_size[i] = 0;
  }
}

static void make_key(void) { pthread_key_create(&key, thread_ends); }

static void know(void) {
  pthread_once(&once, make_key);
  pthread_setspecific(key, &own);
  own.is_known = true;
}

static inline int class_of(size_t bytes) {
  const size_t smallest = (size_t)1 << SMALLEST;
  return bytes <= smallest ? 0 : 64 - __builtin_clzll((uint64_t)bytes - 1) - SMALLEST;
}

static inline size_t size_of(int c) { return 64 + ((size_t)1 << (c + SMALLEST)); }

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define NO_POOL 1  // each block of its own, so that a use after release is seen
#endif
#endif

void *ck_allocate(size_t bytes) {
  int c = class_of(bytes);
  void *memory = NULL;
  if (c >= CLASSES) return posix_memalign(&memory, 64, bytes) ? NULL : memory;
#ifdef NO_POOL
  return posix_memalign(&memory, 64, bytes ? bytes : 1) ? NULL : memory;
#endif
  block *first = own.free[c];
  if (first) {
    own.free[c] = first->next;
    own.count[c]--;
    return first;
  }
  return posix_memalign(&memory, 64, size_of(c)) ? NULL : memory;
}

void *ck_allocate_elements(size_t bytes) {
  void *memory = ck_allocate(bytes);
  if (!memory) abort();
  return memory;
}

void ck_release(void *memory, size_t bytes) {
  int c = class_of(bytes);
#ifdef NO_POOL
  c = CLASSES;
#endif
  if (c >= CLASSES || own.is_over || (own.count[c] + 1) * size_of(c) > kept_bytes) {
    free(memory);
    return;
  }
  if (!own.is_known) know();
  block *b = memory;
  b->next = own.free[c];
  own.free[c] = b;
  own.count[c]++;
}

static atomic_size_t missing;

void *ck_allocate_work(size_t bytes) {
  void *memory = ck_allocate(bytes);
  if (!memory) atomic_store(&missing, bytes);
  return memory;
}

size_t ck_missing(void) {
  return atomic_load_explicit(&missing, memory_order_relaxed) ? atomic_exchange(&missing, 0) : 0;
}

void *ck_scratch(int slot, size_t bytes) {
  if (own.scratch_size[slot] < bytes) {
    if (!own.is_known) know();
    free(own.scratch[slot]);
    own.scratch[slot] = NULL;
    own.scratch_size[slot] = 0;
    void *memory = NULL;
    if (posix_memalign(&memory, 64, bytes)) {
      atomic_store(&missing, bytes);
      return NULL;
    }
    own.scratch[slot] = memory;
    own.scratch_size[slot] = bytes;
  }
  return own.scratch[slot];
}
