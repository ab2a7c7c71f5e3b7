// The thread's grad mode: the one piece of state that is not passed around.
#ifndef DESCENT_CK_CONTEXT_H
#define DESCENT_CK_CONTEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ck_cut.h"

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
  uint64_t sequence;   // numbers the graph's nodes in the order they are made
  // Nodes that nobody holds: those whose contents still have to be let go, and empty ones that are
  // kept for the next ops. Each holds the next.
  void *dying_nodes, *kept_nodes;
  int32_t kept_count, kept_limit;
  bool is_letting_go;  // somebody up the stack empties dying_nodes
  bool cleans_up;      // ck_at_thread_end was called
} ck_context;

extern _Thread_local ck_context ck_thread_context;

// A value that item() or toArray() handed out.
typedef struct {
  ck_origin origin;      // the node or leaf behind the tensor or its cut, held by this record
  ck_trail *trail;       // the cut's trail, held; NULL where there was none
  uint64_t fingerprint;  // of the bits
  int64_t count;
  int32_t statement;
  bool is_number;
} ck_export;

enum { CK_EXPORTS = 4 };  // few: a record keeps its graph alive; a power of two

typedef struct {
  ck_export records[CK_EXPORTS];
  uint32_t count;  // noted so far
} ck_exports;

extern _Thread_local ck_exports ck_thread_exports;

// The place of the thread's oldest record, which the caller lets go of, for a new one.
static inline ck_export *ck_oldest_export(void) {
  return &ck_thread_exports.records[ck_thread_exports.count % CK_EXPORTS];
}
// A new record stands there.
static inline void ck_count_export(void) { ck_thread_exports.count++; }
// The thread's records, newest first; NULL from the last on.
static inline const ck_export *ck_recent_export(int index) {
  uint32_t count = ck_thread_exports.count;
  if (index >= CK_EXPORTS || (uint32_t)index >= count) return NULL;
  return &ck_thread_exports.records[(count - 1 - (uint32_t)index) % CK_EXPORTS];
}

// Has `release` called when the thread ends, to give up what it keeps.
void ck_at_thread_end(void (*release)(void));

static inline ck_context *ck_current(void) { return &ck_thread_context; }
static inline int32_t *ck_current_statement(void) { return &ck_thread_context.statement; }
#endif
