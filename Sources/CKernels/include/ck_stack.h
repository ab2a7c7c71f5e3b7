// Where the thread's stack is, for whoever must not run off its end.
#ifndef DESCENT_CK_STACK_H
#define DESCENT_CK_STACK_H
#include <stdint.h>

// An address in the caller's frame; the real stack's also where a sanitizer keeps locals elsewhere.
uintptr_t ck_stack_address(void);

// The lowest address that the thread's stack may reach.
uintptr_t ck_stack_end(void);

#endif
