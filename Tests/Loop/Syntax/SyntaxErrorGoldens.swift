/// What CPython 3.11 says to wrong snippets: type, message, line and column (from 1).
enum SyntaxErrorGoldens {
  static let all: [(source: String, error: String, line: Int, column: Int)] = [
    ("x = (1", "SyntaxError: '(' was never closed", 1, 5),
    ("x = (1\ny = 2", "SyntaxError: '(' was never closed", 1, 5),
    ("f(a b)", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 3),
    ("x = [1 2]", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 6),
    ("x = 1 2", "SyntaxError: invalid syntax", 1, 7),
    (
      "if x = 1: pass", "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
      1, 4
    ),
    ("if x\n    y", "SyntaxError: expected ':'", 1, 5),
    (
      "if x:\ny", "IndentationError: expected an indented block after 'if' statement on line 1", 2,
      1
    ),
    (
      "for i in x:", "IndentationError: expected an indented block after 'for' statement on line 1",
      1, 12
    ),
    (
      "def f():\nreturn 1",
      "IndentationError: expected an indented block after function definition on line 1", 2, 1
    ),
    (
      "while True:\nz",
      "IndentationError: expected an indented block after 'while' statement on line 1", 2, 1
    ),
    (
      "with a:\nb", "IndentationError: expected an indented block after 'with' statement on line 1",
      2, 1
    ),
    (
      "if a:\n    b\nelif c:\nd",
      "IndentationError: expected an indented block after 'elif' statement on line 3", 4, 1
    ),
    (
      "if a:\n    b\nelse:\nd",
      "IndentationError: expected an indented block after 'else' statement on line 3", 4, 1
    ),
    ("  x = 1", "IndentationError: unexpected indent", 1, 2),
    ("x = 1\n  y = 2", "IndentationError: unexpected indent", 2, 2),
    (
      "if x:\n    y\n  z", "IndentationError: unindent does not match any outer indentation level",
      3, 4
    ),
    ("if x:\n        y\n\tz", "TabError: inconsistent use of tabs and spaces in indentation", 3, 1),
    ("x = )", "SyntaxError: unmatched ')'", 1, 5),
    ("x = (]", "SyntaxError: closing parenthesis ']' does not match opening parenthesis '('", 1, 6),
    (
      "x = (1,\n]",
      "SyntaxError: closing parenthesis ']' does not match opening parenthesis '(' on line 1", 2, 1
    ),
    ("x = 'abc", "SyntaxError: unterminated string literal (detected at line 1)", 1, 5),
    (
      "x = \"\"\"abc\ndef",
      "SyntaxError: unterminated triple-quoted string literal (detected at line 2)", 1, 5
    ),
    ("x = 1_", "SyntaxError: invalid decimal literal", 1, 6),
    ("x = 1__0", "SyntaxError: invalid decimal literal", 1, 6),
    (
      "x = 012",
      "SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
      1, 5
    ),
    ("x = 0x", "SyntaxError: invalid hexadecimal literal", 1, 6),
    ("x = 0b12", "SyntaxError: invalid digit '2' in binary literal", 1, 8),
    ("x = 1abc", "SyntaxError: invalid decimal literal", 1, 5),
    ("x = 1.5abc", "SyntaxError: invalid decimal literal", 1, 7),
    ("x = a $ b", "SyntaxError: invalid syntax", 1, 7),
    ("x = a ? b", "SyntaxError: invalid syntax", 1, 7),
    ("x = “a”", "SyntaxError: invalid character '“' (U+201C)", 1, 5),
    ("x = a !b", "SyntaxError: invalid syntax", 1, 7),
    (
      #"print "hello""#,
      "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1
    ),
    (
      "print x", "SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?", 1,
      1
    ),
    (
      "f() = 1",
      "SyntaxError: cannot assign to function call here. Maybe you meant '==' instead of '='?", 1, 1
    ),
    (
      "1 = x", "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?",
      1, 1
    ),
    (
      "a + 1 = 2",
      "SyntaxError: cannot assign to expression here. Maybe you meant '==' instead of '='?", 1, 1
    ),
    ("None = 1", "SyntaxError: cannot assign to None", 1, 1),
    ("True = 1", "SyntaxError: cannot assign to True", 1, 1),
    ("(a, f()) = 1", "SyntaxError: cannot assign to function call", 1, 5),
    ("[a, 1] = 1", "SyntaxError: cannot assign to literal", 1, 5),
    (
      "f() += 1", "SyntaxError: 'function call' is an illegal expression for augmented assignment",
      1, 1
    ),
    ("(a, b) += 1", "SyntaxError: 'tuple' is an illegal expression for augmented assignment", 1, 1),
    (
      "a + b += 1", "SyntaxError: 'expression' is an illegal expression for augmented assignment",
      1, 1
    ),
    ("for f() in x: pass", "SyntaxError: cannot assign to function call", 1, 5),
    ("for 1 in x: pass", "SyntaxError: cannot assign to literal", 1, 5),
    ("del f()", "SyntaxError: cannot delete function call", 1, 5),
    ("del 1", "SyntaxError: cannot delete literal", 1, 5),
    ("with a as f(): pass", "SyntaxError: cannot assign to function call", 1, 11),
    ("return 1", "SyntaxError: 'return' outside function", 1, 1),
    ("break", "SyntaxError: 'break' outside loop", 1, 1),
    ("continue", "SyntaxError: 'continue' not properly in loop", 1, 1),
    ("if x:\n    break", "SyntaxError: 'break' outside loop", 2, 5),
    ("def f():\n    break", "SyntaxError: 'break' outside loop", 2, 5),
    (
      "for i in x:\n    def f():\n        continue", "SyntaxError: 'continue' not properly in loop",
      3, 9
    ),
    ("f(a=1, b)", "SyntaxError: positional argument follows keyword argument", 1, 9),
    ("f(**k, a)", "SyntaxError: positional argument follows keyword argument unpacking", 1, 9),
    (
      "f(**k, *a)", "SyntaxError: iterable argument unpacking follows keyword argument unpacking",
      1, 8
    ),
    ("f(a=1, a=2)", "SyntaxError: keyword argument repeated: a", 1, 8),
    (
      "f(a.b=1)", #"SyntaxError: expression cannot contain assignment, perhaps you meant "=="?"#, 1,
      3
    ),
    ("f(True=1)", "SyntaxError: cannot assign to True", 1, 3),
    ("f(x for x in y, 1)", "SyntaxError: Generator expression must be parenthesized", 1, 3),
    ("f(1, x for x in y)", "SyntaxError: Generator expression must be parenthesized", 1, 6),
    ("f(a=)", "SyntaxError: invalid syntax", 1, 5),
    ("def f(a, a): pass", "SyntaxError: duplicate argument 'a' in function definition", 1, 10),
    ("def f(a=1, b): pass", "SyntaxError: non-default argument follows default argument", 1, 12),
    ("def f(*): pass", "SyntaxError: named arguments must follow bare *", 1, 7),
    ("def f(**k, a): pass", "SyntaxError: arguments cannot follow var-keyword argument", 1, 12),
    ("def f(a b): pass", "SyntaxError: invalid syntax", 1, 9),
    ("def f:\n    pass", "SyntaxError: expected '('", 1, 6),
    ("def f()\n    pass", "SyntaxError: expected ':'", 1, 8),
    ("lambda a, a: 1", "SyntaxError: duplicate argument 'a' in function definition", 1, 11),
    ("lambda a=1, b: 1", "SyntaxError: non-default argument follows default argument", 1, 13),
    ("x = 1 if 2", "SyntaxError: expected 'else' after 'if' expression", 1, 5),
    ("x = 1 if 2 else", "SyntaxError: invalid syntax", 1, 16),
    ("x = {1: 2, 3}", "SyntaxError: ':' expected after dictionary key", 1, 12),
    ("x = {1: }", "SyntaxError: expression expected after dictionary key and ':'", 1, 7),
    ("x = {1: 2 3: 4}", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 9),
    ("x = *a", "SyntaxError: can't use starred expression here", 1, 5),
    ("*a = 1", "SyntaxError: starred assignment target must be in a list or tuple", 1, 1),
    ("*a, *b = c", "SyntaxError: multiple starred expressions in assignment", 1, 1),
    ("x = a.", "SyntaxError: invalid syntax", 1, 7),
    ("x = a[", "SyntaxError: '[' was never closed", 1, 6),
    ("x = a[]", "SyntaxError: invalid syntax", 1, 7),
    ("x = a[1", "SyntaxError: '[' was never closed", 1, 6),
    ("x = a b", "SyntaxError: invalid syntax", 1, 7),
    ("x == 1 = 2", "SyntaxError: cannot assign to comparison", 1, 1),
    (#"f"{x""#, "SyntaxError: f-string: expecting '}'", 1, 1),
    (#"f"{}""#, "SyntaxError: f-string: empty expression not allowed", 1, 1),
    (#"f"}""#, "SyntaxError: f-string: single '}' is not allowed", 1, 1),
    (
      #"f"{x!z}""#,
      "SyntaxError: f-string: invalid conversion character: expected 's', 'r', or 'a'", 1, 1
    ),
    (
      #"f"{x!}""#, "SyntaxError: f-string: invalid conversion character: expected 's', 'r', or 'a'",
      1, 1
    ),
    (#"f"{a b}""#, "SyntaxError: f-string: invalid syntax. Perhaps you forgot a comma?", 1, 1),
    (#"f"{x + }""#, "SyntaxError: f-string: invalid syntax", 1, 1),
    (#"f"{'a' 'b}""#, "SyntaxError: f-string: unterminated string", 1, 1),
    ("x = 1 +", "SyntaxError: invalid syntax", 1, 8),
    ("x = + * 2", "SyntaxError: invalid syntax", 1, 7),
    ("import", "SyntaxError: invalid syntax", 1, 7),
    ("import a.", "SyntaxError: invalid syntax", 1, 10),
    ("from a import", "SyntaxError: invalid syntax", 1, 14),
    (
      "from a import b,", "SyntaxError: trailing comma not allowed without surrounding parentheses",
      1, 17
    ),
    ("from a", "SyntaxError: invalid syntax", 1, 7),
    ("import a as", "SyntaxError: invalid syntax", 1, 12),
    ("x = not", "SyntaxError: invalid syntax", 1, 8),
    ("a not b", "SyntaxError: invalid syntax", 1, 7),
    ("a is is b", "SyntaxError: invalid syntax", 1, 6),
    ("else:\n    x", "SyntaxError: invalid syntax", 1, 1),
    ("elif x:\n    y", "SyntaxError: invalid syntax", 1, 1),
    ("x++", "SyntaxError: invalid syntax", 1, 4),
    ("x = y++", "SyntaxError: invalid syntax", 1, 8),
    ("x =", "SyntaxError: invalid syntax", 1, 4),
    ("= 1", "SyntaxError: invalid syntax", 1, 1),
    ("x = 1 # comment\n y = 2", "IndentationError: unexpected indent", 2, 1),
    ("for i range(10):\n    pass", "SyntaxError: invalid syntax", 1, 7),
    ("for i in range(10)\n    pass", "SyntaxError: expected ':'", 1, 19),
    ("while x\n    pass", "SyntaxError: expected ':'", 1, 8),
    (
      "while x = 3:\n    pass",
      "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 7
    ),
    (#"x = \ 1"#, "SyntaxError: unexpected character after line continuation character", 1, 6),
    (#"x = 1 \"#, "SyntaxError: unexpected EOF while parsing", 1, 8),
    ("class", "SyntaxError: invalid syntax", 1, 6),
    (
      "if x == 1:\n    y = 2\n   z = 3",
      "IndentationError: unindent does not match any outer indentation level", 3, 9
    ),
    ("print(a, b\nc = 3", "SyntaxError: '(' was never closed", 1, 6),
    ("x = [1, 2\ny = 3", "SyntaxError: '[' was never closed", 1, 5),
    ("x = {'a': 1\ny = 3", "SyntaxError: '{' was never closed", 1, 5),
    (
      "x = (a, b]", "SyntaxError: closing parenthesis ']' does not match opening parenthesis '('",
      1, 10
    ),
    ("loss.backward(\noptimizer.step()", "SyntaxError: '(' was never closed", 1, 14),
    ("x, y: int = 1", "SyntaxError: only single target (not tuple) can be annotated", 1, 1),
    ("1: int = 1", "SyntaxError: illegal target for annotation", 1, 1),
    (
      "'a' = 3", "SyntaxError: cannot assign to literal here. Maybe you meant '==' instead of '='?",
      1, 1
    ),
    (
      "f'{x}' = 3",
      "SyntaxError: cannot assign to f-string expression here. Maybe you meant '==' instead of '='?",
      1, 1
    ),
    ("x = 5 y = 6", "SyntaxError: invalid syntax", 1, 7),
    ("import torch.nn as nn.functional", "SyntaxError: invalid syntax", 1, 22),
    ("assert", "SyntaxError: invalid syntax", 1, 7),
    ("assert x,", "SyntaxError: invalid syntax", 1, 10),
    ("raise from x", "SyntaxError: invalid syntax", 1, 7),
    ("del", "SyntaxError: invalid syntax", 1, 4),
    ("pass 1", "SyntaxError: invalid syntax", 1, 6),
    ("x = [i for i in]", "SyntaxError: invalid syntax", 1, 16),
    ("x = [for i in y]", "SyntaxError: invalid syntax", 1, 6),
    ("x = [i for in y]", "SyntaxError: invalid syntax", 1, 12),
    ("x = (i for i y)", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 12),
    ("lambda", "SyntaxError: invalid syntax", 1, 7),
    ("lambda x 1", "SyntaxError: invalid syntax", 1, 10),
    ("if:\n    x", "SyntaxError: invalid syntax", 1, 3),
    ("x = a if b else c else d", "SyntaxError: invalid syntax", 1, 19),
    ("def 1f(): pass", "SyntaxError: invalid decimal literal", 1, 5),
    ("def f(1): pass", "SyntaxError: invalid syntax", 1, 7),
    ("a, b = ", "SyntaxError: invalid syntax", 1, 8),
    ("foo(bar(1, 2)", "SyntaxError: '(' was never closed", 1, 4),
    (
      "x = \"a\" + 'b\ny = 1", "SyntaxError: unterminated string literal (detected at line 1)", 1,
      11
    ),
    (
      "if True:\n    if False:\n    x = 1",
      "IndentationError: expected an indented block after 'if' statement on line 2", 3, 5
    ),
    ("(a, b): int", "SyntaxError: only single target (not tuple) can be annotated", 1, 1),
    ("a <> b", "SyntaxError: invalid syntax", 1, 3),
    (
      "x = (y = 1)", "SyntaxError: invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1,
      6
    ),
    ("f(a, b=1, c, d)", "SyntaxError: positional argument follows keyword argument", 1, 15),
    ("@", "SyntaxError: invalid syntax", 1, 2),
    ("@foo\nx = 1", "SyntaxError: invalid syntax", 2, 1),
    ("x = 1;; y", "SyntaxError: invalid syntax", 1, 7),
    ("; x", "SyntaxError: invalid syntax", 1, 1),
    ("x = [1, 2,, 3]", "SyntaxError: invalid syntax", 1, 11),
    ("f(, a)", "SyntaxError: invalid syntax", 1, 3),
    ("f(a,, b)", "SyntaxError: invalid syntax", 1, 5),
    ("x = {1, 2", "SyntaxError: '{' was never closed", 1, 5),
    ("x[1:2:3:4]", "SyntaxError: invalid syntax", 1, 8),
    ("a.1", "SyntaxError: invalid syntax", 1, 2),
    ("x = 3 4", "SyntaxError: invalid syntax", 1, 7),
    (#"x = "a" 3"#, "SyntaxError: invalid syntax", 1, 9),
    ("x = f(1) g(2)", "SyntaxError: invalid syntax", 1, 10),
    ("optimizer.zero_grad)", "SyntaxError: unmatched ')'", 1, 20),
    ("loss = loss_fn(logits y)", "SyntaxError: invalid syntax. Perhaps you forgot a comma?", 1, 16),
    ("for epoch in range(10)) :\n    pass", "SyntaxError: unmatched ')'", 1, 23),
    ("if (a\n    b", "SyntaxError: '(' was never closed", 1, 4),
    ("x = {**a, 1}", "SyntaxError: ':' expected after dictionary key", 1, 11),
    ("x = (*a)", "SyntaxError: cannot use starred expression here", 1, 6),
    ("print(*a", "SyntaxError: '(' was never closed", 1, 6),
    ("x = 'it's'", "SyntaxError: unterminated string literal (detected at line 1)", 1, 10),
  ]
}
