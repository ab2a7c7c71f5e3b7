// What leak checkers are to pass over: libraries that lose memory where they throw or at exit; and the
// defaults in the loop library's signatures, which live as long as the process. They are expressions of
// indirect enums, whose references carry their tag and are not known for references: the same 887 in any run. Foundation loses the
// buffer of a file that is empty when it is read; and what a thread exported last hangs on a key of the thread,
// where glibc hides it from the checker (the test's name as Swift mangles it).
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libXCTest\nleak:ArgumentParser\nleak:Signature.swift\n"
         "leak:readBytesFromFile\nleak:leavesItsC\n";
}
const char *__lsan_default_options(void);
const char *__lsan_default_options(void) { return "print_suppressions=0"; }
#endif
#endif
typedef int descent_sanitizers;  // a translation unit is never empty
