#include <ncurses.h>

// Beyond ncurses' own keys: it has no name for an arrow with Ctrl or Alt, and reads the mouse of a
// TERM such as screen or tmux in a form whose columns end at 223.
enum { WORD_LEFT = KEY_MAX + 1, WORD_RIGHT, SGR_MOUSE };
