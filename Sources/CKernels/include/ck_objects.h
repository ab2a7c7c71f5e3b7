// Swift's objects, as far as they are counted beside its own way.
#ifndef DESCENT_CK_OBJECTS_H
#define DESCENT_CK_OBJECTS_H
#include <stdbool.h>
#include <stdint.h>

// Swift's own counting of references without atomic instructions, which its compiler calls under
// -assume-single-threaded. For objects that only one thread at a time can reach.
void *swift_nonatomic_retain(void *object);
void swift_nonatomic_release(void *object);

// How a Swift object begins: two words of Swift's own, then its first property. Of all that Swift
// calls HolderCounted this is the number of holders, so that it is found without asking what the
// object is.
typedef struct {
  uintptr_t swift[2];
  int32_t holders;
} ck_counted;

// The word in which Swift counts references of every kind, and what it is for an object that one
// place refers to: no strong reference beside that one, none that is weak, and among those that are
// unowned the object's own, which counts two; the last bit says that it is no class of Objective-C.
static inline uintptr_t ck_references(const void *object) {
  return ((const ck_counted *)object)->swift[1];
}
static const uintptr_t CK_SOLE_REFERENCE = 3;

// Counts one more holder where there is one already; false for none, and for nothing.
static inline bool ck_hold_again(void *object) {
  ck_counted *counted = object;
  if (!counted || !counted->holders) return false;
  counted->holders++;
  return true;
}
// Counts one holder less; whether that was the last one. Never so for nothing.
static inline bool ck_drop_last(void *object) {
  ck_counted *counted = object;
  return counted && --counted->holders == 0;
}
#endif
