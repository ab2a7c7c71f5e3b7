// What leak checkers are to pass over: libraries that lose memory where they throw or at exit.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libXCTest\nleak:ArgumentParser\n"; }
const char *__lsan_default_options(void);
const char *__lsan_default_options(void) { return "print_suppressions=0"; }
#endif
#endif
typedef int descent_sanitizers;  // a translation unit is never empty
