// Swift's own counting of references without atomic instructions, which its compiler calls under
// -assume-single-threaded. For objects that only one thread at a time can reach.
#ifndef DESCENT_CK_OBJECTS_H
#define DESCENT_CK_OBJECTS_H

void *swift_nonatomic_retain(void *object);
void swift_nonatomic_release(void *object);
#endif
