#include "ck_threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define MOST 64
#define SPINS 2000

static inline void pause_cpu(void) {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

// One job at a time. Helpers sleep on `started`; whoever takes a part raises `next`.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t started = PTHREAD_COND_INITIALIZER;
static pthread_cond_t finished = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t one_job = PTHREAD_MUTEX_INITIALIZER;
static atomic_int wanted = 1;
static int helpers, busy;
static _Atomic uint64_t generation;
static bool flushes;

static void (*job_body)(void *, int64_t);
static void *job_context;
static int64_t job_parts;
static _Atomic int64_t next_part;

static void take_parts(void (*body)(void *, int64_t), void *context, int64_t parts) {
  for (;;) {
    int64_t part = atomic_fetch_add_explicit(&next_part, 1, memory_order_relaxed);
    if (part >= parts) return;
    body(context, part);
  }
}

static void *help(void *unused) {
  (void)unused;
  uint64_t seen = 0;
  pthread_mutex_lock(&lock);
  for (;;) {
    if (generation == seen) {
      // The next product of a training step comes within microseconds: worth a short look before
      // sleeping, which costs more than the product.
      pthread_mutex_unlock(&lock);
      for (int i = 0; i < SPINS && atomic_load(&generation) == seen; i++) pause_cpu();
      pthread_mutex_lock(&lock);
    }
    while (generation == seen) pthread_cond_wait(&started, &lock);
    seen = generation;
    void (*body)(void *, int64_t) = job_body;
    void *context = job_context;
    int64_t parts = job_parts;
    bool flush = flushes;
    if (!body) continue;
    busy++;
    pthread_mutex_unlock(&lock);
    if (flush) ck_flush_denormals();
    take_parts(body, context, parts);
    pthread_mutex_lock(&lock);
    if (--busy == 0) pthread_cond_signal(&finished);
  }
  return unused;
}

void ck_set_threads(int count) {
  atomic_store(&wanted, count < 1 ? 1 : count > MOST ? MOST : count);
}

int ck_threads(void) { return atomic_load_explicit(&wanted, memory_order_relaxed); }

void ck_parallel(int64_t parts, void (*body)(void *, int64_t), void *context) {
  int threads = ck_threads();
  if (parts < 2 || threads < 2 || pthread_mutex_trylock(&one_job) != 0) {
    for (int64_t part = 0; part < parts; part++) body(context, part);
    return;
  }
  pthread_mutex_lock(&lock);
  while (helpers < threads - 1) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int failed = pthread_create(&thread, &attributes, help, NULL);
    pthread_attr_destroy(&attributes);
    if (failed) break;
    helpers++;
  }
  job_body = body;
  job_context = context;
  job_parts = parts;
#if defined(__x86_64__)
  flushes = (_mm_getcsr() & 0x8000) != 0;
#endif
  atomic_store(&next_part, 0);
  generation++;
  pthread_cond_broadcast(&started);
  pthread_mutex_unlock(&lock);

  take_parts(body, context, parts);

  pthread_mutex_lock(&lock);
  job_body = NULL;  // who wakes now comes too late
  while (busy > 0) pthread_cond_wait(&finished, &lock);
  pthread_mutex_unlock(&lock);
  pthread_mutex_unlock(&one_job);
}

void ck_flush_denormals(void) {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#elif defined(__aarch64__)
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  __asm__ volatile("msr fpcr, %0" : : "r"(mode | (1u << 24)));
#endif
}
