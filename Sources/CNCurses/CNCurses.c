#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "CNCurses.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static SCREEN *screen;
static volatile sig_atomic_t is_open;  // from before the terminal is changed until it is as it was
static volatile sig_atomic_t is_away;  // the terminal is another program's for a while
static struct termios saved;
static int wake_pipe[2] = {-1, -1};
static uint64_t arrived;  // a bit for each signal taken from the pipe and not asked for yet

// Leaves the alternate screen, shows the cursor, resets colours, and stops mouse reports.
static const char reset_bytes[] =
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
  if (write(terminal, reset_bytes, sizeof reset_bytes - 1) < 0 || write(terminal, "\r\n", 2) < 0) {
    /* there is no terminal any more */
  }
  fcntl(terminal, F_SETFL, flags);
}

// Only calls that are safe in a signal handler; then the default action, so that the exit status
// and the core dump are the signal's own.
//
// Where another thread crashed, the one that draws goes on until the process is gone. What it writes
// from here on goes nowhere, so that nothing comes behind the last bytes; a write it is in the midst
// of holds the terminal, and ours waits for it.
static void end_at_once(int number) {
  if (is_open && !is_away) {
    is_open = 0;
    int terminal = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY);
    if (terminal >= 0 && nowhere >= 0) dup2(nowhere, STDOUT_FILENO);
    write_reset(terminal >= 0 ? terminal : STDOUT_FILENO);
    tcsetattr(STDIN_FILENO, TCSANOW, &saved);
  }
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
  if (is_open && !is_away && is_deaf(number)) end_at_once(number);
  unsigned char byte = (unsigned char)number;
  if (write(wake_pipe[1], &byte, 1) < 0) { /* the pipe is full: someone wakes anyway */
  }
  errno = kept;
}

static void install_handlers(void) {
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

static void remove_handlers(void) {
  for (size_t i = 0; i < sizeof noted / sizeof *noted; i++) signal(noted[i], SIG_DFL);
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) signal(crashes[i], SIG_DFL);
}

// ncurses has no word for this; what it holds back itself comes later.
static void write_bytes(const char *bytes) {
  if (write(STDOUT_FILENO, bytes, strlen(bytes)) < 0) { /* nobody is there to see it */
  }
}

static void leave_mouse(void) {
  if (mousemask(0, NULL) == 0) write_bytes("\033[?1002l\033[?1006l");
}

// Beyond ncurses' own keys: it has no name for an arrow with Ctrl or Alt, and reads the mouse of a
// TERM such as screen or tmux in a form whose columns end at 223.
enum { WORD_LEFT = KEY_MAX + 1, WORD_RIGHT, SGR_MOUSE };

static void set_modes(void) {
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  define_key("\033[1;5D", WORD_LEFT);
  define_key("\033[1;5C", WORD_RIGHT);
  define_key("\033[1;3D", WORD_LEFT);
  define_key("\033[1;3C", WORD_RIGHT);
  define_key("\033[<", SGR_MOUSE);
  nodelay(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  leaveok(stdscr, TRUE);
  // No clicks made by ncurses: it would hold back every key until it knows.
  mouseinterval(0);
  if (mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED |
                    REPORT_MOUSE_POSITION, NULL))
    write_bytes("\033[?1002h\033[?1006h");  // moves too while the button is held; numbers of any size
}

// ncurses does not see whether what it writes arrives, so the last of it is written twice.
static void give_back(void) {
  leave_mouse();
  endwin();
  write_bytes(reset_bytes);
  tcsetattr(STDIN_FILENO, TCSANOW, &saved);
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

bool dn_open(void) {
  if (is_open) return true;
  setlocale(LC_ALL, "");
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return false;
  if (tcgetattr(STDIN_FILENO, &saved) != 0) return false;
  if (!dn_open_pipe()) return false;
  // Before newterm: it leaves alone what has a handler. A SIGTSTP of its own it would ignore while
  // it draws, and a Ctrl-Z in that moment would be lost.
  install_handlers();
  is_open = 1;
  screen = newterm(NULL, stdout, stdin);
  if (!screen) {
    is_open = 0;
    remove_handlers();
    return false;
  }
  set_term(screen);
  // Without a way to say where text goes there is no screen.
  const char *place = tigetstr("cup");
  if (!place || place == (const char *)-1) {
    endwin();
    delscreen(screen);
    screen = NULL;
    is_open = 0;
    remove_handlers();
    return false;
  }
  set_modes();
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  return true;
}

void dn_close(void) {
  if (!is_open) return;
  give_back();
  delscreen(screen);
  screen = NULL;
  is_open = 0;
}

void dn_suspend(void) {
  if (!is_open) return;
  give_back();
  is_away = 1;
}

void dn_resume(void) {
  if (!is_open) return;
  is_away = 0;
  set_modes();
  refresh();
  redrawwin(stdscr);
}

bool dn_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int dn_colors(void) { return has_colors() ? COLORS : 0; }

void dn_set_pair(int pair, int foreground, int background) {
  init_extended_pair(pair, foreground, background);
}

void dn_set_ground(int pair) {
  cchar_t blank;
  int wide_pair = pair;
  setcchar(&blank, L" ", A_NORMAL, (short)pair, &wide_pair);
  bkgrnd(&blank);
}

void dn_put(int y, int x, const wchar_t *text, int attributes, int pair) {
  attr_t attrs = A_NORMAL;
  if (attributes & DN_BOLD) attrs |= A_BOLD;
  if (attributes & DN_DIM) attrs |= A_DIM;
  if (attributes & DN_UNDERLINE) attrs |= A_UNDERLINE;
  if (attributes & DN_REVERSE) attrs |= A_REVERSE;
  if (attributes & DN_ITALIC) attrs |= A_ITALIC;
  int wide_pair = pair;
  attr_set(attrs, (short)pair, &wide_pair);
  mvaddwstr(y, x, text);
}

void dn_send(const char *bytes) {
  refresh();
  fflush(stdout);
  size_t left = strlen(bytes);
  while (left > 0) {
    ssize_t sent = write(STDOUT_FILENO, bytes, left);
    if (sent < 0 && errno != EINTR && errno != EAGAIN) return;
    if (sent > 0) {
      bytes += sent;
      left -= (size_t)sent;
    }
  }
}

void dn_refresh(void) { refresh(); }

void dn_redraw(void) {
  clearok(curscr, TRUE);
  refresh();
}

// What the terminal shows now is not known: a resize may have moved it, and back again.
void dn_clear(void) {
  erase();
  clearok(curscr, TRUE);
}

void dn_size(int *columns, int *rows) {
  struct winsize size;
  *columns = 80;
  *rows = 24;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    *columns = size.ws_col;
    *rows = size.ws_row;
  }
}

void dn_resize(int columns, int rows) { resizeterm(rows, columns); }

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

static int key_code(wint_t key) {
  switch (key) {
    case KEY_UP: return DN_KEY_UP;
    case KEY_DOWN: return DN_KEY_DOWN;
    case KEY_LEFT: return DN_KEY_LEFT;
    case KEY_RIGHT: return DN_KEY_RIGHT;
    case KEY_HOME: return DN_KEY_HOME;
    case KEY_END: return DN_KEY_END;
    case KEY_PPAGE: return DN_KEY_PAGE_UP;
    case KEY_NPAGE: return DN_KEY_PAGE_DOWN;
    case KEY_BACKSPACE: return DN_KEY_BACKSPACE;
    case KEY_DC: return DN_KEY_DELETE;
    case KEY_ENTER: return DN_KEY_ENTER;
    case KEY_BTAB: return DN_KEY_BACKTAB;
    case WORD_LEFT: return DN_KEY_WORD_LEFT;
    case WORD_RIGHT: return DN_KEY_WORD_RIGHT;
    default: return 0;
  }
}

static dn_event mouse_event(MEVENT mouse) {
  dn_event event = {3, 0, mouse.x, mouse.y};
  event.code = mouse.bstate & BUTTON1_PRESSED    ? DN_MOUSE_PRESS
               : mouse.bstate & BUTTON1_RELEASED ? DN_MOUSE_RELEASE
               : mouse.bstate & BUTTON4_PRESSED  ? DN_MOUSE_WHEEL_UP
               : mouse.bstate & BUTTON5_PRESSED  ? DN_MOUSE_WHEEL_DOWN
                                                 : DN_MOUSE_MOVE;
  return event;
}

// Mouse events that came in one burst: ncurses says so once, and gives the newest first.
static MEVENT burst[16];
static int burst_count;

static void take_burst(void) {
  while (burst_count < 16 && getmouse(&burst[burst_count]) == OK) burst_count++;
}

// What has come of `ESC [ < button ; column ; row M`; the rest of it may come later.
static struct {
  bool is_open;
  int numbers[3];
  int count;
} report;

// Takes one more character of a report; an event once it is whole.
static dn_event report_event(wint_t key) {
  dn_event event = {0, 0, 0, 0};
  if (key >= '0' && key <= '9') {
    int *number = &report.numbers[report.count];
    if (*number < 100000) *number = *number * 10 + (int)(key - '0');
    return event;
  }
  if (key == ';' && report.count < 2) {
    report.count++;
    return event;
  }
  report.is_open = false;
  if ((key != 'M' && key != 'm') || report.count < 2) return event;
  int button = report.numbers[0] & ~(4 | 8 | 16);  // without shift, alt and control
  event.kind = 3;
  event.x = report.numbers[1] - 1;
  event.y = report.numbers[2] - 1;
  event.code = key == 'm'     ? DN_MOUSE_RELEASE
               : button == 64 ? DN_MOUSE_WHEEL_UP
               : button == 65 ? DN_MOUSE_WHEEL_DOWN
               : button == 0  ? DN_MOUSE_PRESS
                              : DN_MOUSE_MOVE;
  // Other buttons do nothing.
  if (event.code == DN_MOUSE_MOVE && button < 32) event.kind = 0;
  return event;
}

dn_event dn_next_event(void) {
  dn_event event = {0, 0, 0, 0};
  if (burst_count > 0) return mouse_event(burst[--burst_count]);
  wint_t key = 0;
  int kind = get_wch(&key);
  if (report.is_open && kind == OK) {
    event = report_event(key);
    return event.kind ? event : dn_next_event();
  }
  if (kind == KEY_CODE_YES && key == SGR_MOUSE) {
    memset(&report, 0, sizeof report);
    report.is_open = true;
    return dn_next_event();
  }
  if (kind == ERR) {
    // Nothing typed, or nobody left to type.
    struct pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (poll(&input, 1, 0) > 0 && (input.revents & (POLLHUP | POLLERR | POLLNVAL))) event.kind = 4;
    return event;
  }
  if (kind == KEY_CODE_YES && key == KEY_MOUSE) {
    take_burst();
    return dn_next_event();
  }
  if (kind == KEY_CODE_YES) {
    event.code = (uint32_t)key_code(key);
    event.kind = event.code ? 2 : 0;
    return event.kind ? event : dn_next_event();
  }
  event.kind = 1;
  event.code = (uint32_t)key;
  return event;
}
