/// Arrays: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let numpy: [LibraryGolden] = [
    LibraryGolden(
      """
      print((np.array([1,2])/2).tolist(), (np.array([1,2],dtype=np.float32)*2.5).dtype, (np.array([1,2])+1.5).tolist(), (np.array([1,2])//2).tolist(), (np.array([1,2])**2).tolist(), (2**np.array([1,2])).tolist(), (1/np.array([1,2])).tolist())
      """,
      """
      [0.5, 1.0] float32 [2.5, 3.5] [0, 1] [1, 4] [2, 4] [1.0, 0.5]
      """),
    LibraryGolden(
      """
      print(np.clip(5,0,3), np.round(2.567,2), np.argmax([[1,3],[5,2]],axis=1).tolist(), np.concatenate([np.ones(2),np.zeros(1)]).tolist(), np.append([1,2],3).tolist(), np.power([[1],[2]],np.arange(3)).tolist(), np.power(2.0,3))
      """,
      """
      3 2.57 [1, 0] [1.0, 1.0, 0.0] [1, 2, 3] [[1, 1, 1], [1, 2, 4]] 8.0
      """),
    LibraryGolden(
      """
      print(np.stack([np.ones(2),np.zeros(2)],1).tolist(), np.where(np.array([1,0])>0,1.0,2.0).tolist(), np.where(np.array([1,0,1])>0)[0].tolist(), np.linspace(0,1,3)[:,np.newaxis].shape, np.roll(np.arange(4),1).tolist(), np.reshape(np.arange(4),(2,2)).tolist(), np.squeeze(np.ones((1,2))).shape)
      """,
      """
      [[1.0, 0.0], [1.0, 0.0]] [1.0, 2.0] [0, 2] (3, 1) [3, 0, 1, 2] [[0, 1], [2, 3]] (2,)
      """),
    LibraryGolden(
      """
      print(np.sum([1,2,3]), np.std([1,2,3]), np.max([1,5]), np.mean([1,2]), np.arange(0,1,0.25).tolist(), np.linspace(0,1,3,endpoint=False).tolist(), np.array([1,2,3]).astype(np.float32).mean(), np.sqrt(4), np.exp(0), np.abs(-3), np.median([1,2,4]), np.percentile([1,2,3,4],50), np.prod([2,3]), np.var([1,2]))
      """,
      """
      6 0.816496580927726 5 1.5 [0.0, 0.25, 0.5, 0.75] [0.0, 0.3333333333333333, 0.6666666666666666] 2.0 2.0 1.0 3 2.0 2.5 6 0.25
      """),
    LibraryGolden(
      """
      print(np.array([0.5,1.25,3]), np.array([1,2]), np.zeros((2,2)), np.array([True,False]), np.array([1.,10.,100.]), np.array([[1.5,2],[3,4]]), np.array([0.1,0.22222222222]))
      """,
      """
      [0.5  1.25 3.  ] [1 2] [[0. 0.]
       [0. 0.]] [ True False] [  1.  10. 100.] [[1.5 2. ]
       [3.  4. ]] [0.1        0.22222222]
      """),
    LibraryGolden(
      """
      print(np.float32(0.1) == np.float32(0.1), np.int64(3.7), np.array([1],dtype=np.float32).dtype == np.float32, np.zeros(2,dtype=int).dtype == np.int64)
      """,
      """
      True 3 True True
      """),
    LibraryGolden(
      """
      np.uint8(300)
      """,
      """
      OverflowError: Python integer 300 out of bounds for uint8
      """),
    LibraryGolden(
      """
      np.array([[1,2],[3]])
      """,
      """
      ValueError: setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. The detected shape was (2,) + inhomogeneous part.
      """),
    LibraryGolden(
      """
      print(np.sort([3,1,2]).tolist(), np.unique([1,2,2]).tolist(), np.cumsum([1,2,3]).tolist(), np.dot([1,2],[3,4]), (np.array([[1,2],[3,4]])@np.array([1,1])).tolist(), np.diff([1,4]).tolist(), np.minimum([1,5],[3,2]).tolist(), np.tile([1,2],2).tolist(), np.repeat([1,2],2).tolist(), np.expand_dims(np.ones(2),0).shape, np.vstack([np.ones(2),np.ones(2)]).shape, np.hstack([np.ones(2),np.ones(1)]).tolist(), np.allclose([1],[1.0]), np.array_equal([1],[1]), np.linalg.norm([3,4]))
      """,
      """
      [1, 2, 3] [1, 2] [1, 3, 6] 11 [3, 7] [3] [1, 2] [1, 2, 1, 2] [1, 1, 2, 2] (1, 2) (2, 2) [1.0, 1.0, 1.0] True True 5.0
      """),
    LibraryGolden(
      """
      x=torch.ones(2,3).numpy()
      print(x.shape, x.size, x.mean(), x.sum(axis=1).tolist(), x.reshape(3,2).shape, x.T.shape, x.tolist(), x.flatten().shape, x.astype(int).dtype == np.int64)
      """,
      """
      (2, 3) 6 1.0 [3.0, 3.0] (3, 2) (3, 2) [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]] (6,) True
      """),
    LibraryGolden(
      """
      print(np.array([[1,2],[3,4]]).max(axis=0).tolist(), np.array([[1,2],[3,4]]).argmax(1).tolist(), np.array([3,1,2]).argsort().tolist(), np.array([1,2,3]).cumsum().tolist(), np.array([1.5]).item(), np.array([1,2,3])[::2].tolist())
      """,
      """
      [3, 4] [1, 1] [1, 2, 0] [1, 3, 6] 1.5 [1, 3]
      """),
    LibraryGolden(
      """
      print(np.mean([[1,2],[3,4]],axis=0).tolist(), np.mean(np.array([1,2,3]) == np.array([1,0,3])), np.arange(3).tolist(), np.eye(2).tolist(), np.full((2,),7).tolist(), np.meshgrid([1,2],[3,4])[0].tolist(), np.zeros_like([1.,2.]).tolist())
      """,
      """
      [2.0, 3.0] 0.6666666666666666 [0, 1, 2] [[1.0, 0.0], [0.0, 1.0]] [7, 7] [[1, 2], [1, 2]] [0.0, 0.0]
      """),
    LibraryGolden(
      """
      np.array([1,2]) ** -1
      """,
      """
      ValueError: Integers to negative integer powers are not allowed.
      """),
    LibraryGolden(
      """
      print(np.array([1.,2.]) + torch.ones(2), torch.from_numpy(np.array([1.,2.])).dtype, torch.tensor(np.array([1,2])).dtype)
      """,
      """
      TypeError: Concatenation operation is not implemented for NumPy arrays, use np.concatenate() instead. Please do not rely on this error; it may not be given on all Python implementations.
      """),
    LibraryGolden(
      """
      print((np.array([1.,2.])/torch.ones(2)), torch.ones(2)*np.array([1.,2.]))
      """,
      """
      tensor([1., 2.], dtype=torch.float64) tensor([1., 2.], dtype=torch.float64)
      """),
    LibraryGolden(
      """
      np.ones(2)*torch.ones(2)
      """,
      """
      TypeError: unsupported operand type(s) for *: 'numpy.ndarray' and 'Tensor'
      """),
    LibraryGolden(
      """
      torch.ones(2,requires_grad=True)*np.ones(2)
      """,
      """
      RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.
      """),
  ]
}
