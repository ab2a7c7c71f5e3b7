#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

// A macro of zlib's, which Swift does not import. Window bits of 15 + 16: gzip files and nothing else.
static inline int czlib_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

#endif
