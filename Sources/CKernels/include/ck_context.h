// The thread's grad mode: the one piece of state that is not passed around.
#ifndef DESCENT_CK_CONTEXT_H
#define DESCENT_CK_CONTEXT_H
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  bool grad_disabled;   // torch.no_grad()
  bool inference;       // torch.inference_mode()
  bool anomaly;         // torch.autograd.set_detect_anomaly(True)
  int32_t statement;    // the listing's line that runs, 1-based; 0 outside a listing
} ck_context;

extern _Thread_local ck_context ck_thread_context;

static inline ck_context *ck_current(void) { return &ck_thread_context; }
#endif
