// The thread's grad mode: the one piece of state that is not passed around.
#ifndef DESCENT_CK_CONTEXT_H
#define DESCENT_CK_CONTEXT_H
#include <stdbool.h>
#include <stdint.h>

typedef enum : uint8_t {
  CK_GRAD_ENABLED = 0,
  CK_GRAD_DISABLED = 1,  // torch.no_grad(): results remember that they were cut
  CK_GRAD_SILENT = 2,    // inside the engine itself: no graph and no cuts
} ck_grad_mode;

typedef struct {
  ck_grad_mode grad_mode;
  bool inference;     // torch.inference_mode()
  bool anomaly;       // torch.autograd.set_detect_anomaly(True)
  int32_t statement;  // the listing's line that runs, 1-based; 0 outside a listing
  uint64_t sequence;  // numbers ops in the order they are recorded
} ck_context;

extern _Thread_local ck_context ck_thread_context;

static inline ck_context *_Nonnull ck_current(void) { return &ck_thread_context; }
#endif
