/// NumPy's legacy generator: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let numpyRandom: [LibraryGolden] = [
    LibraryGolden(
      """
      np.random.seed(0)
      print(np.random.normal(0,1,3).tolist(), np.random.randn(2).tolist(), np.random.randint(0,10,5).tolist(), np.random.uniform(0,1,2).tolist(), np.random.permutation(6).tolist(), np.random.choice(5,3).tolist(), np.random.choice(5,3,replace=False).tolist(), np.random.choice([1,2,3],4,p=[.1,.2,.7]).tolist(), np.random.rand(2).tolist(), np.random.randint(5), np.random.choice(6,4,replace=False,p=[.1,.1,.2,.2,.2,.2]).tolist())
      """,
      """
      [1.764052345967664, 0.4001572083672233, 0.9787379841057392] [2.240893199201458, 1.8675579901499675] [4, 7, 6, 8, 8] [0.2726562945801132, 0.47766511732134986] [5, 2, 3, 4, 1, 0] [0, 1, 4] [2, 4, 1] [2, 3, 3, 3] [0.5204774795512048, 0.6788795301189603] 0 [3, 4, 1, 2]
      """),
    LibraryGolden(
      """
      np.random.seed(1)
      a=[1,2,3,4,5]
      np.random.shuffle(a)
      print(a, np.random.randint(0,2**40), np.random.randint(3,4,2).tolist(), np.random.permutation([3,1,2]).tolist(), np.random.normal(size=(2,2)).shape, np.random.normal(5.0,np.ones(2)).tolist())
      """,
      """
      [3, 2, 5, 1, 4] 589709028043 [3, 3] [3, 2, 1] (2, 2) [5.257593515507063, 3.0406054038836796]
      """),
    LibraryGolden(
      """
      r=np.random.RandomState(3)
      print(r.randn(2).tolist(), r.randint(4,size=3).tolist(), r.rand())
      """,
      """
      [1.7886284734303186, 0.43650985051198943] [0, 0, 0] 0.5693113274346809
      """),
    LibraryGolden(
      """
      np.random.seed(-1)
      """,
      """
      ValueError: Seed must be between 0 and 2**32 - 1
      """),
    LibraryGolden(
      """
      np.random.randint(5,2)
      """,
      """
      ValueError: low >= high
      """),
    LibraryGolden(
      """
      np.random.choice(3,5,replace=False)
      """,
      """
      ValueError: Cannot take a larger sample than population when 'replace=False'
      """),
  ]
}
