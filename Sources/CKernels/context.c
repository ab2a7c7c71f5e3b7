#include "ck_context.h"

#include <pthread.h>

_Thread_local ck_context ck_thread_context;

typedef struct {
  void *object;
  void (*release)(void *);
} kept_object;

static _Thread_local kept_object kept;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void thread_ends(void *value) {
  kept_object *object = value;
  ck_thread_context.exports = NULL;
  object->release(object->object);
}

static void make_key(void) { pthread_key_create(&key, thread_ends); }

void ck_keep_exports(void *exports, void (*release)(void *)) {
  pthread_once(&once, make_key);
  kept = (kept_object){exports, release};
  ck_thread_context.exports = exports;
  pthread_setspecific(key, &kept);
}
