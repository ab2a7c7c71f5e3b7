#include "ck_context.h"

#include <pthread.h>
#include <stddef.h>

_Thread_local ck_context ck_thread_context;

typedef struct {
  ck_export records[CK_EXPORTS];
  void (*release)(void *);
  int64_t count;  // noted so far
} export_ring;

static _Thread_local export_ring own;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void let_go(ck_export *record, void (*release)(void *)) {
  void *origin = record->origin;
  ck_cut *cut = record->cut;
  record->origin = record->cut = NULL;
  if (origin) release(origin);
  if (cut) ck_cut_drop(cut, release);
}

static void thread_ends(void *value) {
  export_ring *ring = value;
  for (int i = 0; i < CK_EXPORTS; i++) let_go(&ring->records[i], ring->release);
  ring->count = 0;
}

static void make_key(void) { pthread_key_create(&key, thread_ends); }

void ck_note_export(ck_export record, void (*release)(void *)) {
  if (!own.release) {
    pthread_once(&once, make_key);
    pthread_setspecific(key, &own);
    own.release = release;
  }
  ck_export *place = &own.records[own.count++ % CK_EXPORTS];
  let_go(place, release);
  *place = record;
}

const ck_export *ck_recent_export(int index) {
  if (index >= CK_EXPORTS || index >= own.count) return NULL;
  return &own.records[(own.count - 1 - index) % CK_EXPORTS];
}
