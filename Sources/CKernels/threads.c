#include "ck_threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "ck_cpu.h"

enum { MOST = 64, LINE = 64 };
// How long a helper looks for the next job, and the caller for the helpers' end, before it sleeps:
// waking costs tens of microseconds, more than most products of a training step.
static const int64_t patience = 100000;  // nanoseconds

// One job at a time. `state` is the job's number, whether helpers may join, and how many are in:
// a helper that wakes late finds the job closed, and nobody waits for it.
#define INSIDE 0xffu
#define OPEN 0x100u
#define NUMBER(state) ((state) >> 9)
static _Atomic uint64_t state;

static struct {
  void (*body)(void *, int64_t);
  void *context;
  int threads;
  uint64_t float_mode;
  ck_cpu cpu;
} job;

// Each thread begins with its own share of the parts, always the same one, so that it finds its
// data in its own cache from one op to the next; then it takes over what others have left.
static struct {
  _Alignas(LINE) _Atomic int64_t next;
  int64_t last;
} shares[MOST];

static atomic_flag is_taken = ATOMIC_FLAG_INIT;  // one caller at a time
static int helpers;                              // the caller's, as the job is
static atomic_int wanted = 1;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t started = PTHREAD_COND_INITIALIZER;
static pthread_cond_t finished = PTHREAD_COND_INITIALIZER;
static atomic_int sleepers, caller_sleeps;

static inline void pause_cpu(void) {
#if defined(__x86_64__)
  _mm_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// How this thread rounds and what it does with denormals: helpers do as their caller does.
static uint64_t float_mode(void) {
#if defined(__x86_64__)
  return _mm_getcsr() & ~0x3fu;  // without the flags of what has happened
#elif defined(__aarch64__)
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
  return mode;
#else
  return 0;
#endif
}

static void set_float_mode(uint64_t mode) {
#if defined(__x86_64__)
  _mm_setcsr((unsigned)mode);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"(mode));
#else
  (void)mode;
#endif
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

// Looks for a while until `state & mask` is no longer `value`; false when it still is.
static bool changes(uint64_t mask, uint64_t value) {
  const int64_t start = now();
  do {
    for (int i = 0; i < 64; i++) {
      if ((atomic_load_explicit(&state, memory_order_acquire) & mask) != value) return true;
      pause_cpu();
    }
  } while (now() - start < patience);
  return false;
}

static void take_parts(int thread) {
  void (*const body)(void *, int64_t) = job.body;
  void *const context = job.context;
  const int threads = job.threads;
  for (int i = 0; i < threads; i++) {
    const int owner = (thread + i) % threads;
    const int64_t last = shares[owner].last;
    for (;;) {
      if (atomic_load_explicit(&shares[owner].next, memory_order_relaxed) >= last) break;
      const int64_t part =
          atomic_fetch_add_explicit(&shares[owner].next, 1, memory_order_relaxed);
      if (part >= last) break;
      body(context, part);
    }
  }
}

// Enters the job that is announced; false when there is none or it was closed.
static bool join(uint64_t *seen) {
  uint64_t found = atomic_load(&state);
  while ((found & OPEN) && NUMBER(found) != *seen)
    if (atomic_compare_exchange_weak(&state, &found, found + 1)) {
      *seen = NUMBER(found);
      return true;
    }
  *seen = NUMBER(found);
  return false;
}

static void *help(void *number) {
  const int thread = (int)(intptr_t)number;
  uint64_t seen = 0;
  for (;;) {
    if (join(&seen)) {
      if (thread < job.threads) {
        set_float_mode(job.float_mode);
        ck_use_cpu(job.cpu);
        take_parts(thread);
      }
      const uint64_t before = atomic_fetch_sub(&state, 1);
      if ((before & INSIDE) == 1 && atomic_load(&caller_sleeps)) {
        pthread_mutex_lock(&lock);
        pthread_cond_signal(&finished);
        pthread_mutex_unlock(&lock);
      }
    }
    const uint64_t number_bits = ~(uint64_t)(INSIDE | OPEN);
    if (changes(number_bits, seen << 9)) continue;
    pthread_mutex_lock(&lock);
    atomic_fetch_add(&sleepers, 1);
    while (NUMBER(atomic_load(&state)) == seen) pthread_cond_wait(&started, &lock);
    atomic_fetch_sub(&sleepers, 1);
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void hire(int count) {
  while (helpers < count) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    const int failed =
        pthread_create(&thread, &attributes, help, (void *)(intptr_t)(helpers + 1));
    pthread_attr_destroy(&attributes);
    if (failed) return;
    helpers++;
  }
}

void ck_set_threads(int count) {
  atomic_store(&wanted, count < 1 ? 1 : count > MOST ? MOST : count);
}

int ck_threads(void) { return atomic_load_explicit(&wanted, memory_order_relaxed); }

void ck_parallel(int64_t parts, void (*body)(void *, int64_t), void *context) {
  const int threads = ck_threads();
  if (parts < 2 || threads < 2 || atomic_flag_test_and_set(&is_taken)) {
    for (int64_t part = 0; part < parts; part++) body(context, part);
    return;
  }
  hire(threads - 1);
  job.body = body;
  job.context = context;
  job.threads = threads;
  job.float_mode = float_mode();
  job.cpu = ck_cpu_kind();
  for (int i = 0; i < threads; i++) {
    atomic_store_explicit(&shares[i].next, parts * i / threads, memory_order_relaxed);
    shares[i].last = parts * (i + 1) / threads;
  }
  const uint64_t number = NUMBER(atomic_load(&state)) + 1;
  atomic_store(&state, number << 9 | OPEN);
  if (atomic_load(&sleepers) > 0) {
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&started);
    pthread_mutex_unlock(&lock);
  }

  take_parts(0);

  const uint64_t idle = number << 9;
  uint64_t found = atomic_fetch_and(&state, ~(uint64_t)OPEN) & ~(uint64_t)OPEN;
  while (found != idle) {
    if (!changes(~(uint64_t)0, found)) {
      pthread_mutex_lock(&lock);
      atomic_store(&caller_sleeps, 1);
      while (atomic_load(&state) != idle) pthread_cond_wait(&finished, &lock);
      atomic_store(&caller_sleeps, 0);
      pthread_mutex_unlock(&lock);
    }
    found = atomic_load(&state);
  }
  atomic_flag_clear(&is_taken);
}

void ck_parallel_for(double operations, int64_t parts, void (*body)(void *, int64_t),
                     void *context) {
  if (operations >= 3e6) {
    ck_parallel(parts, body, context);
    return;
  }
  for (int64_t part = 0; part < parts; part++) body(context, part);
}

void ck_flush_denormals(void) {
#if defined(__x86_64__)
  set_float_mode(float_mode() | 0x8040);
#elif defined(__aarch64__)
  set_float_mode(float_mode() | 1u << 24);
#endif
}
