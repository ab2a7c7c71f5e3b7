#define _GNU_SOURCE 1
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "CNCurses.h"

volatile sig_atomic_t dn_is_open, dn_is_away;
struct termios dn_saved;
static int wake_pipe[2] = {-1, -1};
static uint64_t arrived;  // a bit for each signal taken from the pipe and not asked for yet

const char dn_reset_bytes[] =
    "\033[?1003l\033[?1002l\033[?1000l\033[?1006l\033[0m\033[?25h\033[?1049l\033[?1l\033>";

static const int noted[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT};

// A terminal that takes nothing more is not waited for: what calls this ends the process.
static void write_reset(int terminal) {
  struct pollfd room = {terminal, POLLOUT, 0};
  if (poll(&room, 1, 500) <= 0) return;
  int flags = fcntl(terminal, F_GETFL);
  fcntl(terminal, F_SETFL, flags | O_NONBLOCK);
  // What prints next begins a line of its own.
  if (write(terminal, dn_reset_bytes, sizeof dn_reset_bytes - 1) < 0 || write(terminal, "\r\n", 2) < 0) {
    /* there is no terminal any more */
  }
  fcntl(terminal, F_SETFL, flags);
}

// Only calls that are safe in a signal handler.
//
// Where another thread ends the process, the one that draws goes on until it is gone. What it writes
// from here on goes nowhere, so that nothing comes behind the last bytes; a write it is in the midst
// of holds the terminal, and ours waits for it.
static void give_back_at_once(void) {
  if (!dn_is_open || dn_is_away) return;
  dn_is_open = 0;
  int terminal = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY);
  if (terminal >= 0 && nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
  write_reset(terminal >= 0 ? terminal : STDOUT_FILENO);
  tcsetattr(STDIN_FILENO, TCSANOW, &dn_saved);
}

// With the default action, so that the exit status and the core dump are the signal's own.
static void end_at_once(int number) {
  give_back_at_once();
  signal(number, SIG_DFL);
  raise(number);
}

static int64_t milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// When the first signal came that asks for the end and was not heard yet; 0 for none.
static _Atomic int64_t asked_to_end;

// Who writes to a terminal that takes nothing more hears of no signal. A second one that asks for the
// end, a while after the first, ends the process then.
static bool is_deaf(int number) {
  if (number == SIGWINCH || number == SIGTSTP || number == SIGCONT) return false;
  int64_t none = 0, now = milliseconds_now();
  if (atomic_compare_exchange_strong(&asked_to_end, &none, now)) return false;
  return now - none >= 100;
}

static void note_signal(int number) {
  int kept = errno;
  if (dn_is_open && !dn_is_away && is_deaf(number)) end_at_once(number);
  unsigned char byte = (unsigned char)number;
  if (write(wake_pipe[1], &byte, 1) < 0) { /* the pipe is full: someone wakes anyway */
  }
  errno = kept;
}

void dn_install_handlers(void) {
  // Where ncurses gets no memory it calls exit itself.
  static bool is_asked_at_exit;
  if (!is_asked_at_exit) is_asked_at_exit = atexit(give_back_at_once) == 0;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  for (size_t i = 0; i < sizeof noted / sizeof *noted; i++) sigaction(noted[i], &action, NULL);
  action.sa_handler = end_at_once;
  action.sa_flags = SA_RESETHAND | SA_NODEFER;
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
    sigaction(crashes[i], &action, NULL);
}

// The runtime's own handlers, which are there before main, would ask for a key in a terminal.
void dn_crash_plainly(void) {
  struct sigaction now;
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
  // What was to be ignored from outside stays so.
  if (sigaction(SIGQUIT, NULL, &now) == 0 && now.sa_handler != SIG_IGN) signal(SIGQUIT, SIG_DFL);
}

void dn_remove_handlers(void) {
  for (size_t i = 0; i < sizeof noted / sizeof *noted; i++) signal(noted[i], SIG_DFL);
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
}

bool dn_open_pipe(void) {
  if (wake_pipe[0] >= 0) return true;
  if (pipe(wake_pipe) != 0) return false;
  for (int i = 0; i < 2; i++) {
    fcntl(wake_pipe[i], F_SETFL, O_NONBLOCK);
    fcntl(wake_pipe[i], F_SETFD, FD_CLOEXEC);
  }
  return true;
}

// Empties the pipe here and nowhere else: what wakes after this has returned, while the caller
// looks at what there is, ends the next wait.
bool dn_wait(int milliseconds) {
  struct pollfd fds[2] = {{STDIN_FILENO, POLLIN, 0}, {wake_pipe[0], POLLIN, 0}};
  bool is_woken = poll(fds, 2, milliseconds) > 0 && (fds[1].revents & POLLIN);
  unsigned char byte;
  while (read(wake_pipe[0], &byte, 1) == 1)
    if (byte < 64) arrived |= 1ull << byte;
  atomic_store(&asked_to_end, 0);
  arrived &= ~1ull;  // a wake-up is no signal
  return is_woken;
}

void dn_wake(void) {
  unsigned char byte = 0;
  if (wake_pipe[1] >= 0 && write(wake_pipe[1], &byte, 1) < 0) { /* full: it wakes anyway */
  }
}

int dn_next_signal(void) {
  if (!arrived) return 0;
  int number = __builtin_ctzll(arrived);
  arrived &= arrived - 1;
  return number;
}
