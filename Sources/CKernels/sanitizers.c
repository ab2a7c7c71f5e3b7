// What leak checkers are to pass over: libraries that lose memory where they throw or at exit; and the
// defaults in the loop library's signatures, which live as long as the process. They are expressions of
// indirect enums, whose references carry their tag and are not known for references: the same 887 in any run. Foundation loses the
// buffer of a file that is empty when it is read. Two tests run programs whose lists and dictionaries hold
// themselves (`a[1] = a`), which Python's collector finds and reference counts do not.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
  return "leak:libXCTest\nleak:ArgumentParser\nleak:Signature.swift\n"
         "leak:readBytesFromFile\nleak:printsAsPythonDoes\nleak:recursionIsBounded\n";
}
const char *__lsan_default_options(void);
const char *__lsan_default_options(void) { return "print_suppressions=0"; }
#endif
#endif
typedef int descent_sanitizers;  // a translation unit is never empty
