#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "CNCurses.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "keys.h"
#include "signals.h"

static SCREEN *screen;

// ncurses has no word for this; what it holds back itself comes later.
static void write_bytes(const char *bytes) {
  if (write(STDOUT_FILENO, bytes, strlen(bytes)) < 0) { /* the terminal is gone */
  }
}

static void leave_mouse(void) {
  if (mousemask(0, NULL) == 0) write_bytes("\033[?1002l\033[?1006l");
}

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
  write_bytes(dn_reset_bytes);
  tcsetattr(STDIN_FILENO, TCSANOW, &dn_saved);
}

bool dn_open(void) {
  if (dn_is_open) return true;
  setlocale(LC_ALL, "");
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return false;
  if (tcgetattr(STDIN_FILENO, &dn_saved) != 0) return false;
  if (!dn_open_pipe()) return false;
  // Before newterm: it leaves alone what has a handler. A SIGTSTP of its own it would ignore while
  // it draws, and a Ctrl-Z in that moment would be lost.
  dn_install_handlers();
  dn_is_open = 1;
  screen = newterm(NULL, stdout, stdin);
  if (!screen) {
    dn_is_open = 0;
    dn_remove_handlers();
    return false;
  }
  set_term(screen);
  // Without a way to say where text goes there is no screen.
  const char *place = tigetstr("cup");
  if (!place || place == (const char *)-1) {
    endwin();
    delscreen(screen);
    screen = NULL;
    dn_is_open = 0;
    dn_remove_handlers();
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
  if (!dn_is_open) return;
  give_back();
  delscreen(screen);
  screen = NULL;
  dn_is_open = 0;
}

void dn_suspend(void) {
  if (!dn_is_open) return;
  give_back();
  dn_is_away = 1;
}

void dn_resume(void) {
  if (!dn_is_open) return;
  dn_is_away = 0;
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
