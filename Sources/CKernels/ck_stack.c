#include "ck_stack.h"

#include <pthread.h>
#include <stddef.h>

// The main thread's stack has no size where its limit is none; then so much is taken for granted.
enum { UNLIMITED = 8 << 20 };

__attribute__((noinline)) uintptr_t ck_stack_address(void) {
  return (uintptr_t)__builtin_frame_address(0);
}

uintptr_t ck_stack_end(void) {
#ifdef __APPLE__
  pthread_t self = pthread_self();
  return (uintptr_t)pthread_get_stackaddr_np(self) - pthread_get_stacksize_np(self);
#else
  pthread_attr_t attributes;
  uintptr_t here = ck_stack_address();
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return here - UNLIMITED / 16;
  void *start = NULL;
  size_t size = 0;
  pthread_attr_getstack(&attributes, &start, &size);
  pthread_attr_destroy(&attributes);
  if (size > (size_t)1 << 28) return here - UNLIMITED + (UNLIMITED >> 4);
  return (uintptr_t)start;
#endif
}
