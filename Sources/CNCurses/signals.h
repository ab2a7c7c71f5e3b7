#include <signal.h>
#include <termios.h>

extern volatile sig_atomic_t dn_is_open;  // from before the terminal is changed until it is as it was
extern volatile sig_atomic_t dn_is_away;  // the terminal is another program's for a while
extern struct termios dn_saved;           // as it was

// Leaves the alternate screen, shows the cursor, resets colours, and stops mouse reports.
extern const char dn_reset_bytes[];

void dn_install_handlers(void);
void dn_remove_handlers(void);
