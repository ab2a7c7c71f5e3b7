/// What real Python makes of snippets: the source and its tree, as `text` writes trees.
///
/// Asked from CPython 3.11 through its `ast` module.
enum TreeGoldens {
  static let all: [(source: String, tree: String)] = [
    (
      "x = 1",
      "(assign x = 1)"
    ),
    (
      "x = y = z = 0",
      "(assign x y z = 0)"
    ),
    (
      "a, b = b, a",
      "(assign t(a,b) = t(b,a))"
    ),
    (
      "a, *rest = [1, 2, 3]",
      "(assign t(a,*rest) = l[1,2,3])"
    ),
    (
      "(a, (b, c)), d = t",
      "(assign t(t(a,t(b,c)),d) = t)"
    ),
    (
      "[a, b] = c",
      "(assign l[a,b] = c)"
    ),
    (
      "p.requires_grad = False",
      "(assign p.requires_grad = False)"
    ),
    (
      "x[0], y[1:2] = 1, 2",
      "(assign t(x[0],y[slice(1:2:)]) = t(1,2))"
    ),
    (
      "x[i, :, None, ...] = -1",
      "(assign x[t(i,slice(::),None,...)] = (- 1))"
    ),
    (
      "x[mask] += 1",
      "(aug x[mask] += 1)"
    ),
    (
      "x += 1; y -= 2; z *= 3; w /= 4; v //= 5; u %= 6; t **= 2; s @= r; q &= 1; q |= 2; q ^= 3; q <<= 1; q >>= 1",
      "(aug x += 1) (aug y -= 2) (aug z *= 3) (aug w /= 4) (aug v //= 5) (aug u %= 6) (aug t **= 2) (aug s @= r) (aug q &= 1) (aug q |= 2) (aug q ^= 3) (aug q <<= 1) (aug q >>= 1)"
    ),
    (
      "x: int = 3",
      "(ann x 3)"
    ),
    (
      "x: float",
      "(ann x)"
    ),
    (
      "del a, b[0], c.d",
      "(del a b[0] c.d)"
    ),
    (
      "del (a, b)",
      "(del t(a,b))"
    ),
    (
      "pass; pass;",
      "(pass) (pass)"
    ),
    (
      #"assert x > 0, f"bad {x}""#,
      "(assert (x > 0) f('bad '+{x}))"
    ),
    (
      "assert (a, b)",
      "(assert t(a,b))"
    ),
    (
      #"raise ValueError("no")"#,
      "(raise ValueError('no'))"
    ),
    (
      "raise ValueError from None",
      "(raise ValueError from None)"
    ),
    (
      "raise",
      "(raise)"
    ),
    (
      "if a: b\nelif c: d\nelse: e",
      "(if a then[(expr b)] c then[(expr d)] else[(expr e)])"
    ),
    (
      "if a:\n    b\nelse:\n    if c:\n        d",
      "(if a then[(expr b)] else[(if c then[(expr d)])])"
    ),
    (
      "while x < 3:\n    x += 1\n    if x == 2: continue\n    break\nelse:\n    y = 0",
      "(while (x < 3) do[(aug x += 1) (if (x == 2) then[(continue)]) (break)] else[(assign y = 0)])"
    ),
    (
      "for i in range(10): pass",
      "(for i in range(10) do[(pass)])"
    ),
    (
      "for i, (x, y) in enumerate(loader, 1):\n    for j in 1, 2, 3: print(j)\nelse:\n    done = True",
      "(for t(i,t(x,y)) in enumerate(loader,1) do[(for j in t(1,2,3) do[(expr print(j))])] else[(assign done = True)])"
    ),
    (
      "for i, in z: pass",
      "(for t(i) in z do[(pass)])"
    ),
    (
      "for x[0] in y: pass",
      "(for x[0] in y do[(pass)])"
    ),
    (
      "with torch.no_grad(): x = 1",
      "(with torch.no_grad() do[(assign x = 1)])"
    ),
    (
      "with a as b, c() as (d, e):\n    f",
      "(with a as b c() as t(d,e) do[(expr f)])"
    ),
    (
      "with (a as b, c as d,): f",
      "(with a as b c as d do[(expr f)])"
    ),
    (
      "with (a, b): c",
      "(with a b do[(expr c)])"
    ),
    (
      "with (yield_) as x: c",
      "(with yield_ as x do[(expr c)])"
    ),
    (
      "def f(): return",
      "(def f () do[(return)])"
    ),
    (
      "def f(a, b=1, *c, d, e=2, **g): return a, b",
      "(def f (a,b=1,*c,d,e=2,**g) do[(return t(a,b))])"
    ),
    (
      "def f(a, /, b, *, c): return *a, b",
      "(def f (a,/,b,*,c) do[(return t(*a,b))])"
    ),
    (
      "def f(x: int, y: \"str\" = 'a') -> float:\n    \"\"\"doc\"\"\"\n    return x\n@torch.no_grad()\n@torch.inference_mode\ndef g(x): return x",
      "(def f (x,y='a') do[(expr 'doc') (return x)]) (def g (x) @torch.no_grad() @torch.inference_mode do[(return x)])"
    ),
    (
      "import torch",
      "(import torch>torch)"
    ),
    (
      "import torch.nn as nn",
      "(import torch.nn>nn)"
    ),
    (
      "import torch.nn.functional as F, math, time as t",
      "(import torch.nn.functional>F math>math time>t)"
    ),
    (
      "import torch.nn.functional",
      "(import torch>torch)"
    ),
    (
      "from torch import nn, optim as o",
      "(import torch:nn>nn torch:optim>o)"
    ),
    (
      "from torch.utils.data import (DataLoader, TensorDataset,)",
      "(import torch.utils.data:DataLoader>DataLoader torch.utils.data:TensorDataset>TensorDataset)"
    ),
    (
      #"print("a", end="")"#,
      "(expr print('a',end=''))"
    ),
    (
      "print(*a, sep=', ', **k)",
      "(expr print(*a,sep=', ',**k))"
    ),
    (
      "f(*a, b, *c, d=1, **e)",
      "(expr f(*a,b,*c,d=1,**e))"
    ),
    (
      "f(x for x in y)",
      "(expr f(generator(x for x in y)))"
    ),
    (
      "f((x for x in y), 1)",
      "(expr f(generator(x for x in y),1))"
    ),
    (
      "f(a)(b)[c].d",
      "(expr f(a)(b)[c].d)"
    ),
    (
      "f(lambda: 0, lambda x, y=1, *z, **w: x)",
      "(expr f(lambda():0,lambda(x,y=1,*z,**w):x))"
    ),
    (
      "lambda *, a: a",
      "(expr lambda(*,a):a)"
    ),
    (
      "x if y else z if w else v",
      "(expr (x if y else (z if w else v)))"
    ),
    (
      "a or b and not c or not not d",
      "(expr (a or (b and (not c)) or (not (not d))))"
    ),
    (
      "a < b <= c != d is not e not in f in g is h == i >= j > k",
      "(expr (a < b <= c != d is not e not in f in g is h == i >= j > k))"
    ),
    (
      "-x ** -y",
      "(expr (- (x ** (- y))))"
    ),
    (
      "-2 ** 2",
      "(expr (- (2 ** 2)))"
    ),
    (
      "2 ** 3 ** 2",
      "(expr (2 ** (3 ** 2)))"
    ),
    (
      "a - b - c * d / e // f % g @ h",
      "(expr ((a - b) - (((((c * d) / e) // f) % g) @ h)))"
    ),
    (
      "a | b ^ c & d << e >> f + g",
      "(expr (a | (b ^ (c & ((d << e) >> (f + g))))))"
    ),
    (
      "~a + +b - -c",
      "(expr (((~ a) + (+ b)) - (- c)))"
    ),
    (
      "not a == b",
      "(expr (not (a == b)))"
    ),
    (
      "(a)",
      "(expr a)"
    ),
    (
      "(a,)",
      "(expr t(a))"
    ),
    (
      "()",
      "(expr t())"
    ),
    (
      "a,",
      "(expr t(a))"
    ),
    (
      "1, 2,",
      "(expr t(1,2))"
    ),
    (
      "[]",
      "(expr l[])"
    ),
    (
      "[1, 2,]",
      "(expr l[1,2])"
    ),
    (
      "[*a, *b]",
      "(expr l[*a,*b])"
    ),
    (
      "{}",
      "(expr d{})"
    ),
    (
      "{1}",
      "(expr s{1})"
    ),
    (
      "{1, *a}",
      "(expr s{1,*a})"
    ),
    (
      "{1: 2, **d, 'k': v,}",
      "(expr d{1:2,**d,'k':v})"
    ),
    (
      "[x for x in y]",
      "(expr list(x for x in y))"
    ),
    (
      "[x for x in y if a if b for z in w]",
      "(expr list(x for x in y if a if b for z in w))"
    ),
    (
      "{x for x in y}",
      "(expr set(x for x in y))"
    ),
    (
      "{k: v for k, v in d.items()}",
      "(expr dict(k:v for t(k,v) in d.items()))"
    ),
    (
      "(x for x in y)",
      "(expr generator(x for x in y))"
    ),
    (
      "[(i, j) for i, *j in z]",
      "(expr list(t(i,j) for t(i,*j) in z))"
    ),
    (
      "[a if b else c for d in e if f or g]",
      "(expr list((a if b else c) for d in e if (f or g)))"
    ),
    (
      "[lambda: x for x in y]",
      "(expr list(lambda():x for x in y))"
    ),
    (
      "x[1]",
      "(expr x[1])"
    ),
    (
      "x[1:2]",
      "(expr x[slice(1:2:)])"
    ),
    (
      "x[:]",
      "(expr x[slice(::)])"
    ),
    (
      "x[::]",
      "(expr x[slice(::)])"
    ),
    (
      "x[::-1]",
      "(expr x[slice(::(- 1))])"
    ),
    (
      "x[1:]",
      "(expr x[slice(1::)])"
    ),
    (
      "x[:, 0]",
      "(expr x[t(slice(::),0)])"
    ),
    (
      "x[..., 1:2:3, None]",
      "(expr x[t(...,slice(1:2:3),None)])"
    ),
    (
      "x[a, ]",
      "(expr x[t(a)])"
    ),
    (
      "x[*a]",
      "(expr x[t(*a)])"
    ),
    (
      "x[a:b, c:d]",
      "(expr x[t(slice(a:b:),slice(c:d:))])"
    ),
    (
      "x[(1, 2)]",
      "(expr x[t(1,2)])"
    ),
    (
      "0; 1_000; 0x1F; 0b101; 0o17; 0xdead_beef; 00",
      "(expr 0) (expr 1000) (expr 31) (expr 5) (expr 15) (expr 3735928559) (expr 0)"
    ),
    (
      "1.; .5; 1e3; 1E-3; 1.5e+10; 1_0.0_1; 1e400; 5e-324",
      "(expr f4607182418800017408) (expr f4602678819172646912) (expr f4652007308841189376) (expr f4562254508917369340) (expr f4759161926875873280) (expr f4621824747088505733) (expr f9218868437227405312) (expr f1)"
    ),
    (
      "0.1 .real",
      "(expr f4591870180066957722.real)"
    ),
    (
      "1if x else 2",
      "(expr (1 if x else 2))"
    ),
    (
      #"'a' "b" 'c'"#,
      "(expr 'abc')"
    ),
    (
      #"'a\n\t\\\'\"\x41\u00e9\101\q'"#,
      #"(expr 'a<10><9>\'"A<233>A\q')"#
    ),
    (
      "r'\\n' R\"\\d\"\n\"\"\"a\nb\"\"\"",
      #"(expr '\n\d') (expr 'a<10>b')"#
    ),
    (
      "'''it's'''",
      "(expr 'it's')"
    ),
    (
      "'a\\\nb'",
      "(expr 'ab')"
    ),
    (
      "u'x'",
      "(expr 'x')"
    ),
    (
      #"f"{x}""#,
      "(expr f({x}))"
    ),
    (
      #"f"{x:.4f} {y!r:>10} {z=} {w = :.2f} {{}}""#,
      "(expr f({x:'.4f'}+' '+{y!r:'>10'}+' z='+{z!r}+' w = '+{w:'.2f'}+' {}'))"
    ),
    (
      #"f"a{b}c" "d{e}" f'{f["g"]}'"#,
      "(expr f('a'+{b}+'cd{e}'+{f['g']}))"
    ),
    (
      #"f"{x:{w}.{p}f}""#,
      "(expr f({x:{w}+'.'+{p}+'f'}))"
    ),
    (
      #"f"{x!s}{y!a}""#,
      "(expr f({x!s}+{y!a}))"
    ),
    (
      #"f"{a if b else c}""#,
      "(expr f({(a if b else c)}))"
    ),
    (
      #"f"{(lambda x: 1)(2)}""#,
      "(expr f({lambda(x):1(2)}))"
    ),
    (
      #"f"{x:%H:%M}""#,
      "(expr f({x:'%H:%M'}))"
    ),
    (
      #"f"{d['k']:>{n}}""#,
      "(expr f({d['k']:'>'+{n}}))"
    ),
    (
      #"f"{a == b} {a != b} {a >= b} {a<=b}""#,
      "(expr f({(a == b)}+' '+{(a != b)}+' '+{(a >= b)}+' '+{(a <= b)}))"
    ),
    (
      #"f"{{{x}}}""#,
      "(expr f('{'+{x}+'}'))"
    ),
    (
      "f'{x,}'",
      "(expr f({t(x)}))"
    ),
    (
      "f\"\"\"{\nx\n}\"\"\"",
      "(expr f({x}))"
    ),
    (
      #"rf"\d{x}\n""#,
      #"(expr f('\d'+{x}+'\n'))"#
    ),
    (
      #"f"\n{x}\t""#,
      "(expr f('<10>'+{x}+'<9>'))"
    ),
    (
      #"f"{x:,} {x:.1%} {x:{'>'}{10}}""#,
      "(expr f({x:','}+' '+{x:'.1%'}+' '+{x:{'>'}+{10}}))"
    ),
    (
      #"f"{3.4:10}""#,
      "(expr f({f4614838538166547251:'10'}))"
    ),
    (
      #"f"{ {1:2}[1] }""#,
      "(expr f({d{1:2}[1]}))"
    ),
    (
      "x = (1 +\n     2)",
      "(assign x = (1 + 2))"
    ),
    (
      "x = 1 + \\\n    2",
      "(assign x = (1 + 2))"
    ),
    (
      "x = [  # comment\n    1,\n\n    2,  # two\n]",
      "(assign x = l[1,2])"
    ),
    (
      "# only a comment",
      ""
    ),
    (
      "if x:  # c\n    # d\n\n    y = 1\n  # e",
      "(if x then[(assign y = 1)])"
    ),
    (
      "z = 2",
      "(assign z = 2)"
    ),
    (
      "if True:\n\ttab = 1\n\tif x:\n\t\ty",
      "(if True then[(assign tab = 1) (if x then[(expr y)])])"
    ),
    (
      "x = 1;",
      "(assign x = 1)"
    ),
    (
      #"print(f"Epoch: {epoch} | Loss: {loss:.5f}, Acc: {acc:.2f}%")"#,
      "(expr print(f('Epoch: '+{epoch}+' | Loss: '+{loss:'.5f'}+', Acc: '+{acc:'.2f'}+'%')))"
    ),
    (
      "print('Epoch [%d/%d], Loss: %.4f' % (epoch + 1, n, loss.item()))",
      "(expr print(('Epoch [%d/%d], Loss: %.4f' % t((epoch + 1),n,loss.item()))))"
    ),
    (
      "correct += (predicted == labels).sum().item()",
      "(aug correct += (predicted == labels).sum().item())"
    ),
    (
      "total_loss, n = 0., 0",
      "(assign t(total_loss,n) = t(f0,0))"
    ),
    (
      "optimizer.param_groups[0]['lr'] = lr * (0.1 ** (epoch // 30))",
      "(assign optimizer.param_groups[0]['lr'] = (lr * (f4591870180066957722 ** (epoch // 30))))"
    ),
    (
      "é = naïve_名 = 1",
      "(assign é naïve_名 = 1)"
    ),
    (
      "match = 1",
      "(assign match = 1)"
    ),
    (
      "match(x)",
      "(expr match(x))"
    ),
    (
      "match[x] = 2",
      "(assign match[x] = 2)"
    ),
    (
      "case = type = 3",
      "(assign case type = 3)"
    ),
    (
      "print = 4",
      "(assign print = 4)"
    ),
    (
      #"_ = __name__ == "__main__""#,
      "(assign _ = (__name__ == '__main__'))"
    ),
    (
      "x = yield_ = None",
      "(assign x yield_ = None)"
    ),
    (
      "a = b if c else d, e",
      "(assign a = t((b if c else d),e))"
    ),
    (
      "for x in a if b else c: pass",
      "(for x in (a if b else c) do[(pass)])"
    ),
    (
      "while a and b or c: pass",
      "(while ((a and b) or c) do[(pass)])"
    ),
    (
      "return_ = 1",
      "(assign return_ = 1)"
    ),
    (
      "x = not a",
      "(assign x = (not a))"
    ),
    (
      "x = a if not b else c",
      "(assign x = (a if (not b) else c))"
    ),
    (
      "x = lambda: (yield_)",
      "(assign x = lambda():yield_)"
    ),
    (
      "x[lambda: 1]",
      "(expr x[lambda():1])"
    ),
    (
      "x[a:lambda: 1]",
      "(expr x[slice(a:lambda():1:)])"
    ),
    (
      "{lambda: 1: 2}",
      "(expr d{lambda():1:2})"
    ),
    (
      "x = *a, b",
      "(assign x = t(*a,b))"
    ),
    (
      "for x in *a, b: pass",
      "(for x in t(*a,b) do[(pass)])"
    ),
    (
      "x.y.z = w.v()[0]",
      "(assign x.y.z = w.v()[0])"
    ),
    (
      #""a" % b % c"#,
      "(expr (('a' % b) % c))"
    ),
    (
      "a.b(c)(d).e[f].g = h",
      "(assign a.b(c)(d).e[f].g = h)"
    ),
    (
      "if x:\n    pass\n    # trailing",
      "(if x then[(pass)])"
    ),
    (
      "def f():\n    for i in x:\n        if i:\n            return i\n\n    return None",
      "(def f () do[(for i in x do[(if i then[(return i)])]) (return None)])"
    ),
    (
      "y = f()",
      "(assign y = f())"
    ),
  ]
}
