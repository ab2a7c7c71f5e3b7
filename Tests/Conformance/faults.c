// Fails one call of the C library, chosen from outside: a library to preload.
//
//     FAULT=write:17 FAULT_MARK=fired LD_PRELOAD=./faults.so program
//
// fails the 17th write, and with FAULT=write:17+ that and all after it; `fired` is there then, and of
// a write it holds the descriptor. With FAULT=write:0 nothing fails, and `fired` holds how many there
// were. Counted are the calls of the process itself, not of those that it starts, and of writes those
// to a file or a terminal: one that wakes a thread through a pipe of its own does not fail. FAULT=exit:17
// ends the process with 1 at the 17th write to a terminal, as ncurses does where it gets no memory.
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

typedef enum { NONE, OPEN, WRITE, FSYNC, RENAME, MALLOC, THREAD, EXIT } kind;
static const struct { const char *name; int code; } kinds[] = {
    {"", 0},           {"open", EMFILE},   {"write", ENOSPC},          {"fsync", EIO},
    {"rename", EACCES}, {"malloc", ENOMEM}, {"pthread_create", EAGAIN},
    {"exit", 0},
};

static kind chosen = NONE;
static long which;
static bool stays;
static char mark[4096];
static atomic_long count;

// The system's own call: the file is no call of the program's.
static void leave_mark(long number) {
  char text[24];
  snprintf(text, sizeof text, "%ld\n", number);
  long file = syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return;
  syscall(SYS_write, file, text, strlen(text));
  syscall(SYS_close, file);
}

static bool fails_on(kind kind, int file) {
  if (kind != chosen) return false;
  long number = atomic_fetch_add(&count, 1) + 1;
  if (which == 0 || number < which || (number > which && !stays)) return false;
  if (number == which) leave_mark(file);
  errno = kinds[kind].code;
  return true;
}

static bool fails(kind kind) { return fails_on(kind, -1); }

__attribute__((constructor)) static void begin(void) {
  const char *fault = getenv("FAULT"), *path = getenv("FAULT_MARK");
  unsetenv("LD_PRELOAD");
  const char *colon = fault ? strchr(fault, ':') : NULL;
  if (!colon || !path) return;
  snprintf(mark, sizeof mark, "%s", path);
  char *end;
  which = strtol(colon + 1, &end, 10);
  stays = *end == '+';
  for (kind k = OPEN; k <= EXIT; k++)
    if (strncmp(fault, kinds[k].name, (size_t)(colon - fault)) == 0) chosen = k;
}

__attribute__((destructor)) static void end(void) {
  if (chosen != NONE && which == 0) leave_mark(atomic_load(&count));
}

// The library's own function of the name.
#define NEXT(result, name, ...)                                                       \
  static result (*next)(__VA_ARGS__);                                                 \
  if (!next) next = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static mode_t mode_of(int flags, va_list more) {
  return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
}

#define OPENS(name)                                      \
  int name(const char *path, int flags, ...) {           \
    NEXT(int, #name, const char *, int, mode_t);         \
    va_list more;                                        \
    va_start(more, flags);                               \
    mode_t mode = mode_of(flags, more);                  \
    va_end(more);                                        \
    return fails(OPEN) ? -1 : next(path, flags, mode);   \
  }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name)                                           \
  int name(int folder, const char *path, int flags, ...) {       \
    NEXT(int, #name, int, const char *, int, mode_t);            \
    va_list more;                                                \
    va_start(more, flags);                                       \
    mode_t mode = mode_of(flags, more);                          \
    va_end(more);                                                \
    return fails(OPEN) ? -1 : next(folder, path, flags, mode);   \
  }
OPENS_AT(openat)
OPENS_AT(openat64)

static bool write_fails(int file) {
  struct stat status;
  if (chosen != WRITE || fstat(file, &status) != 0) return false;
  return (S_ISREG(status.st_mode) || file <= 2 || isatty(file)) && fails_on(WRITE, file);
}

ssize_t write(int file, const void *bytes, size_t size) {
  NEXT(ssize_t, "write", int, const void *, size_t);
  if (chosen == EXIT && isatty(file) && fails_on(EXIT, file)) exit(1);
  return write_fails(file) ? -1 : next(file, bytes, size);
}

ssize_t writev(int file, const struct iovec *parts, int number) {
  NEXT(ssize_t, "writev", int, const struct iovec *, int);
  return write_fails(file) ? -1 : next(file, parts, number);
}

int fsync(int file) {
  NEXT(int, "fsync", int);
  return fails(FSYNC) ? -1 : next(file);
}

int rename(const char *from, const char *to) {
  NEXT(int, "rename", const char *, const char *);
  return fails(RENAME) ? -1 : next(from, to);
}

int renameat2(int a, const char *from, int b, const char *to, unsigned flags) {
  NEXT(int, "renameat2", int, const char *, int, const char *, unsigned);
  return fails(RENAME) ? -1 : next(a, from, b, to, flags);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*body)(void *), void *value) {
  NEXT(int, "pthread_create", pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  return fails(THREAD) ? kinds[THREAD].code : next(thread, how, body, value);
}

// Memory is asked for before a name can be looked up: glibc has second names for these.
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) { return fails(MALLOC) ? NULL : __libc_malloc(size); }
void *calloc(size_t number, size_t size) {
  return fails(MALLOC) ? NULL : __libc_calloc(number, size);
}
void *realloc(void *memory, size_t size) {
  return fails(MALLOC) ? NULL : __libc_realloc(memory, size);
}
void *aligned_alloc(size_t alignment, size_t size) {
  return fails(MALLOC) ? NULL : __libc_memalign(alignment, size);
}
int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (fails(MALLOC)) return ENOMEM;
  *memory = __libc_memalign(alignment, size);
  return *memory ? 0 : ENOMEM;
}
