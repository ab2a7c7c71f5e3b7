#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#define NCURSES_WIDECHAR 1
#include "CNCurses.h"

#include <ncurses.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "keys.h"

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
    // Nothing typed, or the terminal is gone.
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
