#include "ck_context.h"

#include <pthread.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEPT_NODES 0  // each node of its own, so that a use after release is seen
#endif
#endif
#ifndef KEPT_NODES
#define KEPT_NODES 1024
#endif

_Thread_local ck_context ck_thread_context = {.kept_limit = KEPT_NODES};

void ck_begin_exports(ck_context *context) {
  for (int i = 0; i < CK_EXPORTS; i++)
    context->exports[i] = (ck_export){.next = &context->exports[(i + 1) % CK_EXPORTS]};
  context->oldest_export = context->exports;
}

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void thread_ends(void *value) {
  ck_thread_context.kept_limit = 0;
  ((void (*)(void))value)();
}

static void make_key(void) { pthread_key_create(&key, thread_ends); }

void ck_at_thread_end(void (*release)(void)) {
  pthread_once(&once, make_key);
  pthread_setspecific(key, (void *)release);
  ck_thread_context.cleans_up = true;
}
