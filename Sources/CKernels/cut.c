#include "ck_cut.h"

#include <stdlib.h>

#include "ck_memory.h"

ck_cut *ck_cut_make(void) {
  ck_cut *cut = ck_allocate(sizeof *cut);
  if (!cut) abort();
  return cut;
}

void ck_cut_free(ck_cut *cut, void (*release)(ck_origin)) {
  do {
    ck_cut *before = cut->before;
    ck_origin origin = cut->origin;
    ck_release(cut, sizeof *cut);
    if (origin.object) release(origin);
    cut = before;
  } while (cut && --cut->holders == 0);
}
