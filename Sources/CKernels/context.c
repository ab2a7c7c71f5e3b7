#include "ck_context.h"

#include <pthread.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEPT_NODES 0  // each node of its own, so that a use after release is seen
#endif
#endif
#ifndef KEPT_NODES
#define KEPT_NODES 1024
#endif

_Thread_local ck_context ck_thread_context = {.kept_limit = KEPT_NODES};

typedef struct {
  ck_export records[CK_EXPORTS];
  void (*release)(ck_origin);
  int64_t count;  // noted so far
} export_ring;

static _Thread_local export_ring own;
static _Thread_local void (*release_nodes)(void);
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void let_go(ck_export *record, void (*release)(ck_origin)) {
  ck_origin origin = record->origin;
  ck_cut *cut = record->cut;
  record->origin.object = NULL;
  record->cut = NULL;
  if (origin.object) release(origin);
  if (cut) ck_cut_drop(cut, release);
}

static void thread_ends(void *value) {
  export_ring *ring = value;
  for (int i = 0; i < CK_EXPORTS; i++) let_go(&ring->records[i], ring->release);
  ring->count = 0;
  ck_thread_context.kept_limit = 0;
  if (release_nodes) release_nodes();
}

static void make_key(void) { pthread_key_create(&key, thread_ends); }

static void know(void) {
  pthread_once(&once, make_key);
  pthread_setspecific(key, &own);
}

void ck_release_kept_nodes(void (*release)(void)) {
  know();
  release_nodes = release;
  ck_thread_context.keeps_nodes = true;
}

void ck_note_export(ck_export record, void (*release)(ck_origin)) {
  if (!own.release) {
    know();
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
