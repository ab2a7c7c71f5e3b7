/// What CPython 3.11 prints for snippets; an error is its last line with ` @` and the line that raised.

enum PythonGoldens {
  static let all: [(source: String, output: String)] = [
    (
      #"print(1, 2.0, "a", None, True, [1, 'b', (2,)], {1: 2, 'x': [3]}, {5}, set(), (), (1,), ...)"#,
      "1 2.0 a None True [1, 'b', (2,)] {1: 2, 'x': [3]} {5} set() () (1,) Ellipsis\n"
    ),
    (
      "print(7 // 2, -7 // 2, 7 % -3, -7 % 3, 7 / 2, 2 ** 10, 2 ** -1, 7.5 // 2, -7.5 % 2, 1e16, 1e-5, 0.1 + 0.2, 1e15, 123456789012345678.0, 5e-324, 1.7976931348623157e308)",
      "3 -4 -2 2 3.5 1024 0.5 3.0 0.5 1e+16 1e-05 0.30000000000000004 1000000000000000.0 1.2345678901234568e+17 5e-324 1.7976931348623157e+308\n"
    ),
    (
      "print(3 & 5, 3 | 5, 3 ^ 5, 1 << 4, -16 >> 2, ~5, +True, -True, True + True, True * 3.5)",
      "1 7 6 16 -4 -6 1 -1 2 3.5\n"
    ),
    (
      "print(1 < 2 < 3, 1 < 3 > 2, 1 == 1.0 == True, 'a' < 'b', [1, 2] < [1, 3], (1,) == (1,), 1 in [1], 2 not in (1,), 'a' in 'cat', None is None, [] is [])",
      "True True True True True True True True True True False\n"
    ),
    (
      "print(1 and 2, 0 or 'x', not [], None or 0 or 'z', 1 if [] else 2)",
      "2 x True z 2\n"
    ),
    (
      "x, *y, z = range(6)\nprint(x, y, z)",
      "0 [1, 2, 3, 4] 5\n"
    ),
    (
      "a = b = [1]\na.append(2)\nprint(b, a is b)",
      "[1, 2] True\n"
    ),
    (
      "x = [1, 2, 3, 4, 5]\nprint(x[1:3], x[::-1], x[-2:], x[5:], x[::2], x[4:1:-2], x[-100:100])",
      "[2, 3] [5, 4, 3, 2, 1] [4, 5] [] [1, 3, 5] [5, 3] [1, 2, 3, 4, 5]\n"
    ),
    (
      "x = [1, 2, 3, 4, 5]\nx[1:3] = ['a', 'b', 'c']\nprint(x)\nx[::2] = [0, 0, 0]\nprint(x)\ndel x[1:3], x[0]\nprint(x)",
      "[1, 'a', 'b', 'c', 4, 5]\n[0, 'a', 0, 'c', 0, 5]\n['c', 0, 5]\n"
    ),
    (
      "s = \"hello\"\nprint(s[1], s[-1], s[1:4], s[::-1], len(s), s * 2, s + '!', s.upper(), s.find('l'), s.replace('l', 'L'), s.split('l'))",
      "e o ell olleh 5 hellohello hello! HELLO 2 heLLo ['he', '', 'o']\n"
    ),
    (
      "print([i * i for i in range(5) if i % 2], {i: str(i) for i in range(3)}, {i % 2 for i in range(5)}, [(i, j) for i in range(2) for j in range(i + 1)])",
      "[1, 9] {0: '0', 1: '1', 2: '2'} {0, 1} [(0, 0), (1, 0), (1, 1)]\n"
    ),
    (
      "i = 10\nl = [i for i in range(3)]\nprint(i, l)",
      "10 [0, 1, 2]\n"
    ),
    (
      "def f(a, b=2, *args, c=3, **kw):\n    return a, b, args, c, kw\nprint(f(1), f(1, 4), f(1, 2, 3, 4, c=5, d=6), f(a=0), f(*[1, 2], **{'c': 9}))",
      "(1, 2, (), 3, {}) (1, 4, (), 3, {}) (1, 2, (3, 4), 5, {'d': 6}) (0, 2, (), 3, {}) (1, 2, (), 9, {})\n"
    ),
    (
      "def f(a, b): return a\nf(1)",
      "TypeError: f() missing 1 required positional argument: 'b' @2\n"
    ),
    (
      "def f(a, b, c): return a\nf(1)",
      "TypeError: f() missing 2 required positional arguments: 'b' and 'c' @2\n"
    ),
    (
      "def f(a): return a\nf(1, 2)",
      "TypeError: f() takes 1 positional argument but 2 were given @2\n"
    ),
    (
      "def f(a, b=1): return a\nf(1, 2, 3)",
      "TypeError: f() takes from 1 to 2 positional arguments but 3 were given @2\n"
    ),
    (
      "def f(a): return a\nf(1, b=2)",
      "TypeError: f() got an unexpected keyword argument 'b' @2\n"
    ),
    (
      "def f(a): return a\nf(1, a=2)",
      "TypeError: f() got multiple values for argument 'a' @2\n"
    ),
    (
      "def f(a, *, b): return a\nf(1)",
      "TypeError: f() missing 1 required keyword-only argument: 'b' @2\n"
    ),
    (
      "def counter():\n    n = 0\n    def inc():\n        return n + 1\n    n = 5\n    return inc\nprint(counter()())",
      "6\n"
    ),
    (
      "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nprint([fib(i) for i in range(15)])",
      "[0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377]\n"
    ),
    (
      "def f(n): return f(n + 1)\nf(0)",
      "RecursionError: maximum recursion depth exceeded @1\n"
    ),
    (
      "fs = [lambda x, i=i: x + i for i in range(3)]\nprint([f(10) for f in fs])\nfs = [lambda: i for i in range(3)]\nprint([f() for f in fs])",
      "[10, 11, 12]\n[2, 2, 2]\n"
    ),
    (
      "for i in range(3):\n    if i == 1: continue\n    print(i)\nelse:\n    print(\"done\")\nfor i in range(3):\n    if i == 1: break\nelse:\n    print(\"never\")",
      "0\n2\ndone\n"
    ),
    (
      "n = 0\nwhile n < 3:\n    n += 1\nelse:\n    print(\"else\", n)",
      "else 3\n"
    ),
    (
      #"print(f"{3.14159:.2f} {42:5d}| {42:<5}| {42:^5}| {42:05d} {-3:+d} {3:+} {1234567:,} {0.256:.1%} {255:x} {255:#x} {255:b} {1e10:e} {1e10:g} {'a':>5}| {'abc':.2} {True} {None}")"#,
      "3.14    42| 42   |  42  | 00042 -3 +3 1,234,567 25.6% ff 0xff 11111111 1.000000e+10 1e+10     a| ab True None\n"
    ),
    (
      "w, p = 10, 3\nprint(f\"{3.14159:{w}.{p}f}|{'x':{'>'}{5}}|{3.0:10}|{3:10}|{'a':10}|{[1]!s:>8}|{'q'!r}\")",
      "     3.142|    x|       3.0|         3|a         |     [1]|'q'\n"
    ),
    (
      "x = 3\nprint(f\"{x=} {x = } {x=:.2f} {x!r} {{}} {x:>{x}}\")",
      "x=3 x = 3 x=3.00 3 {}   3\n"
    ),
    (
      #"print("%d %s %.2f %5d|%-5d|%05.1f %x %e %g %% %r %i" % (1, 'a', 3.14159, 42, 42, 2.5, 255, 12345.678, 0.0001, 'q', 7.9))"#,
      "1 a 3.14    42|42   |002.5 ff 1.234568e+04 0.0001 % 'q' 7\n"
    ),
    (
      #"print("%(a)s and %(b).1f" % {'a': 1, 'b': 2})"#,
      "1 and 2.0\n"
    ),
    (
      #"print("%s" % [1, 2], "%s" % None, "%d%%" % 5, "%s %s" % ('a', (1, 2)))"#,
      "[1, 2] None 5% a (1, 2)\n"
    ),
    (
      #"print("%d" % 'a')"#,
      "TypeError: %d format: a real number is required, not str @1\n"
    ),
    (
      #"print("%d %d" % (1,))"#,
      "TypeError: not enough arguments for format string @1\n"
    ),
    (
      #"print("%d" % (1, 2))"#,
      "TypeError: not all arguments converted during string formatting @1\n"
    ),
    (
      #"print("{} {1}".format(1, 2))"#,
      "ValueError: cannot switch from automatic field numbering to manual field specification @1\n"
    ),
    (
      #"print("{} {}, {0}".format(1, 2))"#,
      "ValueError: cannot switch from automatic field numbering to manual field specification @1\n"
    ),
    (
      #"print("{0} {1} {0} {a} {b:.2f} {c[0]} {d[x]} {:>5}".format(1, 2, a=3, b=4.0, c=[5], d={'x': 6}) if False else "{0} {1} {0} {a} {b:.2f} {c[0]} {d[x]}".format(1, 2, a=3, b=4.0, c=[5], d={'x': 6}))"#,
      "1 2 1 3 4.00 5 6\n"
    ),
    (
      #"print("{:>10}|{:<10}|{:^10}|{:*^9}|{!r}".format('a', 'b', 'c', 'd', 'e'))"#,
      "         a|b         |    c     |****d****|'e'\n"
    ),
    (
      #"print("{".format(1))"#,
      "ValueError: Single '{' encountered in format string @1\n"
    ),
    (
      "print(1 / 0)",
      "ZeroDivisionError: division by zero @1\n"
    ),
    (
      "print(1 // 0)",
      "ZeroDivisionError: integer division or modulo by zero @1\n"
    ),
    (
      "print(1 % 0)",
      "ZeroDivisionError: integer modulo by zero @1\n"
    ),
    (
      "print(1.0 / 0)",
      "ZeroDivisionError: float division by zero @1\n"
    ),
    (
      "print(1.0 // 0)",
      "ZeroDivisionError: float floor division by zero @1\n"
    ),
    (
      "print(1.0 % 0)",
      "ZeroDivisionError: float modulo @1\n"
    ),
    (
      "print(0 ** -1)",
      "ZeroDivisionError: 0.0 cannot be raised to a negative power @1\n"
    ),
    (
      #"print("a" + 1)"#,
      "TypeError: can only concatenate str (not \"int\") to str @1\n"
    ),
    (
      #"print(1 + "a")"#,
      "TypeError: unsupported operand type(s) for +: 'int' and 'str' @1\n"
    ),
    (
      "print([1] + (2,))",
      "TypeError: can only concatenate list (not \"tuple\") to list @1\n"
    ),
    (
      #"print("a" * "b")"#,
      "TypeError: can't multiply sequence by non-int of type 'str' @1\n"
    ),
    (
      "print([1] * 1.5)",
      "TypeError: can't multiply sequence by non-int of type 'float' @1\n"
    ),
    (
      #"print(-"a")"#,
      "TypeError: bad operand type for unary -: 'str' @1\n"
    ),
    (
      #"print(1 < "a")"#,
      "TypeError: '<' not supported between instances of 'int' and 'str' @1\n"
    ),
    (
      "print([] < 1)",
      "TypeError: '<' not supported between instances of 'list' and 'int' @1\n"
    ),
    (
      #"print(1 ** "a")"#,
      "TypeError: unsupported operand type(s) for ** or pow(): 'int' and 'str' @1\n"
    ),
    (
      "x = 1\nx += \"a\"",
      "TypeError: unsupported operand type(s) for +=: 'int' and 'str' @2\n"
    ),
    (
      "x = \"a\"\nx += 1",
      "TypeError: can only concatenate str (not \"int\") to str @2\n"
    ),
    (
      "x = [1]\nx += 5",
      "TypeError: 'int' object is not iterable @2\n"
    ),
    (
      "x = None\nx -= 1",
      "TypeError: unsupported operand type(s) for -=: 'NoneType' and 'int' @2\n"
    ),
    (
      "print(undefined_name)",
      "NameError: name 'undefined_name' is not defined @1\n"
    ),
    (
      "losss = 1\nprint(loss)",
      "NameError: name 'loss' is not defined @2\n"
    ),
    (
      "print(lenn([1]))",
      "NameError: name 'lenn' is not defined @1\n"
    ),
    (
      "def f():\n    print(x)\n    x = 1\nf()",
      "UnboundLocalError: cannot access local variable 'x' where it is not associated with a value @2\n"
    ),
    (
      "def f():\n    def g(): return y\n    g()\n    y = 1\nf()",
      "NameError: cannot access free variable 'y' where it is not associated with a value in enclosing scope @2\n"
    ),
    (
      "x = 5\nx.foo",
      "AttributeError: 'int' object has no attribute 'foo' @2\n"
    ),
    (
      "[].appendd(1)",
      "AttributeError: 'list' object has no attribute 'appendd' @1\n"
    ),
    (
      #""a".foo()"#,
      "AttributeError: 'str' object has no attribute 'foo' @1\n"
    ),
    (
      "[1, 2][5]",
      "IndexError: list index out of range @1\n"
    ),
    (
      "(1,)[3]",
      "IndexError: tuple index out of range @1\n"
    ),
    (
      #""abc"[10]"#,
      "IndexError: string index out of range @1\n"
    ),
    (
      "{'a': 1}['b']",
      "KeyError: 'b' @1\n"
    ),
    (
      "{1: 2}[3]",
      "KeyError: 3 @1\n"
    ),
    (
      "[1]['a']",
      "TypeError: list indices must be integers or slices, not str @1\n"
    ),
    (
      #""abc"['a']"#,
      "TypeError: string indices must be integers, not 'str' @1\n"
    ),
    (
      "5[0]",
      "TypeError: 'int' object is not subscriptable @1\n"
    ),
    (
      "5()",
      "TypeError: 'int' object is not callable @1\n"
    ),
    (
      "None()",
      "TypeError: 'NoneType' object is not callable @1\n"
    ),
    (
      "x = 5\nx[0] = 1",
      "TypeError: 'int' object does not support item assignment @2\n"
    ),
    (
      "(1, 2)[0] = 1",
      "TypeError: 'tuple' object does not support item assignment @1\n"
    ),
    (
      "[1, 2][5] = 1",
      "IndexError: list assignment index out of range @1\n"
    ),
    (
      "del [1][3]",
      "IndexError: list assignment index out of range @1\n"
    ),
    (
      "a, b = 1, 2, 3",
      "ValueError: too many values to unpack (expected 2) @1\n"
    ),
    (
      "a, b, c = 1, 2",
      "ValueError: not enough values to unpack (expected 3, got 2) @1\n"
    ),
    (
      "a, *b, c = [1]",
      "ValueError: not enough values to unpack (expected at least 2, got 1) @1\n"
    ),
    (
      "a, b = 5",
      "TypeError: cannot unpack non-iterable int object @1\n"
    ),
    (
      "for x in 5: pass",
      "TypeError: 'int' object is not iterable @1\n"
    ),
    (
      "len(5)",
      "TypeError: object of type 'int' has no len() @1\n"
    ),
    (
      "{[1]: 2}",
      "TypeError: unhashable type: 'list' @1\n"
    ),
    (
      "{[]}",
      "TypeError: unhashable type: 'list' @1\n"
    ),
    (
      #"int("abc")"#,
      "ValueError: invalid literal for int() with base 10: 'abc' @1\n"
    ),
    (
      #"int("12.5")"#,
      "ValueError: invalid literal for int() with base 10: '12.5' @1\n"
    ),
    (
      #"float("x")"#,
      "ValueError: could not convert string to float: 'x' @1\n"
    ),
    (
      #"print(int("42"), int(" 7 "), int(3.9), int(-3.9), int("ff", 16), int(True), float("1e3"), float("inf"), float("-inf"), float("nan"), float("  2.5 "), int("1_000"))"#,
      "42 7 3 -3 255 1 1000.0 inf -inf nan 2.5 1000\n"
    ),
    (
      "print(int(float('inf')))",
      "OverflowError: cannot convert float infinity to integer @1\n"
    ),
    (
      "print(int(float('nan')))",
      "ValueError: cannot convert float NaN to integer @1\n"
    ),
    (
      "print(round(2.5), round(3.5), round(2.675, 2), round(1234.5678, 2), round(-2.5), round(1250, -2), round(1350, -2), round(0.5), round(1.15, 1), round(5))",
      "2 4 2.67 1234.57 -2 1200 1400 0 1.1 5\n"
    ),
    (
      "print(min(3, 1, 2), max([1, 5, 2]), min('abc'), max(3, key=lambda x: -x) if False else max([1, 2, 3], key=lambda x: -x), min([], default=7), sum([1, 2, 3]), sum([0.1] * 10), sum([[1], [2]], []), abs(-3), abs(-2.5))",
      "1 5 a 1 7 6 0.9999999999999999 [1, 2] 3 2.5\n"
    ),
    (
      "min([])",
      "ValueError: min() arg is an empty sequence @1\n"
    ),
    (
      "max()",
      "TypeError: max expected at least 1 argument, got 0 @1\n"
    ),
    (
      "print(sorted([3, 1, 2]), sorted([3, 1, 2], reverse=True), sorted(['b', 'A', 'c'], key=str.lower) if False else sorted(['b', 'A', 'c'], key=lambda s: s.lower()), list(reversed([1, 2, 3])), sorted({'b': 1, 'a': 2}))",
      "[1, 2, 3] [3, 2, 1] ['A', 'b', 'c'] [3, 2, 1] ['a', 'b']\n"
    ),
    (
      "sorted([1, 'a'])",
      "TypeError: '<' not supported between instances of 'str' and 'int' @1\n"
    ),
    (
      "print(any([0, 1]), all([1, 0]), any([]), all([]), list(zip([1, 2], 'ab')), list(enumerate('ab', 1)), list(map(lambda x: x + 1, [1, 2])), list(filter(None, [0, 1, 2])), dict(zip('ab', [1, 2])))",
      "True False False True [(1, 'a'), (2, 'b')] [(1, 'a'), (2, 'b')] [2, 3] [1, 2] {'a': 1, 'b': 2}\n"
    ),
    (
      "it = iter([1, 2])\nprint(next(it), next(it), next(it, 'end'))\nnext(it)",
      "1 2 end\nStopIteration @3\n"
    ),
    (
      "print(next(x for x in range(10) if x > 3), any(x == 2 for x in iter(int, 1)) if False else 1)",
      "4 1\n"
    ),
    (
      "g = (print(x) for x in [1, 2, 3])\nnext(g)\nprint(\"between\")\nnext(g)",
      "1\nbetween\n2\n"
    ),
    (
      "print(list(range(5)), list(range(2, 10, 3)), list(range(5, 0, -2)), range(3), range(1, 10, 2), len(range(0, 10, 3)), range(10)[2:5], 3 in range(5), range(5)[-1])",
      "[0, 1, 2, 3, 4] [2, 5, 8] [5, 3, 1] range(0, 3) range(1, 10, 2) 4 range(2, 5) True 4\n"
    ),
    (
      "range(1, 2, 0)",
      "ValueError: range() arg 3 must not be zero @1\n"
    ),
    (
      "print(isinstance(1, int), isinstance(True, int), isinstance(1.0, (int, float)), isinstance('a', str), isinstance([], list), type(1), type('a'), type([]).__name__, type(None), isinstance(1, bool))",
      "True True True True True <class 'int'> <class 'str'> list <class 'NoneType'> False\n"
    ),
    (
      "isinstance(1, 2)",
      "TypeError: isinstance() arg 2 must be a type, a tuple of types, or a union @1\n"
    ),
    (
      "d = {'a': 1}\nd['b'] = 2\nd.update({'c': 3}, e=5)\nprint(d, d.get('z'), d.get('z', 0), list(d.keys()), list(d.values()), list(d.items()), d.pop('a'), d, 'b' in d, len(d), d.setdefault('q', []), d)\nfor k, v in d.items(): print(k, v)",
      "{'b': 2, 'c': 3, 'e': 5, 'q': []} None 0 ['a', 'b', 'c', 'e'] [1, 2, 3, 5] [('a', 1), ('b', 2), ('c', 3), ('e', 5)] 1 {'b': 2, 'c': 3, 'e': 5, 'q': []} True 3 [] {'b': 2, 'c': 3, 'e': 5, 'q': []}\nb 2\nc 3\ne 5\nq []\n"
    ),
    (
      "d = {'a': 1, 'b': 2}\nfor k in d:\n    d['c'] = 3",
      "RuntimeError: dictionary changed size during iteration @2\n"
    ),
    (
      "d = {1: 'a', 1.0: 'b', True: 'c'}\nprint(d)",
      "{1: 'c'}\n"
    ),
    (
      "l = [3, 1, 2]\nl.sort()\nl.insert(0, 9)\nl.extend([7, 8])\nprint(l, l.pop(), l.pop(0), l.index(2), l.count(1), l)\nl.remove(3)\nl.reverse()\nprint(l)\nl.remove(99)",
      "[1, 2, 3, 7] 8 9 1 1 [1, 2, 3, 7]\n[7, 2, 1]\nValueError: list.remove(x): x not in list @9\n"
    ),
    (
      "[].pop()",
      "IndexError: pop from empty list @1\n"
    ),
    (
      "[1].index(5)",
      "ValueError: 5 is not in list @1\n"
    ),
    (
      #"print(' a b  c '.split(), 'a,b,,c'.split(','), ' x '.strip(), 'xxaxx'.strip('x'), 'a-b'.partition('-'), '-'.join(['a', 'b']), 'abc'.startswith('ab'), 'abc'.endswith(('x', 'c')), 'Hello World'.title(), 'abc'.center(9, '*'), '7'.zfill(3), 'a\nb'.splitlines(), 'abc'.capitalize(), 'aXb'.swapcase(), '12'.isdigit(), 'a'.isalpha(), 'abcabc'.count('bc'), 'abc'.rjust(5), 'abc'.ljust(5) + '|')"#,
      "['a', 'b', 'c'] ['a', 'b', '', 'c'] x a ('a', '-', 'b') a-b True True Hello World ***abc*** 007 ['a', 'b'] Abc AxB True True 2   abc abc  |\n"
    ),
    (
      "','.join([1, 2])",
      "TypeError: sequence item 0: expected str instance, int found @1\n"
    ),
    (
      #"print('a\tb\\n', r'a\n', 'é', "it's", 'say "hi"', 'both \' and "', repr('a\n'), repr("it's"), repr('é\x00'))"#,
      "a\tb\\n a\\n é it's say \"hi\" both ' and \" 'a\\n' \"it's\" 'é\\x00'\n"
    ),
    (
      "print(repr([1.0, 'a', None, (1,), {'k': {1}}]), str([1, 'a']))",
      "[1.0, 'a', None, (1,), {'k': {1}}] [1, 'a']\n"
    ),
    (
      "l = [1]\nl.append(l)\nprint(l)",
      "[1, [...]]\n"
    ),
    (
      "d = {}\nd['d'] = d\nprint(d)",
      "{'d': {...}}\n"
    ),
    (
      "s = {1, 2, 3}\nprint(s | {4}, s & {2, 9}, s - {1}, s ^ {3, 4}, {1} <= s, s >= {1, 2}, len(s))\ns.add(4); s.discard(1); s.remove(2)\nprint(s)\ns.remove(99)",
      "{1, 2, 3, 4} {2} {2, 3} {1, 2, 4} True True 3\n{3, 4}\nKeyError: 99 @5\n"
    ),
    (
      "assert 1 == 2",
      "AssertionError @1\n"
    ),
    (
      #"assert 1 == 2, "no way""#,
      "AssertionError: no way @1\n"
    ),
    (
      #"assert False, f"x = {1 + 1}""#,
      "AssertionError: x = 2 @1\n"
    ),
    (
      #"raise ValueError("bad value")"#,
      "ValueError: bad value @1\n"
    ),
    (
      "raise RuntimeError",
      "RuntimeError @1\n"
    ),
    (
      "raise KeyError('k')",
      "KeyError: 'k' @1\n"
    ),
    (
      #"raise TypeError("a", 2)"#,
      "TypeError: ('a', 2) @1\n"
    ),
    (
      "raise 5",
      "TypeError: exceptions must derive from BaseException @1\n"
    ),
    (
      "def f():\n    raise IndexError(\"deep\")\ndef g():\n    f()\ng()",
      "IndexError: deep @2\n"
    ),
    (
      "print(1, 2, sep='-', end='!\\n')\nprint(*[1, 2, 3], sep=', ')\nprint()\nprint('a', end='')\nprint('b')",
      "1-2!\n1, 2, 3\n\nab\n"
    ),
    (
      "import math\nprint(math.pi, math.sqrt(2), math.floor(-1.5), math.ceil(1.2), math.exp(1), math.log(10), math.log(8, 2), math.log2(8), math.log10(1000), math.inf, -math.inf, math.nan, math.isnan(math.nan), math.factorial(5), math.gcd(12, 18), math.hypot(3, 4), math.cos(0), math.pow(2, 3), math.trunc(-2.7), math.fabs(-1), math.comb(5, 2), math.isclose(0.1 + 0.2, 0.3), math.degrees(math.pi), math.prod([1, 2, 3]))",
      "3.141592653589793 1.4142135623730951 -2 2 2.718281828459045 2.302585092994046 3.0 3.0 3.0 inf -inf nan True 120 6 5.0 1.0 8.0 -2 1.0 10 True 180.0 6\n"
    ),
    (
      "import math\nmath.sqrt(-1)",
      "ValueError: math domain error @2\n"
    ),
    (
      "import math\nmath.log(0)",
      "ValueError: math domain error @2\n"
    ),
    (
      "import math\nmath.exp(1000)",
      "OverflowError: math range error @2\n"
    ),
    (
      "math.sqrt('a')",
      "TypeError: must be real number, not str @1\n"
    ),
    (
      "x = 10\ndef f():\n    return x\nx = 20\nprint(f())",
      "20\n"
    ),
    (
      "def f(l=[]):\n    l.append(1)\n    return l\nf(); print(f())",
      "[1, 1]\n"
    ),
    (
      "x = 1; y = 2; print(x + y)\nif x: print('yes'); print('also')",
      "3\nyes\nalso\n"
    ),
    (
      "a = [1, 2, 3]\na[0], a[1] = a[1], a[0]\ni = 0\ni, a[i] = 1, 9\nprint(a, i)",
      "[2, 9, 3] 1\n"
    ),
    (
      "print([*range(3), *'ab'], {**{'a': 1}, 'b': 2}, (*[1], 2), {*[1, 2], 3})",
      "[0, 1, 2, 'a', 'b'] {'a': 1, 'b': 2} (1, 2) {1, 2, 3}\n"
    ),
    (
      "print([*5])",
      "TypeError: Value after * must be an iterable, not int @1\n"
    ),
    (
      "print(*5)",
      "TypeError: print() argument after * must be an iterable, not int @1\n"
    ),
    (
      "print({**5})",
      "TypeError: 'int' object is not a mapping @1\n"
    ),
    (
      "print(divmod(7, 2), divmod(-7, 2), pow(2, 10), pow(2, 10, 1000), pow(2.0, 3), divmod(7.5, 2))",
      "(3, 1) (-4, 1) 1024 24 8.0 (3.0, 1.5)\n"
    ),
    (
      "print(bool(0), bool(''), bool([0]), bool(0.0), bool('0'), str(1.0), str(True), list('abc'), tuple([1]), set([1, 1]), dict(a=1), dict([('a', 1)]))",
      "False False True False True 1.0 True ['a', 'b', 'c'] (1,) {1} {'a': 1} {'a': 1}\n"
    ),
    (
      "print(chr(97), ord('a'), hex(255), bin(5), oct(8), callable(len), callable(5), hash(1) == hash(1.0))",
      "a 97 0xff 0b101 0o10 True False True\n"
    ),
    (
      "print(1_000_000, 0xff, 0b11, 0o17, 1e3, .5, 5., 1E-3)",
      "1000000 255 3 15 1000.0 0.5 5.0 0.001\n"
    ),
    (
      #"print("a" "b" f"{1}" 'c')"#,
      "ab1c\n"
    ),
    (
      "x = (1,\n     2,\n     3)\ny = [\n  1,\n  2,  # comment\n]\nprint(x, y)",
      "(1, 2, 3) [1, 2]\n"
    ),
    (
      #"print(len("héllo"), "héllo"[1], "日本語"[::-1], len("e\u0301"), "\u00e9" == "e\u0301")"#,
      "5 é 語本日 2 False\n"
    ),
    (
      "n = 0\nfor i in range(10):\n    for j in range(10):\n        if j == 3: break\n        n += 1\n    if i == 4: break\nprint(n)",
      "15\n"
    ),
    (
      "def f():\n    for i in range(5):\n        while True:\n            if i == 3: return i\n            break\nprint(f())",
      "3\n"
    ),
    (
      "print([1, 2] == [1, 2], [1, 2] != [2, 1], (1, 2) < (1, 2, 3), {'a': 1} == {'a': 1.0}, {1} == {1.0}, 'a' == 1, None == 0)",
      "True True True True True False False\n"
    ),
    (
      "print(float('nan') == float('nan'), 1 == 1.0000000000000002, 9007199254740993 == 9007199254740992.0, 2**62 < 2.0**62, -1 < 0.5)",
      "False False False False True\n"
    ),
    (
      "a = 9223372036854775807\nprint(a, -a - 1, a - 1)",
      "9223372036854775807 -9223372036854775808 9223372036854775806\n"
    ),
    (
      "print(0.1, 1/3, 100.0, 1e22, 1e21, 123456.789e3, -0.0, 1e100, 2.5e-10, 12345678.9, 0.0001, 0.00001)",
      "0.1 0.3333333333333333 100.0 1e+22 1e+21 123456789.0 -0.0 1e+100 2.5e-10 12345678.9 0.0001 1e-05\n"
    ),
    (
      #"print(f"{1e16:.3}", f"{12345.0:.5}", f"{0.0:.2}", f"{1.5:.10}", f"{123:.3e}", f"{1234.5:,.2f}", f"{1e-7:.3g}", f"{100000:g}", f"{1000000:g}", f"{0.5:%}", f"{float('inf'):.2f}", f"{float('nan'):f}", f"{-0.0:.1f}", f"{3:.2f}")"#,
      "1e+16 1.2345e+04 0.0 1.5 1.230e+02 1,234.50 1e-07 100000 1e+06 50.000000% inf nan -0.0 3.00\n"
    ),
    (
      #"print(f"{'a':d}")"#,
      "ValueError: Unknown format code 'd' for object of type 'str' @1\n"
    ),
    (
      #"print(f"{1.5:d}")"#,
      "ValueError: Unknown format code 'd' for object of type 'float' @1\n"
    ),
    (
      #"print(f"{1:s}")"#,
      "ValueError: Unknown format code 's' for object of type 'int' @1\n"
    ),
    (
      #"print(f"{[1]:5}")"#,
      "TypeError: unsupported format string passed to list.__format__ @1\n"
    ),
    (
      #"print(f"{None:5}")"#,
      "TypeError: unsupported format string passed to NoneType.__format__ @1\n"
    ),
    (
      #"print(f"{1:qq}")"#,
      "ValueError: Invalid format specifier 'qq' for object of type 'int' @1\n"
    ),
    (
      #"print(f"{1234567.891:_.1f} {1234:_} {0x1234567:_x} {12345:010,} {-5:=+6} {5: }")"#,
      "1_234_567.9 1_234 123_4567 00,012,345 -    5  5\n"
    ),
    (
      #"print("abc" > "abd", "Z" < "a", "" < "a", "abc" == 'abc')"#,
      "False True True True\n"
    ),
    (
      "a = [[0] * 2] * 2\na[0][0] = 1\nprint(a)",
      "[[1, 0], [1, 0]]\n"
    ),
    (
      "x = [3]\nx *= 2\nx += (4,)\nprint(x)",
      "[3, 3, 4]\n"
    ),
    (
      "x = 'a,b'.split(',')[0].upper() + \"z\"\nprint(x)",
      "Az\n"
    ),
    (
      "(lambda: 1)(2)",
      "TypeError: <lambda>() takes 0 positional arguments but 1 was given @1\n"
    ),
    (
      "f = lambda *a, **k: (a, k)\nprint(f(1, 2, x=3))",
      "((1, 2), {'x': 3})\n"
    ),
    (
      "print(type(lambda: 0), type(range(3)), type(iter([])), type((i for i in [])))",
      "<class 'function'> <class 'range'> <class 'list_iterator'> <class 'generator'>\n"
    ),
    (
      "print([x for x in [1, 2, 3] if x != 2 for _ in range(2)])",
      "[1, 1, 3, 3]\n"
    ),
    (
      "print({k: [v for v in range(k)] for k in range(3)})",
      "{0: [], 1: [0], 2: [0, 1]}\n"
    ),
    (
      "def outer():\n    x = 1\n    return [x + i for i in range(3)], (lambda: x)(), list(x * i for i in range(2))\nprint(outer())",
      "([1, 2, 3], 1, [0, 1])\n"
    ),
    (
      "def make():\n    fs = []\n    for i in range(3):\n        fs.append(lambda: i)\n    return [f() for f in fs]\nprint(make())",
      "[2, 2, 2]\n"
    ),
    (
      "def f(a, b):\n    a, b = b, a\n    c = [a for a in range(2)]\n    return a, b, c\nprint(f(1, 2))",
      "(2, 1, [0, 1])\n"
    ),
    (
      "total = 0\nfor i, (a, b) in enumerate([(1, 2), (3, 4)]):\n    total += i * a * b\nprint(total)",
      "12\n"
    ),
    (
      "x = {'a': {'b': [1, 2]}}\nx['a']['b'][1] += 5\nprint(x)",
      "{'a': {'b': [1, 7]}}\n"
    ),
    (
      "print(sum(x * x for x in range(4)), max(len(s) for s in ['a', 'bbb']), ''.join(str(i) for i in range(3)), sorted((x % 3, x) for x in range(4)))",
      "14 3 012 [(0, 0), (0, 3), (1, 1), (2, 2)]\n"
    ),
    (
      "print(getattr('a', 'nope', 5), hasattr([], 'append'), hasattr(5, 'foo'))",
      "5 True False\n"
    ),
    (
      "getattr(5, 'foo')",
      "AttributeError: 'int' object has no attribute 'foo' @1\n"
    ),
    (
      "print(True + 1, True == 1, str(True), int(True), [False, True][True], -True)",
      "2 True True 1 True -1\n"
    ),
    (
      "print(list({'a': 1}.items())[0], tuple({'a': 1}), max({'a': 1, 'b': 2}.values()), {}.get('a'))",
      "('a', 1) ('a',) 2 None\n"
    ),
    (
      "for i in []: pass\nprint(i)",
      "NameError: name 'i' is not defined @2\n"
    ),
    (
      "x = 1\ndel x\nprint(x)",
      "NameError: name 'x' is not defined @3\n"
    ),
    (
      "del y",
      "NameError: name 'y' is not defined @1\n"
    ),
    (
      "zip([1], 5)",
      "TypeError: 'int' object is not iterable @1\n"
    ),
    (
      "print(list(zip([1, 2], [3])), list(zip()), list(zip(*[(1, 2), (3, 4)])))",
      "[(1, 3)] [] [(1, 3), (2, 4)]\n"
    ),
    (
      "list(zip([1], [1, 2], strict=True))",
      "ValueError: zip() argument 2 is longer than argument 1 @1\n"
    ),
    (
      #"print("a" if 0 else "b", [1, 2, 3][-1:], (1, 2) + (3,), 2 * (1,), "x" in {'x': 1})"#,
      "b [3] (1, 2, 3) (1, 1) True\n"
    ),
    (
      "2 ** 1000 if False else print(2 ** 62)",
      "4611686018427387904\n"
    ),
    (
      #"print("%5.2f|%-8s|%+d|% d|%08.3f|%s" % (3.14159, 'ab', 5, 5, -3.14159, 1.0))"#,
      " 3.14|ab      |+5| 5|-003.142|1.0\n"
    ),
    (
      #"print("%c%c" % ('a', 98), "%5s|%-5s|" % ('a', 'b'), "%.3s" % 'abcdef', "%o %X %#x" % (8, 255, 255))"#,
      "ab     a|b    | abc 10 FF 0xff\n"
    ),
    (
      #"print("%z" % 1)"#,
      "ValueError: unsupported format character 'z' (0x7a) at index 1 @1\n"
    ),
    (
      #"print("%" % 1)"#,
      "ValueError: incomplete format @1\n"
    ),
    (
      "print('{:d}'.format(3.5))",
      "ValueError: Unknown format code 'd' for object of type 'float' @1\n"
    ),
    (
      "print('{a}'.format(b=1))",
      "KeyError: 'a' @1\n"
    ),
    (
      "print('{}{}'.format(1))",
      "IndexError: Replacement index 1 out of range for positional args tuple @1\n"
    ),
    (
      #"print("{:,} {:.3%} {:e}".format(1234567, 0.12345, 12345.6789))"#,
      "1,234,567 12.345% 1.234568e+04\n"
    ),
    (
      "print('abc'.center(9, '*'), '7'.zfill(3), '-7'.zfill(4), 'abc'.center(4) + '|', 'a,b'.rsplit(',', 1))",
      "***abc*** 007 -007 abc | ['a', 'b']\n"
    ),
    (
      #"print(f"{1:qq}")"#,
      "ValueError: Invalid format specifier 'qq' for object of type 'int' @1\n"
    ),
    (
      "x = [1, 2, 3]\nfor i in x:\n    if i < 3: x.append(i + 10)\n    if len(x) > 6: break\nprint(x)",
      "[1, 2, 3, 11, 12]\n"
    ),
    (
      "x = 5 if True else 1/0\nprint(x)",
      "5\n"
    ),
    (
      "def gen_test():\n    data = [1, 2, 3]\n    return sum(d * 2 for d in data if d != 2)\nprint(gen_test())",
      "8\n"
    ),
    (
      "def f(n):\n    total = 0\n    for i in range(n):\n        def g(): return total + i\n        total = g()\n    return total\nprint(f(5))",
      "10\n"
    ),
    (
      "x = 1\ndef f():\n    x = 2\n    def g():\n        return [x for _ in range(2)], [y for y in range(x)]\n    return g()\nprint(f())",
      "([2, 2], [0, 1])\n"
    ),
    (
      "print([[j for j in range(i)] for i in range(3)])\nprint([x for x in [x for x in range(3)]])",
      "[[], [0], [0, 1]]\n[0, 1, 2]\n"
    ),
    (
      "fs = [lambda x, y=y: (x, y) for y in range(2)]\nprint([f(1) for f in fs])\nprint([f() for f in [lambda: z for z in range(3)]])",
      "[(1, 0), (1, 1)]\n[2, 2, 2]\n"
    ),
    (
      "def f(): \n    return\nprint(f())\ndef g(): pass\nprint(g())",
      "None\nNone\n"
    ),
    (
      "a = 1\ndef f():\n    a += 1\nf()",
      "UnboundLocalError: cannot access local variable 'a' where it is not associated with a value @3\n"
    ),
    (
      "print(str(1) + 'a' * 3, 'abc'[::2], 'abc'[5:], ''.join([]))",
      "1aaa ac  \n"
    ),
    (
      "x = {}\nx['a'] += 1",
      "KeyError: 'a' @2\n"
    ),
    (
      "x = []\nx[0] += 1",
      "IndexError: list index out of range @2\n"
    ),
    (
      "print({1, 2} == {2, 1}, {1: 2} != {1: 3}, [] == (), 1 != '1')",
      "True True False True\n"
    ),
    (
      "print((1, 2, 3).count(2), (1, 2).index(2), {1, 2}.issubset({1, 2, 3}), {1}.union([2], (3,)))",
      "1 1 True {1, 2, 3}\n"
    ),
    (
      "(1,).index(9)",
      "ValueError: tuple.index(x): x not in tuple @1\n"
    ),
    (
      "print(all(x > 0 for x in [1, 2]), any(x > 5 for x in [1, 2]), list(x for x in range(3)))",
      "True False [0, 1, 2]\n"
    ),
    (
      "print(-2 ** 2, (-2) ** 2, 2 ** 3 ** 2, not True == False, 1 + 2 * 3 - 4 / 2, 7 // 2 * 2, 5 % 3 ** 2)",
      "-4 4 512 True 5.0 6 5\n"
    ),
    (
      "i = 5\nwhile i:\n    i -= 1\n    if i == 2:\n        continue\n    print(i, end=' ')\nprint()",
      "4 3 1 0 \n"
    ),
    (
      "print(len([1, 2]), len('abc'), len({}), len((1,)), len({1}), len(range(7)))\nlen(len)",
      "2 3 0 1 1 7\nTypeError: object of type 'builtin_function_or_method' has no len() @2\n"
    ),
    (
      "print(float('1.5'), float(2), float(True), float('-.5'), float('1e-3'), float('.5e1'), float('5.'))",
      "1.5 2.0 1.0 -0.5 0.001 5.0 5.0\n"
    ),
    (
      "print(1e3 == 1000, 10 ** 3, 10.0 ** 3, 2 ** 0.5, (-8) ** 3)",
      "True 1000 1000.0 1.4142135623730951 -512\n"
    ),
    (
      "print(\"a\\\\nb\", \"tab\\there\", \"q\\\"q\", 'it\\'s')\nprint(repr(\"a\\\\nb\"), repr(\"tab\\t\"), repr('q\"q'), repr('it\\'s'))",
      "a\\nb tab\there q\"q it's\n'a\\\\nb' 'tab\\t' 'q\"q' \"it's\"\n"
    ),
    (
      "d = {'x': 1, 'y': 2}\nprint(', '.join(f\"{k}={v}\" for k, v in d.items()))\nprint({v: k for k, v in d.items()})",
      "x=1, y=2\n{1: 'x', 2: 'y'}\n"
    ),
    (
      "x = [(1, 'b'), (1, 'a'), (0, 'c')]\nx.sort()\nprint(x)\nx.sort(key=lambda p: p[1], reverse=True)\nprint(x)\nprint(sorted(x, key=lambda p: p[0]))",
      "[(0, 'c'), (1, 'a'), (1, 'b')]\n[(0, 'c'), (1, 'b'), (1, 'a')]\n[(0, 'c'), (1, 'b'), (1, 'a')]\n"
    ),
    (
      "print(max(1, 2.5), max('a', 'b'), min((3, 1), (2, 9)), max([1, 1.0, True]))",
      "2.5 b (2, 9) 1\n"
    ),
    (
      "raise StopIteration",
      "StopIteration @1\n"
    ),
    (
      #"raise ValueError("a\nb")"#,
      "ValueError: a\nb @1\n"
    ),
    (
      "raise Exception",
      "Exception @1\n"
    ),
    (
      #"raise ZeroDivisionError("x", 1)"#,
      "ZeroDivisionError: ('x', 1) @1\n"
    ),
    (
      "e = ValueError(\"msg\")\nprint(e, repr(e), type(e), e.args, isinstance(e, ValueError))",
      "msg ValueError('msg') <class 'ValueError'> ('msg',) True\n"
    ),
    (
      #"print(f"{'x':>{5}}|{'y':<{3}}|{1.23456:.{2}f}")"#,
      "    x|y  |1.23\n"
    ),
    (
      #"print(f'{"a" + "b"} {[i for i in range(3)]} {(lambda x: x * 2)(4)} { {"k": 1}["k"] }')"#,
      "ab [0, 1, 2] 8 1\n"
    ),
    (
      "name = 'world'\nprint(f'hello {name.upper()!r:>10} {len(name):03d} {name[0]}{name[-1]}')",
      "hello    'WORLD' 005 wd\n"
    ),
    (
      "n = 12\nprint(f\"Epoch {n:>4}/{100:<4} | loss {0.123456:.4f} | acc {97.5:6.2f}% | {1e-4:.1e}\")",
      "Epoch   12/100  | loss 0.1235 | acc  97.50% | 1.0e-04\n"
    ),
    (
      "print('Epoch: %d | Loss: %.5f, Accuracy: %.2f%%' % (5, 0.123456, 97.5))\nprint('Epoch [{}/{}], Loss: {:.4f}'.format(1, 10, 0.5))",
      "Epoch: 5 | Loss: 0.12346, Accuracy: 97.50%\nEpoch [1/10], Loss: 0.5000\n"
    ),
    (
      #"print("%s" % (1,), "%s" % ((1, 2),), "%r" % 'a', "%5.1f%%" % 12.34)"#,
      "1 (1, 2) 'a'  12.3%\n"
    ),
    (
      #"print("%d" % 3.99, "%d" % True, "%s" % 1.0, "%g" % 1e-5, "%e" % 0, "%.0f" % 2.5, "%.0f" % 3.5)"#,
      "3 1 1.0 1e-05 0.000000e+00 2 4\n"
    ),
    (
      "x = 3\nprint(x.bit_length(), (3.0).is_integer(), (2.5).is_integer())",
      "2 True False\n"
    ),
    (
      "print(round(3.14159, 3), round(-1.5), round(2.5, 0), round(12345, -3), type(round(2.0)), round(0.1 + 0.2, 2))",
      "3.142 -2 2.0 12000 <class 'int'> 0.3\n"
    ),
    (
      "print([1, 2, 3].index(2), 'hello'.index('l'), 'hello'.find('z'), 'hello'.rfind('l'))\n'hello'.index('z')",
      "1 2 -1 3\nValueError: substring not found @2\n"
    ),
    (
      "a = [1, 2, 3, 4]\na[1:1] = [9]\na[len(a):] = [7]\nprint(a)\na[::2] = [1]",
      "[1, 9, 2, 3, 4, 7]\nValueError: attempt to assign sequence of size 1 to extended slice of size 3 @5\n"
    ),
    (
      "a = list(range(10))\ndel a[::2]\nprint(a)\ndel a[1:3]\nprint(a)",
      "[1, 3, 5, 7, 9]\n[1, 7, 9]\n"
    ),
    (
      "print(0 < 1 == 1 != 2 in [2], 1 < 2 > 3, (1 < 2) < 3)",
      "True False True\n"
    ),
    (
      "def f(x, y):\n    return x * y\nprint(f(y=2, x=3), f(*(1, 2)), f(**{'x': 2, 'y': 4}), f(1, **{'y': 3}))\nf(1, **{'x': 2})",
      "6 2 8 3\nTypeError: f() got multiple values for argument 'x' @4\n"
    ),
    (
      "def f(*, a): return a\nprint(f(a=1))\nf()",
      "1\nTypeError: f() missing 1 required keyword-only argument: 'a' @3\n"
    ),
    (
      "def f(a, b, c): pass\nf()",
      "TypeError: f() missing 3 required positional arguments: 'a', 'b', and 'c' @2\n"
    ),
    (
      "def f(a, /, b): return a, b\nprint(f(1, b=2))\nf(a=1, b=2)",
      "(1, 2)\nTypeError: f() got some positional-only arguments passed as keyword arguments: 'a' @3\n"
    ),
    (
      "print.foo",
      "AttributeError: 'builtin_function_or_method' object has no attribute 'foo' @1\n"
    ),
    (
      "f = 5\nf(1)",
      "TypeError: 'int' object is not callable @2\n"
    ),
    (
      #""abc"()"#,
      "TypeError: 'str' object is not callable @1\n"
    ),
    (
      "[1, 2]()",
      "TypeError: 'list' object is not callable @1\n"
    ),
    (
      "x = lambda: y\nx()",
      "NameError: name 'y' is not defined @1\n"
    ),
    (
      "for a, b in [(1, 2), (3,)]:\n    print(a, b)",
      "1 2\nValueError: not enough values to unpack (expected 2, got 1) @1\n"
    ),
    (
      "for a, b in [1]: pass",
      "TypeError: cannot unpack non-iterable int object @1\n"
    ),
    (
      "a = b = c = 0\na += 1\nprint(a, b, c)",
      "1 0 0\n"
    ),
    (
      "with 5: pass",
      "TypeError: 'int' object does not support the context manager protocol @1\n"
    ),
    (
      "with open_nothing() as f: pass",
      "NameError: name 'open_nothing' is not defined @1\n"
    ),
    (
      "x = 10\nx -= 3; x *= 2; x /= 7; print(x)\nx = 17; x //= 5; x **= 3; x %= 10; x <<= 2; x |= 1; x &= 13; x ^= 2; x >>= 1\nprint(x)",
      "2.0\n7\n"
    ),
    (
      "print(list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(filter(lambda x: x > 1, [1, 2, 3])))",
      "[4, 10] [2, 3]\n"
    ),
    (
      "print(sum([]), sum([1.5, 2]), sum((1, 2), 10), sum(range(101)))\nsum(['a'])",
      "0 3.5 13 5050\nTypeError: unsupported operand type(s) for +: 'int' and 'str' @2\n"
    ),
    (
      "sum([1, 'a'])",
      "TypeError: unsupported operand type(s) for +: 'int' and 'str' @1\n"
    ),
    (
      "print(abs(-0.0), abs(True), min(1, True), max(0.0, -0.0))",
      "0.0 1 1 0.0\n"
    ),
    (
      "iter(5)",
      "TypeError: 'int' object is not iterable @1\n"
    ),
    (
      "next([1])",
      "TypeError: 'list' object is not an iterator @1\n"
    ),
    (
      "reversed(5)",
      "TypeError: 'int' object is not reversible @1\n"
    ),
    (
      "print(list(reversed('abc')), list(reversed(range(5))), list(reversed((1, 2))))",
      "['c', 'b', 'a'] [4, 3, 2, 1, 0] [2, 1]\n"
    ),
    (
      "enumerate(5)",
      "TypeError: 'int' object is not iterable @1\n"
    ),
    (
      "print(tuple(range(3)), set('aab') == {'a', 'b'}, list({'a': 1, 'b': 2}), dict([[1, 2]]), dict({'a': 1}, b=2))\ndict([1])",
      "(0, 1, 2) True ['a', 'b'] {1: 2} {'a': 1, 'b': 2}\nTypeError: cannot convert dictionary update sequence element #0 to a sequence @2\n"
    ),
    (
      "dict([(1, 2, 3)])",
      "ValueError: dictionary update sequence element #0 has length 3; 2 is required @1\n"
    ),
    (
      #"print(''.join(sorted('hello')), 'a' + 'b' 'c', "x".join("abc"))"#,
      "ehllo abc axbxc\n"
    ),
    (
      #"print(bool([]), bool(None), bool(-1), bool("False"))"#,
      "False False True True\n"
    ),
    (
      "print(type(1) == int, type('a') is str, type([]) == list, type(1.0) in (int, float), int is int)",
      "True True True True True\n"
    ),
    (
      "print('ab' in ['ab'], 'a' not in 'xyz', 3 in {3: 1}, (1, 2) in [(1, 2)])\n1 in 5",
      "True True True True\nTypeError: argument of type 'int' is not iterable @2\n"
    ),
    (
      "1 in 'abc'",
      "TypeError: 'in <string>' requires string as left operand, not int @1\n"
    ),
    (
      "print('a' in {'a'}, [] in [[]])\n[] in {1}",
      "True True\nTypeError: unhashable type: 'list' @2\n"
    ),
    (
      "x = 'abc'\nx[0] = 'z'",
      "TypeError: 'str' object does not support item assignment @2\n"
    ),
    (
      "x = range(3)\nx[0] = 1",
      "TypeError: 'range' object does not support item assignment @2\n"
    ),
    (
      "{1, 2}[0]",
      "TypeError: 'set' object is not subscriptable @1\n"
    ),
    (
      "x = {1: 2}\ndel x[1]\ndel x[1]",
      "KeyError: 1 @3\n"
    ),
    (
      "x = (i for i in range(3))\nprint(list(x), list(x))",
      "[0, 1, 2] []\n"
    ),
    (
      "print([i for i in range(20) if i % 2 == 0 if i % 3 == 0], [a + b for a in 'xy' for b in '12'])",
      "[0, 6, 12, 18] ['x1', 'x2', 'y1', 'y2']\n"
    ),
    (
      "class_ = 1\nprint(class_)",
      "1\n"
    ),
    (
      "x = 1,\nprint(x, type(x))",
      "(1,) <class 'tuple'>\n"
    ),
    (
      "a = [1, 2, 3]\nb = a[:]\nc = a.copy()\nd = list(a)\na.clear()\nprint(a, b, c, d)",
      "[] [1, 2, 3] [1, 2, 3] [1, 2, 3]\n"
    ),
    (
      "print(\"%(x)d %(x)s\" % {'x': 1})\nprint(\"%(y)d\" % {'x': 1})",
      "1 1\nKeyError: 'y' @2\n"
    ),
    (
      #"print("{:.2f}".format("a"))"#,
      "ValueError: Unknown format code 'f' for object of type 'str' @1\n"
    ),
    (
      #"print("{0.real} {0.imag}".format(5), "{[1]}".format([1, 2]), "{!r:>5}".format('a'))"#,
      "5 0 2   'a'\n"
    ),
    (
      "print(3 .real, 3..real)",
      "3 3.0\n"
    ),
    (
      "a, (b, [c, *d]), e = 1, (2, [3, 4, 5]), 6\nprint(a, b, c, d, e)",
      "1 2 3 [4, 5] 6\n"
    ),
    (
      "[a, b] = (1, 2)\n(c) = 3\nprint(a, b, c)",
      "1 2 3\n"
    ),
    (
      "def f(a, b=a0 if False else 2): return b\nprint(f(1))",
      "2\n"
    ),
    (
      "def f(a, b=undefined): return b",
      "NameError: name 'undefined' is not defined @1\n"
    ),
    (
      "from math import sqrt, pi as p\nprint(sqrt(4), p)",
      "2.0 3.141592653589793\n"
    ),
    (
      "print(10 ** 15, 10 ** 16, 1.0 * 10 ** 16, 123456789 * 987654321)",
      "1000000000000000 10000000000000000 1e+16 121932631112635269\n"
    ),
    (
      "print(True and False or True, not 0 and 1, 1 if 0 else 2 if 0 else 3)",
      "True 1 3\n"
    ),
    (
      #"print(f"{True:d} {True} {True:>6} {1.0} {1e-10} {100.0:g} {1.5e300 * 1e10}")"#,
      "1 True      1 1.0 1e-10 100 inf\n"
    ),
    (
      "s = 0\nfor i in range(10, 0, -3): s += i\nprint(s, i)",
      "22 1\n"
    ),
    (
      "print(*map(str, range(3)), sep='')",
      "012\n"
    ),
    (
      "x = None\nprint(x is None, x is not None, x == None, x or 'default')\nx.item()",
      "True False True default\nAttributeError: 'NoneType' object has no attribute 'item' @3\n"
    ),
    (
      "result = [x ** 2 for x in range(5)][-2:]\nprint(result, result[0] if result else None)",
      "[9, 16] 9\n"
    ),
    (
      "print(len(str(2 ** 62)), str([1.5, None])[1:-1], repr((1,)), str({'a': (1, 2)}))",
      "19 1.5, None (1,) {'a': (1, 2)}\n"
    ),
    (
      #"print("line1\nline2".split("\n"), "a  b".split(" "), "a b c".split(None, 1), "".split(), "".split(","))"#,
      "['line1', 'line2'] ['a', '', 'b'] ['a', 'b c'] [] ['']\n"
    ),
    (
      #"print("x=%s" % {'a': 1}, "%s-%s" % ("a", "b"), '%s' % True)"#,
      "x={'a': 1} a-b True\n"
    ),
    (
      "print('%.3f' % 2.0005, '%.2f' % 0.125, '%.1f' % 0.25, '%.2f' % 1e10)",
      "2.001 0.12 0.2 10000000000.00\n"
    ),
    (
      "for w in range(0, 24):\n    print('|'.join(f\"{n:0{w},}\" for n in (0, 7, 123, 1234, -1234, 1234567)), f\"{1234.5:0{w},.1f}\", f\"{-1234567.891:0{w}_.2f}\", f\"{0x12345678:0{w}_x}\", f\"{5:+0{w},}\")",
      "0|7|123|1,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +5\n0|7|123|1,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +5\n00|07|123|1,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +5\n000|007|123|1,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +05\n0,000|0,007|0,123|1,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +005\n0,000|0,007|0,123|1,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +0,005\n00,000|00,007|00,123|01,234|-1,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +0,005\n000,000|000,007|000,123|001,234|-01,234|1,234,567 1,234.5 -1_234_567.89 1234_5678 +00,005\n0,000,000|0,000,007|0,000,123|0,001,234|-001,234|1,234,567 01,234.5 -1_234_567.89 1234_5678 +000,005\n0,000,000|0,000,007|0,000,123|0,001,234|-0,001,234|1,234,567 001,234.5 -1_234_567.89 1234_5678 +0,000,005\n00,000,000|00,000,007|00,000,123|00,001,234|-0,001,234|01,234,567 0,001,234.5 -1_234_567.89 0_1234_5678 +0,000,005\n000,000,000|000,000,007|000,000,123|000,001,234|-00,001,234|001,234,567 0,001,234.5 -1_234_567.89 0_1234_5678 +00,000,005\n0,000,000,000|0,000,000,007|0,000,000,123|0,000,001,234|-000,001,234|0,001,234,567 00,001,234.5 -1_234_567.89 00_1234_5678 +000,000,005\n0,000,000,000|0,000,000,007|0,000,000,123|0,000,001,234|-0,000,001,234|0,001,234,567 000,001,234.5 -1_234_567.89 000_1234_5678 +0,000,000,005\n00,000,000,000|00,000,000,007|00,000,000,123|00,000,001,234|-0,000,001,234|00,001,234,567 0,000,001,234.5 -01_234_567.89 0000_1234_5678 +0,000,000,005\n000,000,000,000|000,000,000,007|000,000,000,123|000,000,001,234|-00,000,001,234|000,001,234,567 0,000,001,234.5 -001_234_567.89 0_0000_1234_5678 +00,000,000,005\n0,000,000,000,000|0,000,000,000,007|0,000,000,000,123|0,000,000,001,234|-000,000,001,234|0,000,001,234,567 00,000,001,234.5 -0_001_234_567.89 0_0000_1234_5678 +000,000,000,005\n0,000,000,000,000|0,000,000,000,007|0,000,000,000,123|0,000,000,001,234|-0,000,000,001,234|0,000,001,234,567 000,000,001,234.5 -0_001_234_567.89 00_0000_1234_5678 +0,000,000,000,005\n00,000,000,000,000|00,000,000,000,007|00,000,000,000,123|00,000,000,001,234|-0,000,000,001,234|00,000,001,234,567 0,000,000,001,234.5 -00_001_234_567.89 000_0000_1234_5678 +0,000,000,000,005\n000,000,000,000,000|000,000,000,000,007|000,000,000,000,123|000,000,000,001,234|-00,000,000,001,234|000,000,001,234,567 0,000,000,001,234.5 -000_001_234_567.89 0000_0000_1234_5678 +00,000,000,000,005\n0,000,000,000,000,000|0,000,000,000,000,007|0,000,000,000,000,123|0,000,000,000,001,234|-000,000,000,001,234|0,000,000,001,234,567 00,000,000,001,234.5 -0_000_001_234_567.89 0_0000_0000_1234_5678 +000,000,000,000,005\n0,000,000,000,000,000|0,000,000,000,000,007|0,000,000,000,000,123|0,000,000,000,001,234|-0,000,000,000,001,234|0,000,000,001,234,567 000,000,000,001,234.5 -0_000_001_234_567.89 0_0000_0000_1234_5678 +0,000,000,000,000,005\n00,000,000,000,000,000|00,000,000,000,000,007|00,000,000,000,000,123|00,000,000,000,001,234|-0,000,000,000,001,234|00,000,000,001,234,567 0,000,000,000,001,234.5 -00_000_001_234_567.89 00_0000_0000_1234_5678 +0,000,000,000,000,005\n000,000,000,000,000,000|000,000,000,000,000,007|000,000,000,000,000,123|000,000,000,000,001,234|-00,000,000,000,001,234|000,000,000,001,234,567 0,000,000,000,001,234.5 -000_000_001_234_567.89 000_0000_0000_1234_5678 +00,000,000,000,000,005\n"
    ),
    (
      #"print(f"{'é':>5}|{'é':*^5}|{12:é>6}|{1:0100000,}"[:40])"#,
      "    é|**é**|éééé12|0,000,000,000,000,000\n"
    ),
  ]
}
