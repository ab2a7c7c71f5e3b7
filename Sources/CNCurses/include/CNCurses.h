// The few calls of ncursesw the terminal needs, behind plain functions: ncurses' globals and
// macros cannot be imported into Swift, and its signal handling is replaced here.
#ifndef DESCENT_CNCURSES_H
#define DESCENT_CNCURSES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A crash ends the process as it does other programs: Swift's backtracer does not come and ask for a
// key. Call it first.
void dn_crash_plainly(void);
// Makes what dn_wake and dn_wait need; dn_open does so by itself.
bool dn_open_pipe(void);
// Takes over the terminal; false when there is none or it is unknown. Signals end a wait; a crash
// restores the terminal before the process dies.
bool dn_open(void);
// Gives the terminal back as it was. Safe to call twice.
void dn_close(void);
// Leaves the screen to the shell until dn_resume.
void dn_suspend(void);
void dn_resume(void);

// Whether the locale's characters are UTF-8.
bool dn_is_utf8(void);
// Colours the terminal has: 0, 8, 16, 256…
int dn_colors(void);
// Sets colour pair `pair` to the given colours; -1 is the terminal's own.
void dn_set_pair(int pair, int foreground, int background);

// Paints what nothing is written on with a pair's background.
void dn_set_ground(int pair);

enum { DN_BOLD = 1, DN_DIM = 2, DN_UNDERLINE = 4, DN_REVERSE = 8, DN_ITALIC = 16 };

// Writes text at a place of the screen to come. The text ends with a zero: ncurses looks at the character after
// the last even when it is told how many there are, and a page may end there.
void dn_put(int y, int x, const wchar_t *text, int attributes, int pair);
// Shows what was written since the last call.
void dn_refresh(void);
// Sends bytes that ncurses has no word for, after what it holds back itself.
void dn_send(const char *bytes);
// Draws everything anew, after something else wrote to the terminal.
void dn_redraw(void);
void dn_clear(void);

// The terminal's size now.
void dn_size(int *columns, int *rows);
// Makes ncurses' screen that large.
void dn_resize(int columns, int rows);

// Waits for a key, a signal or a wake-up: at most `milliseconds`, for ever when negative. True
// when it was a signal or a wake-up. Those since the last wait end this one at once.
bool dn_wait(int milliseconds);
// Interrupts dn_wait; may be called from any thread.
void dn_wake(void);
// The next signal that arrived until the last wait, 0 for none.
int dn_next_signal(void);

typedef struct {
  int kind;  // 0 none, 1 character, 2 function key, 3 mouse, 4 the terminal is gone
  uint32_t code;
  int x, y;
} dn_event;

enum { DN_KEY_UP = 1, DN_KEY_DOWN, DN_KEY_LEFT, DN_KEY_RIGHT, DN_KEY_HOME, DN_KEY_END,
       DN_KEY_PAGE_UP, DN_KEY_PAGE_DOWN, DN_KEY_BACKSPACE, DN_KEY_DELETE, DN_KEY_ENTER,
       DN_KEY_BACKTAB, DN_KEY_WORD_LEFT, DN_KEY_WORD_RIGHT };
enum { DN_MOUSE_PRESS = 1, DN_MOUSE_RELEASE, DN_MOUSE_WHEEL_UP, DN_MOUSE_WHEEL_DOWN,
       DN_MOUSE_MOVE };

// The next key or mouse event, without waiting.
dn_event dn_next_event(void);
#endif
