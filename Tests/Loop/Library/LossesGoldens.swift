/// Losses and functions of `torch.nn.functional`: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let losses: [LibraryGolden] = [
    LibraryGolden(
      """
      print(F.binary_cross_entropy(torch.tensor([0.3,0.6]),torch.tensor([0.,1.])), F.smooth_l1_loss(torch.tensor([0.3,3.]),torch.zeros(2),beta=0.5), F.kl_div(torch.tensor([[0.2,0.8]]).log(),torch.tensor([[0.5,0.5]]),reduction='batchmean'))
      """,
      """
      tensor(0.4338) tensor(1.4200) tensor(0.2231)
      """),
    LibraryGolden(
      """
      print(F.cosine_similarity(torch.tensor([[1.,2.]]),torch.tensor([[2.,1.]])), F.pairwise_distance(torch.tensor([[1.,2.]]),torch.tensor([[2.,1.]])), F.normalize(torch.tensor([[3.,4.]])))
      """,
      """
      tensor([0.8000]) tensor([1.4142]) tensor([[0.6000, 0.8000]])
      """),
    LibraryGolden(
      """
      print(F.mse_loss(torch.ones(2),torch.zeros(2),reduction='sum'), F.mse_loss(torch.ones(2),torch.zeros(2),size_average=False), F.l1_loss(torch.ones(2),torch.zeros(2),reduce=False))
      """,
      """
      tensor(2.) tensor(2.) tensor([1., 1.])
      """),
    LibraryGolden(
      """
      print(nn.CrossEntropyLoss(weight=torch.tensor([1.,2.]),ignore_index=1)(torch.tensor([[1.,2.],[3.,1.]]),torch.tensor([0,1])), nn.NLLLoss()(torch.tensor([[-1.,-2.]]),torch.tensor([1])), nn.BCELoss()(torch.tensor([0.3]),torch.tensor([1.])), nn.L1Loss()(torch.ones(2),torch.zeros(2)), nn.SmoothL1Loss()(torch.ones(2),torch.zeros(2)), nn.HuberLoss()(torch.ones(2)*3,torch.zeros(2)))
      """,
      """
      tensor(1.3133) tensor(2.) tensor(1.2040) tensor(1.) tensor(0.5000) tensor(2.5000)
      """),
    LibraryGolden(
      """
      print(nn.KLDivLoss(reduction='batchmean')(torch.tensor([[0.2,0.8]]).log(),torch.tensor([[0.5,0.5]])), nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.]))(torch.tensor([0.3]),torch.tensor([1.])))
      """,
      """
      tensor(0.2231) tensor(1.1087)
      """),
    LibraryGolden(
      """
      print(nn.TripletMarginLoss()(torch.ones(1,2),torch.zeros(1,2),torch.ones(1,2)*2), nn.MarginRankingLoss()(torch.ones(2),torch.zeros(2),-torch.ones(2)), nn.CosineEmbeddingLoss()(torch.ones(1,2),torch.tensor([[1.,0.]]),torch.tensor([1.])))
      """,
      """
      tensor(1.0000) tensor(1.) tensor(0.2929)
      """),
    LibraryGolden(
      """
      print(nn.PoissonNLLLoss()(torch.ones(2),torch.ones(2)), nn.HingeEmbeddingLoss()(torch.ones(2)*0.5,torch.tensor([1.,-1.])), nn.SoftMarginLoss()(torch.ones(2)*0.5,torch.tensor([1.,-1.])), nn.GaussianNLLLoss()(torch.ones(2),torch.zeros(2),torch.ones(2)*2))
      """,
      """
      tensor(1.7183) tensor(0.5000) tensor(0.7241) tensor(0.5966)
      """),
    LibraryGolden(
      """
      nn.CrossEntropyLoss(reduction="foo")(torch.ones(1, 2), torch.tensor([0]))
      """,
      """
      ValueError: foo is not a valid value for reduction
      """),
    LibraryGolden(
      """
      x=torch.arange(4.).reshape(1,1,2,2)
      print(F.interpolate(x,scale_factor=2).tolist(), F.pad(x,(1,0,0,1)).shape, F.avg_pool2d(x,2).tolist(), F.max_pool2d(x,2).tolist(), F.adaptive_avg_pool2d(x,1).tolist())
      """,
      """
      [[[[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0], [2.0, 2.0, 3.0, 3.0]]]] torch.Size([1, 1, 3, 3]) [[[[1.5]]]] [[[[3.0]]]] [[[[1.5]]]]
      """),
    LibraryGolden(
      """
      print(F.scaled_dot_product_attention(torch.ones(1,2,2),torch.ones(1,2,2),torch.arange(4.).reshape(1,2,2),is_causal=True).tolist())
      """,
      """
      [[[0.0, 1.0], [1.0, 2.0]]]
      """),
    LibraryGolden(
      """
      print(F.conv2d(torch.ones(1,1,3,3),torch.ones(1,1,2,2)).tolist(), F.conv1d(torch.ones(1,1,3),torch.ones(1,1,2),padding='same').tolist())
      """,
      """
      [[[[4.0, 4.0], [4.0, 4.0]]]] [[[2.0, 2.0, 1.0]]]
      """),
  ]
}
