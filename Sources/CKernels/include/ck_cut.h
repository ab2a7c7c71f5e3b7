// The records behind Swift's GradientCut: one for each op that hands a cut on. Evaluation makes a
// dozen an epoch, so they are plain memory of the thread's pool, with a plain count of holders.
#ifndef DESCENT_CK_CUT_H
#define DESCENT_CK_CUT_H
#include <stdint.h>

// What a gradient path led from, held.
typedef struct {
  void *object;  // NULL for nothing
  uint8_t kind;  // what it is: Swift's business
} ck_origin;

typedef struct ck_cut {
  int64_t holders;  // not atomic: a tensor and its cuts belong to one thread at a time
  struct ck_cut *before;  // the record of the op before, held; NULL at the cut itself
  ck_origin origin;       // at the cut itself: what was cut from
  const char *name;       // of the op, for good
  int32_t statement;
  int32_t length;  // ops between the cut and here; 0 at the cut itself
  int32_t depth;   // how many cuts lie one behind the other, this one included
  uint8_t place;   // of the cut's kind in the list of kinds
} ck_cut;

// A record with one holder, which the caller fills in; ends the process when memory is gone.
ck_cut *ck_cut_make(void);
// Gives back a record that nobody holds, and those before it that only it held.
void ck_cut_free(ck_cut *cut, void (*release)(ck_origin origin));

static inline void ck_cut_hold(ck_cut *cut) { cut->holders++; }
static inline void ck_cut_drop(ck_cut *cut, void (*release)(ck_origin origin)) {
  if (--cut->holders == 0) ck_cut_free(cut, release);
}
#endif
