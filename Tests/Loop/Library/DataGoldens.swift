/// Datasets and loaders, in PyTorch's order: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let data: [LibraryGolden] = [
    LibraryGolden(
      """
      from torch.utils.data import DataLoader, TensorDataset
      d=TensorDataset(torch.arange(10),torch.arange(10)*2)
      torch.manual_seed(0)
      l=DataLoader(d,batch_size=3,shuffle=True)
      print([[a.tolist(),b.tolist()] for a,b in l], len(l), len(l.dataset))
      print([a.tolist() for a,b in l], torch.rand(1).item())
      """,
      """
      [[[6, 7, 1], [12, 14, 2]], [[4, 2, 0], [8, 4, 0]], [[9, 8, 3], [18, 16, 6]], [[5], [10]]] 4 10
      [[2, 4, 7], [0, 8, 9], [5, 3, 6], [1]] 0.455627977848053
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader, TensorDataset
      d=TensorDataset(torch.arange(10))
      l=DataLoader(d,batch_size=4,drop_last=True)
      print([b[0].tolist() for b in l], torch.rand(1).item(), next(iter(l)))
      """,
      """
      [[0, 1, 2, 3], [4, 5, 6, 7]] 0.08847743272781372 [tensor([0, 1, 2, 3])]
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader
      l=DataLoader([(1.5,2),(2.5,3)],batch_size=2)
      print(list(l))
      """,
      """
      [[tensor([1.5000, 2.5000], dtype=torch.float64), tensor([2, 3])]]
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader
      l=DataLoader(torch.arange(6.).reshape(3,2),batch_size=2,shuffle=True)
      print(list(l))
      """,
      """
      [tensor([[0., 1.],
              [4., 5.]]), tensor([[2., 3.]])]
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader
      l=DataLoader([{'a':1,'b':torch.ones(2)},{'a':2,'b':torch.zeros(2)}],batch_size=2)
      print(list(l))
      """,
      """
      [{'a': tensor([1, 2]), 'b': tensor([[1., 1.],
              [0., 0.]])}]
      """),
    LibraryGolden(
      """
      from torch.utils.data import random_split, TensorDataset
      d=TensorDataset(torch.arange(10))
      a,b=random_split(d,[7,3])
      print(a.indices,b.indices,len(a),a[0])
      a,b=random_split(d,[0.75,0.25],generator=torch.Generator().manual_seed(42))
      print(a.indices,b.indices)
      random_split(d,[5,3])
      """,
      """
      ValueError: Sum of input lengths does not equal the length of the input dataset!
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader, RandomSampler, SubsetRandomSampler, TensorDataset
      d=TensorDataset(torch.arange(5))
      print([b[0].tolist() for b in DataLoader(d,sampler=RandomSampler(d,replacement=True,num_samples=7),batch_size=3)], [b[0].tolist() for b in DataLoader(d,sampler=SubsetRandomSampler([1,3]),batch_size=3)])
      """,
      """
      [[1, 3, 2], [0, 2, 1], [2]] [[3, 1]]
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader
      DataLoader([1],batch_size=0)
      """,
      """
      ValueError: batch_size should be a positive integer value, but got batch_size=0
      """),
    LibraryGolden(
      """
      from torch.utils.data import TensorDataset
      TensorDataset(torch.ones(2),torch.ones(3))
      """,
      """
      AssertionError: Size mismatch between tensors
      """),
    LibraryGolden(
      """
      from torch.utils.data import DataLoader, TensorDataset
      g=torch.Generator().manual_seed(1)
      l=DataLoader(TensorDataset(torch.arange(6)),batch_size=6,shuffle=True,generator=g)
      print([b[0].tolist() for b in l],[b[0].tolist() for b in l], torch.rand(1).item())
      """,
      """
      [[0, 4, 5, 1, 2, 3]] [[1, 0, 4, 3, 2, 5]] 0.49625658988952637
      """),
  ]
}
