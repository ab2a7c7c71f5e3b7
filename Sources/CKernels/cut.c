#include "ck_cut.h"

#include <pthread.h>
#include <stdlib.h>

#include "ck_memory.h"

#define KIND(index) [index] = {.length = -1, .place = index}
ck_trail ck_cut_kinds[CK_CUT_KINDS] = {KIND(0), KIND(1), KIND(2), KIND(3),
                                       KIND(4), KIND(5), KIND(6), KIND(7)};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int kept;

static ck_trail after(ck_trail *before, const char *name, int32_t statement) {
  return (ck_trail){.before = before, .name = name, .statement = statement,
                    .length = before->length + 1, .place = before->place};
}

// The trail among those that are kept; NULL where no more are.
static ck_trail *keep(ck_trail *before, const char *name, int32_t statement) {
  ck_trail *found = NULL;
  pthread_mutex_lock(&lock);
  // Another thread may have come first.
  for (found = before->ways_on; found; found = found->beside)
    if (found->name == name && found->statement == statement) break;
  if (!found && kept < CK_KEPT_TRAILS && before->way_count < CK_KEPT_WAYS) {
    found = malloc(sizeof *found);
    if (!found) abort();
    *found = after(before, name, statement);
    found->beside = before->ways_on;
    __atomic_store_n(&before->ways_on, found, __ATOMIC_RELEASE);
    before->way_count++;
    kept++;
  }
  pthread_mutex_unlock(&lock);
  return found;
}

ck_trail *ck_trail_make(ck_trail *before, const char *name, int32_t statement) {
  ck_trail *trail = before->holders ? NULL : keep(before, name, statement);
  if (trail) return trail;
  trail = ck_allocate(sizeof *trail);
  if (!trail) abort();
  *trail = after(before, name, statement);
  trail->holders = 1;
  ck_trail_hold(before);
  return trail;
}

void ck_trail_free(ck_trail *trail) {
  do {
    ck_trail *before = trail->before;
    ck_release(trail, sizeof *trail);
    trail = before;
  } while (trail->holders && --trail->holders == 0);
}
