// The thread's grad mode: the one piece of state that is not passed around.
#ifndef DESCENT_CK_CONTEXT_H
#define DESCENT_CK_CONTEXT_H
#include <stdbool.h>
#include <stdint.h>

enum {
  CK_GRAD_ENABLED = 0,
  CK_GRAD_DISABLED = 1,  // torch.no_grad(): results remember that they were cut
  CK_GRAD_SILENT = 2,    // inside the engine itself: no graph and no cuts
};

typedef struct {
  uint8_t grad_mode;
  bool inference;      // torch.inference_mode()
  bool anomaly;        // torch.autograd.set_detect_anomaly(True)
  int32_t statement;   // the listing's line that runs, 1-based; 0 outside a listing
  void *exports;       // what item() and toArray() last read, owned by Swift
  uint64_t sequence;   // numbers the graph's nodes in the order they are made
} ck_context;

extern _Thread_local ck_context ck_thread_context;

// Hands `exports` to the thread, which calls `release` on it when it ends.
void ck_keep_exports(void *exports, void (*release)(void *));

static inline ck_context *ck_current(void) { return &ck_thread_context; }
#endif
