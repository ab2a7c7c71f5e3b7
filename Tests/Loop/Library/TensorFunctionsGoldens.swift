/// Functions and methods of tensors: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let tensorFunctions: [LibraryGolden] = [
    LibraryGolden(
      """
      w = torch.tensor([0.25, 0.5, 0.75], requires_grad=True)
      ways = [lambda t: t.sin_(), lambda t: t.square_(), lambda t: t.log1p_(), lambda t: t.rsqrt_(), lambda t: t.erfc_(),
        lambda t: t.sinh_(), lambda t: t.cumsum_(0), lambda t: t.clamp_min_(1), lambda t: t.hypot_(torch.tensor(2.)),
        lambda t: t.eq_(1), lambda t: t.floor_(), lambda t: t.addcmul_(torch.ones(3), torch.tensor([1., 2, 3])), lambda t: t.mul_(w)]
      for way in ways:
        w.grad = None
        t = w * 2
        same = way(t)
        (t * torch.tensor([1., 2, 3])).sum().backward()
        print(same is t, [round(g, 4) for g in w.grad.tolist()])
      """,
      """
      True [1.7552, 2.1612, 0.4244]
      True [2.0, 8.0, 18.0]
      True [1.3333, 2.0, 2.4]
      True [-2.8284, -2.0, -1.633]
      True [-1.7576, -1.6604, -0.7136]
      True [2.2553, 6.1723, 14.1145]
      True [12.0, 10.0, 6.0]
      True [0.0, 4.0, 6.0]
      True [0.4851, 1.7889, 3.6]
      True [0.0, 0.0, 0.0]
      True [0.0, 0.0, 0.0]
      True [2.0, 4.0, 6.0]
      True [1.0, 4.0, 9.0]
      """),
    LibraryGolden(
      """
      t = torch.tensor([0.25, 0.5, 0.75], requires_grad=True) * 2
      t.mul_(t)
      t.sum().backward()
      """,
      """
      RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [3]], which is output 0 of Mul, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).
      """),
    LibraryGolden(
      """
      print(torch.tensor([1.,2.,4.]).log10().tolist())
      """,
      """
      [0.0, 0.3010300099849701, 0.6020600199699402]
      """),
    LibraryGolden(
      """
      print(torch.tensor([1.,2.,4.]).exp2().tolist())
      """,
      """
      [2.0, 4.0, 16.0]
      """),
    LibraryGolden(
      """
      print(torch.tensor([1.,-2.]).sinh().tolist(), torch.tensor([1.,2.]).cosh().tolist())
      """,
      """
      [1.175201177597046, -3.6268603801727295] [1.5430805683135986, 3.7621958255767822]
      """),
    LibraryGolden(
      """
      print(torch.tensor([float('nan'),1.,float('inf')]).nan_to_num().tolist())
      """,
      """
      [0.0, 1.0, 3.4028234663852886e+38]
      """),
    LibraryGolden(
      """
      print(torch.fmod(torch.tensor([5.,-5.]),3).tolist(), torch.hypot(torch.tensor([3.]),torch.tensor([4.])).tolist())
      """,
      """
      [2.0, -2.0] [5.0]
      """),
    LibraryGolden(
      """
      print(torch.allclose(torch.ones(2),torch.ones(2)+1e-9), torch.isclose(torch.ones(2),torch.tensor([1.,2.])).tolist())
      """,
      """
      True [True, False]
      """),
    LibraryGolden(
      """
      print(torch.addcmul(torch.ones(2),torch.ones(2),torch.ones(2),value=0.5).tolist(), torch.lerp(torch.zeros(2),torch.ones(2),0.3).tolist())
      """,
      """
      [1.5, 1.5] [0.30000001192092896, 0.30000001192092896]
      """),
    LibraryGolden(
      """
      print(torch.baddbmm(torch.ones(1,2,2),torch.ones(1,2,2),torch.ones(1,2,2)).tolist())
      """,
      """
      [[[3.0, 3.0], [3.0, 3.0]]]
      """),
    LibraryGolden(
      """
      print(torch.inner(torch.ones(3),torch.ones(3)), torch.trace(torch.eye(3)), torch.dist(torch.ones(2),torch.zeros(2)))
      """,
      """
      tensor(3.) tensor(3.) tensor(1.4142)
      """),
    LibraryGolden(
      """
      x=torch.tensor([1.,2.,3.],requires_grad=True)
      y=(x*2).cumprod(0)
      y.sum().backward()
      print(y.tolist(), x.grad.tolist())
      """,
      """
      [2.0, 8.0, 48.0] [58.0, 28.0, 16.0]
      """),
    LibraryGolden(
      """
      print(torch.tensor([3.,1.,2.]).median(), torch.tensor([[3.,1.,2.]]).median(1), torch.tensor([3.,1.,2.]).kthvalue(2))
      """,
      """
      tensor(2.) torch.return_types.median(
      values=tensor([2.]),
      indices=tensor([2])) torch.return_types.kthvalue(
      values=tensor(2.),
      indices=tensor(2))
      """),
    LibraryGolden(
      """
      print(torch.nansum(torch.tensor([1.,float('nan')])), torch.bincount(torch.tensor([0,1,1,3])).tolist())
      """,
      """
      tensor(1.) [1, 2, 0, 1]
      """),
    LibraryGolden(
      """
      print(torch.var_mean(torch.tensor([1.,2.,4.])), torch.aminmax(torch.tensor([1.,2.])))
      """,
      """
      (tensor(2.3333), tensor(2.3333)) torch.return_types.aminmax(
      min=tensor(1.),
      max=tensor(2.))
      """),
    LibraryGolden(
      """
      print(torch.movedim(torch.zeros(2,3,4),0,2).shape, torch.zeros(6).unflatten(0,(2,3)).shape, torch.ones(2).tile(2,2).shape)
      """,
      """
      torch.Size([3, 4, 2]) torch.Size([2, 3]) torch.Size([2, 4])
      """),
    LibraryGolden(
      """
      print(torch.repeat_interleave(torch.tensor([1,2]),2).tolist(), torch.tensor([1,2]).repeat_interleave(torch.tensor([1,2])).tolist())
      """,
      """
      [1, 1, 2, 2] [1, 2, 2]
      """),
    LibraryGolden(
      """
      print(torch.diag(torch.tensor([1.,2.])).tolist(), torch.diag(torch.tensor([1.,2.]),1).tolist(), torch.diag(torch.ones(2,2)).tolist(), torch.diag(torch.tensor([1.,2.]),-1).tolist())
      """,
      """
      [[1.0, 0.0], [0.0, 2.0]] [[0.0, 1.0, 0.0], [0.0, 0.0, 2.0], [0.0, 0.0, 0.0]] [1.0, 1.0] [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
      """),
    LibraryGolden(
      """
      print(torch.diff(torch.tensor([1,4,9])).tolist(), torch.diag_embed(torch.ones(2,2)).shape)
      """,
      """
      [3, 5] torch.Size([2, 2, 2])
      """),
    LibraryGolden(
      """
      x=torch.zeros(2,3)
      x.scatter_(1,torch.tensor([[1],[2]]),1.0)
      print(x.tolist())
      """,
      """
      [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
      """),
    LibraryGolden(
      """
      x=torch.zeros(2,3)
      x.scatter_(1,torch.tensor([[1],[2]]),torch.tensor([[5.],[6.]]))
      print(x.tolist())
      """,
      """
      [[0.0, 5.0, 0.0], [0.0, 0.0, 6.0]]
      """),
    LibraryGolden(
      """
      x=torch.zeros(3,2)
      print(x.scatter(0,torch.tensor([[2,0]]),torch.tensor([[1.,2.]])).tolist())
      """,
      """
      [[0.0, 2.0], [0.0, 0.0], [1.0, 0.0]]
      """),
    LibraryGolden(
      """
      x=torch.zeros(2,2)
      x.scatter_(1,torch.tensor([[5]]),1.0)
      """,
      """
      RuntimeError: index 5 is out of bounds for dimension 1 with size 2
      """),
    LibraryGolden(
      """
      x=torch.zeros(2,2)
      x.scatter_(1,torch.tensor([0]),1.0)
      """,
      """
      RuntimeError: Index tensor must have the same number of dimensions as self tensor
      """),
    LibraryGolden(
      """
      s=torch.tensor([[1.,2.]],requires_grad=True)
      x=torch.ones(2,2,requires_grad=True)
      y=x.scatter(0,torch.tensor([[1,0]]),s)
      (y*torch.arange(4.).reshape(2,2)).sum().backward()
      print(x.grad.tolist(), s.grad.tolist())
      """,
      """
      [[0.0, 0.0], [0.0, 3.0]] [[2.0, 1.0]]
      """),
    LibraryGolden(
      """
      x=torch.zeros(3)
      x.index_add_(0,torch.tensor([0,2,2]),torch.tensor([1.,2.,3.]))
      print(x.tolist())
      """,
      """
      [1.0, 0.0, 5.0]
      """),
    LibraryGolden(
      """
      x=torch.zeros(2,3)
      print(x.index_fill(1,torch.tensor([0,2]),7.).tolist(), x.index_copy(0,torch.tensor([1]),torch.ones(1,3)).tolist())
      """,
      """
      [[7.0, 0.0, 7.0], [7.0, 0.0, 7.0]] [[0.0, 0.0, 0.0], [1.0, 1.0, 1.0]]
      """),
    LibraryGolden(
      """
      print(torch.zeros(4).masked_scatter(torch.tensor([True,False,True,False]),torch.tensor([1.,2.,3.])).tolist())
      """,
      """
      [1.0, 0.0, 2.0, 0.0]
      """),
    LibraryGolden(
      """
      print(torch.unique(torch.tensor([3,1,3])), torch.unique(torch.tensor([3,1,3]),return_inverse=True,return_counts=True))
      """,
      """
      tensor([1, 3]) (tensor([1, 3]), tensor([1, 0, 1]), tensor([1, 2]))
      """),
    LibraryGolden(
      """
      print(torch.einsum('ij,jk->ik',torch.ones(2,3),torch.ones(3,4)).tolist(), torch.einsum('bi,bi->b',torch.ones(2,3),torch.ones(2,3)).tolist())
      """,
      """
      [[3.0, 3.0, 3.0, 3.0], [3.0, 3.0, 3.0, 3.0]] [3.0, 3.0]
      """),
    LibraryGolden(
      """
      print(torch.einsum('ii',torch.ones(2,2)), torch.einsum('ij->ji',torch.arange(6.).reshape(2,3)).tolist(), torch.einsum('i,j->ij',torch.arange(2.),torch.arange(3.)).tolist())
      """,
      """
      tensor(2.) [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]] [[0.0, 0.0, 0.0], [0.0, 1.0, 2.0]]
      """),
    LibraryGolden(
      """
      print(torch.einsum('bhqd,bhkd->bhqk',torch.ones(1,2,3,4),torch.ones(1,2,5,4)).shape, torch.einsum('ij,kj,k->i',torch.ones(2,3),torch.ones(4,3),torch.ones(4)).tolist(), torch.einsum('ii->i',torch.arange(4.).reshape(2,2)).tolist())
      """,
      """
      torch.Size([1, 2, 3, 5]) [12.0, 12.0] [0.0, 3.0]
      """),
    LibraryGolden(
      """
      print([t.tolist() for t in torch.meshgrid(torch.arange(2),torch.arange(3),indexing='ij')], [t.shape for t in torch.meshgrid(torch.arange(2),torch.arange(3),indexing='xy')])
      """,
      """
      [[[0, 0, 0], [1, 1, 1]], [[0, 1, 2], [0, 1, 2]]] [torch.Size([3, 2]), torch.Size([3, 2])]
      """),
    LibraryGolden(
      """
      print(torch.vstack([torch.ones(2),torch.zeros(2)]).tolist(), torch.hstack([torch.ones(2),torch.zeros(1)]).tolist(), torch.column_stack([torch.ones(2),torch.zeros(2)]).tolist())
      """,
      """
      [[1.0, 1.0], [0.0, 0.0]] [1.0, 1.0, 0.0] [[1.0, 0.0], [1.0, 0.0]]
      """),
    LibraryGolden(
      """
      print(torch.tensordot(torch.ones(2,3),torch.ones(3,2),1).tolist(), torch.cdist(torch.zeros(2,2),torch.ones(1,2)).tolist())
      """,
      """
      [[3.0, 3.0], [3.0, 3.0]] [[1.4142135381698608], [1.4142135381698608]]
      """),
    LibraryGolden(
      """
      x=torch.ones(3,requires_grad=True)
      y=x*2
      y.detach_()
      print(y.requires_grad, y.is_leaf, y.grad_fn)
      """,
      """
      False True None
      """),
    LibraryGolden(
      """
      x=torch.ones(3,requires_grad=True)
      y=x*2
      y[0:2].detach_()
      """,
      """
      RuntimeError: Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.
      """),
    LibraryGolden(
      """
      x=torch.ones(3)
      x.floor_().add_(1).sub_(3)
      print(x.tolist(), x.new_zeros(2).tolist(), x.new_tensor([1,2]).tolist(), x.new_full((2,),3).tolist())
      """,
      """
      [-1.0, -1.0, -1.0] [0.0, 0.0] [1.0, 2.0] [3.0, 3.0]
      """),
    LibraryGolden(
      """
      x=torch.ones(2).long()
      x.log_()
      """,
      """
      RuntimeError: result type Float can't be cast to the desired output type Long
      """),
    LibraryGolden(
      """
      print(torch.full(2,1.0))
      """,
      """
      TypeError: full(): argument 'size' (position 1) must be tuple of ints, not int
      """),
    LibraryGolden(
      """
      print(torch.logspace(0,2,3).tolist(), torch.arange(5,dtype=torch.float).tolist(), torch.tril_indices(2,2).tolist())
      """,
      """
      [1.0, 10.0, 100.0] [0.0, 1.0, 2.0, 3.0, 4.0] [[0, 1, 1], [0, 0, 1]]
      """),
    LibraryGolden(
      """
      print(torch.empty(3).random_().tolist(), torch.empty(3,dtype=torch.int64).random_().tolist(), torch.empty(4,dtype=torch.int64).random_(10).tolist())
      """,
      """
      [8325664.0, 12888472.0, 1484222.0] [6350582077163746115, 6602931244009092803, 6405663928159085577] [3, 1, 6, 6]
      """),
    LibraryGolden(
      """
      print(torch.bernoulli(torch.full((5,),0.5)).tolist(), torch.empty(5).bernoulli_(0.3).tolist())
      """,
      """
      [1.0, 0.0, 1.0, 1.0, 1.0] [1.0, 1.0, 1.0, 1.0, 0.0]
      """),
    LibraryGolden(
      """
      print(torch.normal(torch.zeros(3),torch.ones(3)).tolist())
      """,
      """
      [1.5409960746765137, -0.293428897857666, -2.1787893772125244]
      """),
    LibraryGolden(
      """
      print(torch.normal(1.0,2.0,(3,)).tolist(), torch.normal(2.0,torch.ones(3)).tolist())
      """,
      """
      [4.081992149353027, 0.4131421744823456, -3.357578754425049] [2.5684313774108887, 0.9154776334762573, 0.6014045476913452]
      """),
    LibraryGolden(
      """
      print(torch.empty(3,dtype=torch.float64).uniform_(1,2).tolist())
      """,
      """
      [1.9700530018065532, 1.707819864399788, 1.459382943127451]
      """),
    LibraryGolden(
      """
      print(torch.multinomial(torch.tensor([0.1,0.2,0.3,0.4]),1).tolist(), torch.multinomial(torch.tensor([0.1,0.2,0.3,0.4]),3).tolist())
      """,
      """
      [2] [2, 3, 1]
      """),
    LibraryGolden(
      """
      g=torch.Generator().manual_seed(3)
      print(torch.randperm(5,generator=g).tolist(), torch.randint(0,9,(3,),generator=g).tolist(), torch.rand(1,generator=g).tolist(), torch.initial_seed())
      """,
      """
      [1, 0, 3, 4, 2] [1, 3, 6] [0.7436993718147278] 0
      """),
    LibraryGolden(
      """
      print(torch.empty(3).exponential_().tolist())
      """,
      """
      [3.508326292037964, 1.2303847074508667, 0.615044116973877]
      """),
    LibraryGolden(
      """
      print(torch.randint(5,(3,)).tolist(), torch.randint(0,5,size=(2,)).tolist(), torch.randint(high=4,size=(2,)).tolist(), torch.randint_like(torch.zeros(2),5).tolist())
      """,
      """
      [4, 4, 3] [0, 3] [3, 3] [3.0, 2.0]
      """),
    LibraryGolden(
      """
      torch.zeros([2,"a"])
      """,
      """
      TypeError: zeros(): argument 'size' failed to unpack the object at pos 2 with error "type must be tuple of ints,but got str"
      """),
  ]
}
