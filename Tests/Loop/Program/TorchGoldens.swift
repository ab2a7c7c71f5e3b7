/// What PyTorch 2.13 prints for snippets; an error is its last line with ` @` and the line that raised.

enum TorchGoldens {
  static let all: [(source: String, output: String)] = [
    (
      "torch.manual_seed(0)\nx = torch.randn(3, 4)\nprint(x, x.shape, x.dtype, x.sum(), x.mean(0), x.max(), x.max(1), x.argmax(dim=1), x.size(), x.size(0), x.dim(), x.numel(), len(x))",
      "tensor([[ 1.5410, -0.2934, -2.1788,  0.5684],\n        [-1.0845, -1.3986,  0.4033,  0.8380],\n        [-0.7193, -0.4033, -0.5966,  0.1820]]) torch.Size([3, 4]) torch.float32 tensor(-3.1417) tensor([-0.0876, -0.6985, -0.7907,  0.5295]) tensor(1.5410) torch.return_types.max(\nvalues=tensor([1.5410, 0.8380, 0.1820]),\nindices=tensor([0, 3, 3])) tensor([0, 3, 3]) torch.Size([3, 4]) 3 2 12 3\n"
    ),
    (
      "x = torch.tensor([[1, 2], [3, 4]])\nprint(x, x.float(), x.tolist(), x[0], x[0, 1], x[:, 0], x[..., -1], x[None].shape, x[x > 1], x[[1, 0]], x[torch.tensor([0])], x.T, x.t(), x @ x, x * 2, 2 * x, x / 2, x // 2, x % 2, x ** 2, -x, x == 2, x != 2, ~(x > 1))",
      "tensor([[1, 2],\n        [3, 4]]) tensor([[1., 2.],\n        [3., 4.]]) [[1, 2], [3, 4]] tensor([1, 2]) tensor(2) tensor([1, 3]) tensor([2, 4]) torch.Size([1, 2, 2]) tensor([2, 3, 4]) tensor([[3, 4],\n        [1, 2]]) tensor([[1, 2]]) tensor([[1, 3],\n        [2, 4]]) tensor([[1, 3],\n        [2, 4]]) tensor([[ 7, 10],\n        [15, 22]]) tensor([[2, 4],\n        [6, 8]]) tensor([[2, 4],\n        [6, 8]]) tensor([[0.5000, 1.0000],\n        [1.5000, 2.0000]]) tensor([[0, 1],\n        [1, 2]]) tensor([[1, 0],\n        [1, 0]]) tensor([[ 1,  4],\n        [ 9, 16]]) tensor([[-1, -2],\n        [-3, -4]]) tensor([[False,  True],\n        [False, False]]) tensor([[ True, False],\n        [ True,  True]]) tensor([[ True, False],\n        [False, False]])\n"
    ),
    (
      "x = torch.zeros(3, 3)\nx[0] = 1\nx[1, 1] = 5.\nx[2, :2] = torch.tensor([7., 8.])\nx[x > 6] = 0\nx[:, 2] += 3\nx[torch.tensor([0, 2])] *= 2\nprint(x)\nx[[0, 1], [1, 2]] = torch.tensor([10., 20.])\nprint(x, x[[0, 1], [1, 2]], x[0, [1, 2]], x[:, [0, 2]], x[1:, None, 0])",
      "tensor([[2., 2., 8.],\n        [0., 5., 3.],\n        [0., 0., 6.]])\ntensor([[ 2., 10.,  8.],\n        [ 0.,  5., 20.],\n        [ 0.,  0.,  6.]]) tensor([10., 20.]) tensor([10.,  8.]) tensor([[ 2.,  8.],\n        [ 0., 20.],\n        [ 0.,  6.]]) tensor([[0.],\n        [0.]])\n"
    ),
    (
      "w = torch.randn(3, requires_grad=True)\nprint(w.requires_grad, w.is_leaf, w.grad, w.grad_fn)\nloss = (w ** 2).sum()\nloss.backward()\nprint(w.grad is not None, torch.equal(w.grad, 2 * w.detach()))\nwith torch.no_grad():\n    w -= 0.1 * w.grad\nw.grad.zero_()\nprint(w.grad)\nw.grad = None\nprint(w.grad)",
      "True True None None\nTrue True\ntensor([0., 0., 0.])\nNone\n"
    ),
    (
      "w = torch.ones(2, requires_grad=True)\nw += 1",
      "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation. @2\n"
    ),
    (
      #"torch.argmax("a")"#,
      "TypeError: argmax(): argument 'input' (position 1) must be Tensor, not str @1\n"
    ),
    (
      #"torch.zeros("a")"#,
      "TypeError: zeros(): argument 'size' (position 1) must be tuple of ints, not str @1\n"
    ),
    (
      "x = torch.ones(2)\nx.foo",
      "AttributeError: 'Tensor' object has no attribute 'foo' @2\n"
    ),
    (
      "torch.foo",
      "AttributeError: module 'torch' has no attribute 'foo' @1\n"
    ),
    (
      "x = torch.ones(2)\nx.fooo()",
      "AttributeError: 'Tensor' object has no attribute 'fooo' @2\n"
    ),
    (
      "torch.nn.functional.reluu(x)",
      "AttributeError: module 'torch.nn.functional' has no attribute 'reluu' @1\n"
    ),
    (
      "x = torch.ones(2, 3)\nx.argmax(\"a\")",
      "TypeError: argmax(): argument 'dim' (position 1) must be int, not str @2\n"
    ),
    (
      "x = torch.ones(2, 3)\nx.sum(5)",
      "IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 5) @2\n"
    ),
    (
      "x = torch.ones(2, 3)\nx.backward()",
      "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn @2\n"
    ),
    (
      "x = torch.ones(2, 3, requires_grad=True)\nx.sum().backward()\nx.numpy()",
      "RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead. @3\n"
    ),
    (
      "x = torch.ones(2, 3)\nif x: pass",
      "RuntimeError: Boolean value of Tensor with more than one value is ambiguous @2\n"
    ),
    (
      "x = torch.ones(3)\nx[5]",
      "IndexError: index 5 is out of bounds for dimension 0 with size 3 @2\n"
    ),
    (
      "x = torch.ones(3)\nx[1, 2]",
      "IndexError: too many indices for tensor of dimension 1 @2\n"
    ),
    (
      "x = torch.ones(3)\nx[\"a\"]",
      "TypeError: new(): invalid data type 'str' @2\n"
    ),
    (
      "x = torch.ones(2, 3) + torch.ones(2)",
      "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1 @1\n"
    ),
    (
      #"x = torch.ones(2) + "a""#,
      "TypeError: unsupported operand type(s) for +: 'Tensor' and 'str' @1\n"
    ),
    (
      #"x = "a" + torch.ones(2)"#,
      "TypeError: can only concatenate str (not \"Tensor\") to str @1\n"
    ),
    (
      "x = torch.ones(2)\nx.cuda()",
      "AssertionError: Torch not compiled with CUDA enabled @2\n"
    ),
    (
      "x = torch.ones(2)\nx.to(\"cuda\")",
      "AssertionError: Torch not compiled with CUDA enabled @2\n"
    ),
    (
      "d = torch.device(\"cuda\" if torch.cuda.is_available() else \"cpu\")\nprint(d, d.type, repr(d))\nx = torch.ones(2).to(d)\nprint(x.device)",
      "cpu cpu device(type='cpu')\ncpu\n"
    ),
    (
      #"print(f"{torch.tensor(1.5):.3f} {torch.tensor(3)} {torch.tensor([1, 2])}", "%.2f" % torch.tensor(2.5), float(torch.tensor(2)), int(torch.tensor(2.7)), bool(torch.tensor(0)))"#,
      "1.500 3 tensor([1, 2]) 2.50 2.0 2 False\n"
    ),
    (
      #"print(f"{torch.ones(2):.3f}")"#,
      "TypeError: unsupported format string passed to Tensor.__format__ @1\n"
    ),
    (
      "torch.manual_seed(42)\nmodel = nn.Sequential(nn.Linear(10, 16), nn.ReLU(), nn.Linear(16, 3))\nopt = torch.optim.Adam(model.parameters(), lr=0.01)\nx = torch.randn(32, 10)\ny = torch.randint(0, 3, (32,))\ncrit = nn.CrossEntropyLoss()\nfor epoch in range(5):\n    logits = model(x)\n    loss = crit(logits, y)\n    opt.zero_grad()\n    loss.backward()\n    opt.step()\n    acc = (logits.argmax(1) == y).float().mean()\n    print(f\"{epoch} {loss.item():.4f} {acc:.4f}\")\nprint(len(list(model.parameters())), [tuple(p.shape) for p in model.parameters()], [n for n, _ in model.named_parameters()])\nprint(opt.param_groups[0]['lr'])\nopt.param_groups[0]['lr'] = 0.5\nprint(opt.param_groups[0]['lr'])\nfor g in opt.param_groups: g['lr'] *= 0.1\nprint(opt.param_groups[0]['lr'])",
      "0 1.1454 0.4062\n1 1.1072 0.5312\n2 1.0716 0.5938\n3 1.0384 0.6250\n4 1.0082 0.5312\n4 [(16, 10), (16,), (3, 16), (3,)] ['0.weight', '0.bias', '2.weight', '2.bias']\n0.01\n0.5\n0.05\n"
    ),
    (
      "torch.manual_seed(1)\nw = torch.randn(2, 1, requires_grad=True)\nb = torch.zeros(1, requires_grad=True)\nx = torch.randn(20, 2)\ny = x @ torch.tensor([[2.], [-1.]]) + 0.5\nfor epoch in range(20):\n    pred = x @ w + b\n    loss = ((pred - y) ** 2).mean()\n    loss.backward()\n    with torch.no_grad():\n        for p in [w, b]:\n            p -= 0.1 * p.grad\n            p.grad.zero_()\n    if epoch % 5 == 0:\n        print('Epoch %d loss %.6f' % (epoch, loss.item()))",
      "Epoch 0 loss 2.309662\nEpoch 5 loss 0.580877\nEpoch 10 loss 0.165998\nEpoch 15 loss 0.050670\n"
    ),
    (
      "torch.manual_seed(1)\nw = torch.randn(2, 1, requires_grad=True)\nx = torch.randn(20, 2)\nfor epoch in range(3):\n    loss = (x @ w).pow(2).mean()\n    g, = torch.autograd.grad(loss, [w])\n    w.data -= 0.1 * g\n    print(f\"{loss:.5f} {w.data.flatten().tolist()[0]:.5f}\")",
      "0.34280 0.58159\n0.25166 0.51196\n0.18608 0.45109\n"
    ),
    (
      "torch.set_grad_enabled(False)\nw = torch.ones(2, requires_grad=True)\ny = w * 2\nprint(y.requires_grad)\ntorch.set_grad_enabled(True)\ny = w * 2\nprint(y.requires_grad)\nwith torch.set_grad_enabled(False):\n    y = w * 2\n    print(y.requires_grad)\ny = w * 2\nprint(y.requires_grad)\n@torch.no_grad()\ndef f(): return w * 2\nprint(f().requires_grad)",
      "False\nTrue\nFalse\nTrue\nFalse\n"
    ),
    (
      "def f():\n    with torch.no_grad():\n        for i in range(3):\n            if i == 1: return torch.is_grad_enabled()\nprint(f(), torch.is_grad_enabled())\nfor i in range(2):\n    with torch.no_grad():\n        break\nprint(torch.is_grad_enabled())\nfor i in range(2):\n    with torch.no_grad():\n        with torch.enable_grad():\n            print(torch.is_grad_enabled())\n        continue\nprint(torch.is_grad_enabled())",
      "False True\nTrue\nTrue\nTrue\nTrue\n"
    ),
    (
      "x = torch.arange(6).reshape(2, 3)\nprint(x, x.view(3, 2), x.view(-1), x.flatten(), x.transpose(0, 1), x.permute(1, 0), x.unsqueeze(0).shape, x.unsqueeze(-1).squeeze(-1).shape, torch.cat([x, x]), torch.stack([x, x], dim=1).shape, x.split(2, dim=1), x.chunk(2), x.repeat(1, 2), x.expand(2, 2, 3).shape)",
      "tensor([[0, 1, 2],\n        [3, 4, 5]]) tensor([[0, 1],\n        [2, 3],\n        [4, 5]]) tensor([0, 1, 2, 3, 4, 5]) tensor([0, 1, 2, 3, 4, 5]) tensor([[0, 3],\n        [1, 4],\n        [2, 5]]) tensor([[0, 3],\n        [1, 4],\n        [2, 5]]) torch.Size([1, 2, 3]) torch.Size([2, 3]) tensor([[0, 1, 2],\n        [3, 4, 5],\n        [0, 1, 2],\n        [3, 4, 5]]) torch.Size([2, 2, 3]) (tensor([[0, 1],\n        [3, 4]]), tensor([[2],\n        [5]])) (tensor([[0, 1, 2]]), tensor([[3, 4, 5]])) tensor([[0, 1, 2, 0, 1, 2],\n        [3, 4, 5, 3, 4, 5]]) torch.Size([2, 2, 3])\n"
    ),
    (
      "x = torch.tensor([3., 1., 2.])\nprint(x.sort(), x.topk(2), x.argsort(), x.cumsum(0), x.std(), x.var(), x.norm(), x.clamp(1.5, 2.5), x.clamp(min=2), x.softmax(0), F.softmax(x, dim=0), torch.softmax(x, dim=0), x.exp(), x.log(), x.sqrt(), x.abs(), x.round(), torch.where(x > 1, x, 0.), x.gather(0, torch.tensor([0, 0])))",
      "torch.return_types.sort(\nvalues=tensor([1., 2., 3.]),\nindices=tensor([1, 2, 0])) torch.return_types.topk(\nvalues=tensor([3., 2.]),\nindices=tensor([0, 2])) tensor([1, 2, 0]) tensor([3., 4., 6.]) tensor(1.) tensor(1.) tensor(3.7417) tensor([2.5000, 1.5000, 2.0000]) tensor([3., 2., 2.]) tensor([0.6652, 0.0900, 0.2447]) tensor([0.6652, 0.0900, 0.2447]) tensor([0.6652, 0.0900, 0.2447]) tensor([20.0855,  2.7183,  7.3891]) tensor([1.0986, 0.0000, 0.6931]) tensor([1.7321, 1.0000, 1.4142]) tensor([3., 1., 2.]) tensor([3., 1., 2.]) tensor([3., 0., 2.]) tensor([3., 3.])\n"
    ),
    (
      "for row in torch.tensor([[1, 2], [3, 4]]): print(row, row.sum().item())\na, b = torch.tensor([1., 2.])\nprint(a, b, max(a, b), sum([a, b]), [a, b])",
      "tensor([1, 2]) 3\ntensor([3, 4]) 7\ntensor(1.) tensor(2.) tensor(2.) tensor(3.) [tensor(1.), tensor(2.)]\n"
    ),
    (
      "print(torch.tensor(3).item(), torch.tensor(2.5).item(), torch.tensor(True).item(), torch.tensor([1, 2]).tolist(), torch.tensor([[1.5]]).tolist())\ntorch.tensor([1, 2]).item()",
      "3 2.5 True [1, 2] [[1.5]]\nRuntimeError: a Tensor with 2 elements cannot be converted to Scalar @2\n"
    ),
    (
      "print(torch.tensor([1, 2.5]), torch.tensor([True, False]), torch.tensor([]), torch.tensor(5), torch.tensor([1, 2], dtype=torch.float32), torch.FloatTensor([1, 2]), torch.LongTensor([1, 2]), torch.zeros(2), torch.ones(2, 2), torch.full((2,), 3.), torch.eye(2), torch.linspace(0, 1, 3), torch.arange(1, 10, 3), torch.zeros((2, 1)).shape, torch.zeros([2]).shape, torch.zeros(size=(1, 2)).shape)",
      "tensor([1.0000, 2.5000]) tensor([ True, False]) tensor([]) tensor(5) tensor([1., 2.]) tensor([1., 2.]) tensor([1, 2]) tensor([0., 0.]) tensor([[1., 1.],\n        [1., 1.]]) tensor([3., 3.]) tensor([[1., 0.],\n        [0., 1.]]) tensor([0.0000, 0.5000, 1.0000]) tensor([1, 4, 7]) torch.Size([2, 1]) torch.Size([2]) torch.Size([1, 2])\n"
    ),
    (
      "torch.tensor([[1, 2], [3]])",
      "ValueError: expected sequence of length 2 at dim 1 (got 1) @1\n"
    ),
    (
      #"torch.tensor(["a"])"#,
      "ValueError: too many dimensions 'str' @1\n"
    ),
    (
      "torch.tensor([1, None])",
      "RuntimeError: Could not infer dtype of NoneType @1\n"
    ),
    (
      "crit = nn.MSELoss()\ncrit(torch.ones(2))",
      "TypeError: MSELoss.forward() missing 1 required positional argument: 'target' @2\n"
    ),
    (
      "m = nn.Linear(2, 3)\nm(5)",
      "TypeError: linear(): argument 'input' (position 1) must be Tensor, not int @2\n"
    ),
    (
      "m = nn.Linear(2, 3)\nm(torch.ones(4, 5))",
      "RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x5 and 2x3) @2\n"
    ),
    (
      "m = nn.Linear(2)",
      "TypeError: Linear.__init__() missing 1 required positional argument: 'out_features' @1\n"
    ),
    (
      "opt = torch.optim.SGD([], lr=0.1)",
      "ValueError: optimizer got an empty parameter list @1\n"
    ),
    (
      "opt = torch.optim.SGD([torch.ones(2, requires_grad=True)], lrr=0.1)",
      "TypeError: SGD.__init__() got an unexpected keyword argument 'lrr' @1\n"
    ),
    (
      "x = torch.ones(2, requires_grad=True)\ny = x * 2\nz = y.sum()\nz.backward()\nz.backward()",
      "RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward. @5\n"
    ),
    (
      "x = torch.ones(2)\ny = x.numpy()\nprint(y, y.sum(), y.mean(), type(y))\nprint(np.mean([1, 2, 3]), np.sum([1.5, 2]), np.array([1, 2]), np.zeros(3), np.array([[1., 2.], [3., 4.]]))",
      "[1. 1.] 2.0 1.0 <class 'numpy.ndarray'>\n2.0 3.5 [1 2] [0. 0. 0.] [[1. 2.]\n [3. 4.]]\n"
    ),
    (
      "x = torch.randn(2, 3, 4)\nprint(x[:, 1].shape, x[:, :, 1:3].shape, x[0, ..., None].shape, x[::2].shape, x[-1].shape, x[:, -1, :].shape, x[1:2, [0, 2]].shape, x[:, torch.tensor([0, 1]), torch.tensor([2, 3])].shape, x[torch.tensor([0]), :, torch.tensor([1])].shape)",
      "torch.Size([2, 4]) torch.Size([2, 3, 2]) torch.Size([3, 4, 1]) torch.Size([1, 3, 4]) torch.Size([3, 4]) torch.Size([2, 4]) torch.Size([1, 2, 4]) torch.Size([2, 2]) torch.Size([1, 3])\n"
    ),
    (
      "x = torch.ones(3)\nx[::-1]",
      "ValueError: step must be greater than zero @2\n"
    ),
    (
      "x = torch.ones(3)\nx.add_(1).mul_(2)\nx.fill_(7)\nx.zero_()\nprint(x, x.add(1), x.sub(1), x.mul(2), x.div(2), torch.add(x, 1), torch.add(x, x, alpha=2))",
      "tensor([0., 0., 0.]) tensor([1., 1., 1.]) tensor([-1., -1., -1.]) tensor([0., 0., 0.]) tensor([0., 0., 0.]) tensor([1., 1., 1.]) tensor([0., 0., 0.])\n"
    ),
    (
      "x = torch.tensor([1., 2.])\ny = x\ny += 1\nprint(x, x is y)\ny = y + 1\nprint(x, x is y)",
      "tensor([2., 3.]) True\ntensor([2., 3.]) False\n"
    ),
    (
      "x = torch.randn(3, requires_grad=True)\nprint((x * 2).grad_fn.name() if False else type((x * 2).grad_fn).__name__)\nprint(x.detach().requires_grad, x.data.requires_grad, (x + 1).is_leaf)\nx.requires_grad = False\nprint(x.requires_grad)\ny = (torch.ones(2, requires_grad=True) * 2)\ny.requires_grad = False",
      "MulBackward0\nFalse False False\nFalse\nRuntimeError: you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach(). @7\n"
    ),
    (
      "x = torch.tensor([1, 2, 3])\nprint(x.float().mean(), x.sum().item() / len(x), (x > 1).sum(), (x > 1).float().mean().item(), x.max().item(), (x == torch.tensor([1, 0, 3])).all())\nx.mean()",
      "tensor(2.) 2.0 tensor(2) 0.6666666865348816 3 tensor(False)\nRuntimeError: mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long @3\n"
    ),
    (
      "sched_p = torch.ones(1, requires_grad=True)\nopt = torch.optim.SGD([sched_p], lr=1.0)\ns = torch.optim.lr_scheduler.StepLR(opt, step_size=2, gamma=0.1)\nfor i in range(4):\n    opt.step(); s.step()\n    print(s.get_last_lr(), opt.param_groups[0]['lr'])",
      "[1.0] 1.0\n[0.1] 0.1\n[0.1] 0.1\n[0.010000000000000002] 0.010000000000000002\n"
    ),
    (
      "p = nn.Parameter(torch.ones(2))\nprint(p.requires_grad, isinstance(p, nn.Parameter), isinstance(p, torch.Tensor), isinstance(nn.Linear(1, 1), nn.Module), isinstance(nn.Linear(1, 1), nn.Linear))",
      "True True True True True\n"
    ),
    (
      "a = torch.tensor([1., 2., 3.])\nprint(a.unsqueeze(1) - a, (a[:, None] == a[None, :]).int(), torch.sum(a), torch.mean(a), torch.max(a, 0), torch.min(a), a.mean().item(), torch.exp(a).sum(), a.dot(a), torch.outer(a, a))",
      "tensor([[ 0., -1., -2.],\n        [ 1.,  0., -1.],\n        [ 2.,  1.,  0.]]) tensor([[1, 0, 0],\n        [0, 1, 0],\n        [0, 0, 1]], dtype=torch.int32) tensor(6.) tensor(2.) torch.return_types.max(\nvalues=tensor(3.),\nindices=tensor(2)) tensor(1.) 2.0 tensor(30.1929) tensor(14.) tensor([[1., 2., 3.],\n        [2., 4., 6.],\n        [3., 6., 9.]])\n"
    ),
    (
      "nn.utils.clip_grad_norm_([torch.ones(2, requires_grad=True)], 1.0)\nm = nn.Linear(2, 2)\nm(torch.ones(1, 2)).sum().backward()\nprint(nn.utils.clip_grad_norm_(m.parameters(), max_norm=1.0))",
      "tensor(2.4495)\n"
    ),
    (
      "x = torch.ones(2, 2)\nx.view(3)",
      "RuntimeError: shape '[3]' is invalid for input of size 4 @2\n"
    ),
    (
      "x = torch.ones(2)\nx.t().backward(retain=True)",
      "TypeError: Tensor.backward() got an unexpected keyword argument 'retain' @2\n"
    ),
    (
      "x = torch.ones(2)\nx.relu(1)",
      "TypeError: TensorBase.relu() takes no arguments (1 given) @2\n"
    ),
    (
      "torch.ones(2).item\ntorch.ones(2).shape = 3",
      "AttributeError: attribute 'shape' of 'torch._C.TensorBase' objects is not writable @2\n"
    ),
    (
      "torch.nn.Linear(10, 5).weightt",
      "AttributeError: 'Linear' object has no attribute 'weightt' @1\n"
    ),
    (
      "x = torch.ones(2) @ 5",
      "TypeError: unsupported operand type(s) for @: 'Tensor' and 'int' @1\n"
    ),
    (
      "x = 2 ** torch.tensor([1., 2.])\ny = 1 - torch.tensor([1, 2])\nz = 1 / torch.tensor([1, 2])\nprint(x, y, z, 7 // torch.tensor([2, 3]), 7 % torch.tensor([2, 3]), 3 < torch.tensor([2, 4]), torch.tensor([1]) + 1.5, torch.tensor([True]) + 1)",
      "tensor([2., 4.]) tensor([ 0, -1]) tensor([1.0000, 0.5000]) tensor([3, 2]) tensor([1, 1]) tensor([False,  True]) tensor([2.5000]) tensor([2])\n"
    ),
    (
      "print(torch.tensor([1, 2]) in [1], 1 in torch.tensor([1, 2]))",
      "RuntimeError: Boolean value of Tensor with more than one value is ambiguous @1\n"
    ),
    (
      "print([torch.tensor(1.), torch.tensor([1, 2])], {'a': torch.tensor(2)}, (torch.ones(1),))",
      "[tensor(1.), tensor([1, 2])] {'a': tensor(2)} (tensor([1.]),)\n"
    ),
    (
      "state = nn.Linear(2, 1).state_dict()\nprint(list(state.keys()))",
      "['weight', 'bias']\n"
    ),
    (
      "loss = F.cross_entropy(torch.ones(2, 3), torch.tensor([0, 5]))",
      "IndexError: Target 5 is out of bounds. @1\n"
    ),
    (
      "loss = F.cross_entropy(torch.ones(2, 3), torch.tensor([0., 1.]))",
      "RuntimeError: expected target dtype to be Long or Byte, but got Float @1\n"
    ),
    (
      "F.mse_loss(torch.ones(2), torch.ones(2), reduction='summ')",
      "ValueError: summ is not a valid value for reduction @1\n"
    ),
    (
      "F.cross_entropy(torch.ones(2, 3))",
      "TypeError: cross_entropy() missing 1 required positional argument: 'target' @1\n"
    ),
    (
      "x = Variable(torch.ones(2), requires_grad=True)\nprint(x.requires_grad)",
      "True\n"
    ),
  ]
}
