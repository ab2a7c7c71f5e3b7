// The thread's grad mode: the one piece of state that is not passed around.
#ifndef DESCENT_CK_CONTEXT_H
#define DESCENT_CK_CONTEXT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ck_cut.h"
#include "ck_memory.h"

enum {
  CK_GRAD_ENABLED = 0,
  CK_GRAD_DISABLED = 1,  // torch.no_grad(): results remember that they were cut
  CK_GRAD_SILENT = 2,    // inside the engine itself: no graph and no cuts
};

// A value that item() or toArray() handed out.
typedef struct ck_export {
  ck_origin origin;      // the node or leaf behind the tensor or its cut, held by this record
  ck_trail *trail;       // the cut's trail, held; NULL where there was none
  uint64_t fingerprint;  // of the bits
  int64_t count;
  int32_t statement;
  bool is_number;
  struct ck_export *next;  // the record that was noted after this one
} ck_export;

enum { CK_EXPORTS = 4 };  // few: a record keeps its graph alive

// Tensors of one size of memory that nobody holds, for the next ops.
enum { CK_KEPT_SIZES = 10, CK_KEPT_TENSORS = 8 };  // up to 32 KiB, and so many of each
typedef struct {
  void *tensors[CK_KEPT_TENSORS];
  int32_t count;
} ck_kept_tensors;

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
  ck_kept_tensors kept_tensors[CK_KEPT_SIZES];
  // What ck_references says of a tensor that only one place refers to; 0 until that is known.
  uintptr_t sole_reference;
  bool is_letting_go;  // somebody up the stack empties dying_nodes
  bool cleans_up;      // ck_at_thread_end was called
  // The thread's last exports, a ring: the next one takes the oldest one's place. NULL until
  // ck_begin_exports.
  ck_export *oldest_export;
  ck_export exports[CK_EXPORTS];
} ck_context;

extern _Thread_local ck_context ck_thread_context;

// Makes all records empty, which hold nothing then.
void ck_begin_exports(ck_context *context);

// Has `release` called when the thread ends, to give up what it keeps.
void ck_at_thread_end(void (*release)(void));

// The list that a tensor of so many bytes is kept in; NULL for large ones.
static inline ck_kept_tensors *ck_kept_of(ck_context *context, size_t bytes) {
  const int size = ck_size_class(bytes);
  return size < CK_KEPT_SIZES ? &context->kept_tensors[size] : NULL;
}
static inline void *ck_take_kept(ck_kept_tensors *kept) {
  return kept && kept->count ? kept->tensors[--kept->count] : NULL;
}
static inline bool ck_has_room(const ck_kept_tensors *kept) {
  return kept && kept->count < CK_KEPT_TENSORS;
}
static inline void ck_keep(ck_kept_tensors *kept, void *tensor) {
  kept->tensors[kept->count++] = tensor;
}

static inline ck_context *ck_current(void) { return &ck_thread_context; }
static inline int32_t *ck_current_statement(void) { return &ck_thread_context.statement; }
#endif
