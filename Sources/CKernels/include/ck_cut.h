// The trails behind Swift's GradientCut: where a gradient path ended, and the ops since. Evaluation
// makes a dozen an epoch, the same ones every time. So the first few thousand different trails are
// kept for good, each found from the one before it, for all threads; only those past that are made
// and let go.
#ifndef DESCENT_CK_CUT_H
#define DESCENT_CK_CUT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What a gradient path led from, held.
typedef struct {
  void *object;  // NULL for nothing
  uint8_t kind;  // what it is: Swift's business
} ck_origin;

typedef struct ck_trail {
  struct ck_trail *before;  // the trail up to the op before, held; of the cut itself, its kind
  const char *name;         // of the last op, for good
  int32_t statement;        // that ran it
  int32_t length;           // ops between the cut and here; 0 at the cut itself
  struct ck_trail *ways_on;  // kept trails that go one op further, as `beside` links them
  struct ck_trail *beside;
  // 0 for a trail that is kept. Not atomic: the others belong to their tensors' thread.
  int64_t holders;
  int32_t way_count;
  uint8_t place;  // of the cut's kind in the list of kinds
} ck_trail;

enum { CK_CUT_KINDS = 8 };

// What the trails of each kind begin with.
extern ck_trail ck_cut_kinds[CK_CUT_KINDS];
static inline ck_trail *ck_cut_kind(int place) { return &ck_cut_kinds[place]; }

// Trails past these numbers are not kept: of all, and of those that go on from one.
enum { CK_KEPT_TRAILS = 4096, CK_KEPT_WAYS = 16 };

// What ck_trail_on does for a way that was not found.
ck_trail *ck_trail_make(ck_trail *before, const char *name, int32_t statement);
// Gives back a trail that nobody holds, and those before it that only it held.
void ck_trail_free(ck_trail *trail);

// The trail one op further, which needs no holders, if it is kept; else NULL.
static inline ck_trail *ck_trail_kept(ck_trail *before, const char *name, int32_t statement) {
  ck_trail *way = __atomic_load_n(&before->ways_on, __ATOMIC_ACQUIRE);
  for (; way; way = way->beside)
    if (way->name == name && way->statement == statement) return way;
  return NULL;
}
// The trail one op further, with one more holder; ends the process when memory is gone.
static inline ck_trail *ck_trail_on(ck_trail *before, const char *name, int32_t statement) {
  ck_trail *way = ck_trail_kept(before, name, statement);
  return way ? way : ck_trail_make(before, name, statement);
}
// Whether nobody has to hold the trail; so too for none.
static inline bool ck_trail_is_free(const ck_trail *trail) { return !trail || !trail->holders; }
static inline void ck_trail_hold(ck_trail *trail) {
  if (trail->holders) trail->holders++;
}
static inline void ck_trail_drop(ck_trail *trail) {
  if (trail->holders && --trail->holders == 0) ck_trail_free(trail);
}
#endif
