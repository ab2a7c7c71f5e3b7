// The one call on files that Swift's view of the C library does not have.
#ifndef DESCENT_CFILES_H
#define DESCENT_CFILES_H
#include <stdbool.h>

// Makes each of two files or folders stand at the other's place, in one step that no reader sees
// half done. False where the system cannot.
bool cf_exchange(const char *a, const char *b);

#endif
