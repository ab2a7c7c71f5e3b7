// The plain matrix product of any element type.
#ifndef DESCENT_CK_MATMUL_H
#define DESCENT_CK_MATMUL_H
#include "ck_dtype.h"

// c [m, n] = a [m, k] · b [k, n]; row and column strides count elements, c's columns are adjacent.
void ck_matmul(ck_dtype type, int64_t m, int64_t n, int64_t k, const void *a, int64_t a_row,
               int64_t a_col, const void *b, int64_t b_row, int64_t b_col, void *c, int64_t c_row);
#endif
