/// Layers, their state and how they start: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let modules: [LibraryGolden] = [
    LibraryGolden(
      """
      m=nn.Sequential(nn.Linear(2,3),nn.ReLU(),nn.BatchNorm1d(3),nn.Dropout(0.2),nn.Linear(3,1,bias=False))
      print(m)
      print(list(m.state_dict()))
      print([n for n,_ in m.named_parameters()], len(list(m.modules())), [n for n,_ in m.named_modules()], len(m), m[:-1])
      """,
      """
      Sequential(
        (0): Linear(in_features=2, out_features=3, bias=True)
        (1): ReLU()
        (2): BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
        (3): Dropout(p=0.2, inplace=False)
        (4): Linear(in_features=3, out_features=1, bias=False)
      )
      ['0.weight', '0.bias', '2.weight', '2.bias', '2.running_mean', '2.running_var', '2.num_batches_tracked', '4.weight']
      ['0.weight', '0.bias', '2.weight', '2.bias', '4.weight'] 6 ['', '0', '1', '2', '3', '4'] 5 Sequential(
        (0): Linear(in_features=2, out_features=3, bias=True)
        (1): ReLU()
        (2): BatchNorm1d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True)
        (3): Dropout(p=0.2, inplace=False)
      )
      """),
    LibraryGolden(
      """
      m=nn.Sequential(nn.Linear(2,3),nn.BatchNorm1d(3))
      m.load_state_dict({'0.weight':torch.ones(2,2),'x':torch.ones(1)})
      """,
      """
      RuntimeError: Error(s) in loading state_dict for Sequential:
      	Missing key(s) in state_dict: "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var". 
      	Unexpected key(s) in state_dict: "x". 
      	size mismatch for 0.weight: copying a param with shape torch.Size([2, 2]) from checkpoint, the shape in current model is torch.Size([3, 2]).
      """),
    LibraryGolden(
      """
      nn.Linear(2,2).load_state_dict([1])
      """,
      """
      TypeError: Expected state_dict to be dict-like, got <class 'list'>.
      """),
    LibraryGolden(
      """
      print(nn.Linear(2,2).load_state_dict({'weight':torch.ones(2,2),'bias':torch.ones(2)}))
      """,
      """
      <All keys matched successfully>
      """),
    LibraryGolden(
      """
      torch.manual_seed(0)
      print(nn.Embedding(3,2)(torch.tensor([0,2])).tolist(), nn.Embedding(3,2,padding_idx=0).weight.tolist())
      """,
      """
      [[1.5409960746765137, -0.293428897857666], [-1.0845223665237427, -1.3985954523086548]] [[0.0, 0.0], [-0.7192575931549072, -0.40334352850914], [-0.5966353416442871, 0.18203648924827576]]
      """),
    LibraryGolden(
      """
      torch.manual_seed(0)
      c=nn.Conv1d(1,2,2)
      print(c, c(torch.ones(1,1,3)).tolist())
      """,
      """
      Conv1d(1, 2, kernel_size=(2,), stride=(1,)) [[[0.10168364644050598, 0.10168364644050598], [-0.9127523303031921, -0.9127523303031921]]]
      """),
    LibraryGolden(
      """
      torch.manual_seed(0)
      c=nn.Conv2d(1,2,(1,2),padding=(0,1))
      print(c, c(torch.ones(1,1,2,2)).tolist())
      """,
      """
      Conv2d(1, 2, kernel_size=(1, 2), stride=(1, 1), padding=(0, 1)) [[[[0.10697764158248901, 0.10168364644050598, -0.277639240026474], [0.10697764158248901, 0.10168364644050598, -0.277639240026474]], [[-0.3307715654373169, -0.9127523303031921, -0.39236485958099365], [-0.3307715654373169, -0.9127523303031921, -0.39236485958099365]]]]
      """),
    LibraryGolden(
      """
      print(nn.MaxPool2d(2), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.LeakyReLU(0.2), nn.ELU(), nn.GELU(), nn.Softmax(dim=1), nn.LogSoftmax(1), nn.Embedding(3,4), nn.LayerNorm(3), nn.BatchNorm2d(3), nn.Hardtanh(), nn.Softplus(), nn.SiLU(), nn.Identity(), nn.Dropout(), nn.Sigmoid(), nn.ReLU(True), nn.PReLU(), nn.Unflatten(1,(2,2)), nn.GroupNorm(1,2), nn.Tanh())
      """,
      """
      MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False) AvgPool2d(kernel_size=2, stride=2, padding=0) AdaptiveAvgPool2d(output_size=1) Flatten(start_dim=1, end_dim=-1) LeakyReLU(negative_slope=0.2) ELU(alpha=1.0) GELU(approximate='none') Softmax(dim=1) LogSoftmax(dim=1) Embedding(3, 4) LayerNorm((3,), eps=1e-05, elementwise_affine=True, bias=True) BatchNorm2d(3, eps=1e-05, momentum=0.1, affine=True, bias=True, track_running_stats=True) Hardtanh(min_val=-1.0, max_val=1.0) Softplus(beta=1.0, threshold=20.0) SiLU() Identity() Dropout(p=0.5, inplace=False) Sigmoid() ReLU(inplace=True) PReLU(num_parameters=1) Unflatten(dim=1, unflattened_size=(2, 2)) GroupNorm(1, 2, eps=1e-05, affine=True, bias=True) Tanh()
      """),
    LibraryGolden(
      """
      print(nn.ModuleList([nn.Linear(1,1)]))
      """,
      """
      ModuleList(
        (0): Linear(in_features=1, out_features=1, bias=True)
      )
      """),
    LibraryGolden(
      """
      nn.ModuleList([nn.Linear(1,1)])(torch.ones(1))
      """,
      """
      NotImplementedError: Module [ModuleList] is missing the required "forward" function
      """),
    LibraryGolden(
      """
      print(nn.Softmax()(torch.ones(2,2)).tolist(), nn.LogSoftmax(1)(torch.tensor([[1.,2.]])).tolist(), nn.LeakyReLU()(torch.tensor([-1.])).tolist(), nn.SELU()(torch.tensor([-1.,1.])).tolist(), nn.Softsign()(torch.tensor([1.])).tolist(), nn.Hardswish()(torch.tensor([1.])).tolist(), nn.Mish()(torch.tensor([1.])).tolist(), nn.LogSigmoid()(torch.tensor([1.])).tolist(), nn.GLU()(torch.tensor([[1.,2.]])).tolist())
      """,
      """
      [[0.5, 0.5], [0.5, 0.5]] [[-1.31326162815094, -0.31326165795326233]] [-0.009999999776482582] [-1.1113307476043701, 1.0507010221481323] [0.5] [0.6666666865348816] [0.8650983572006226] [-0.3132616877555847] [[0.8807970285415649]]
      """),
    LibraryGolden(
      """
      x=torch.arange(12.).reshape(2,2,3)
      print((nn.GroupNorm(1,2)(x)*1000).round().tolist(), nn.LayerNorm(3,elementwise_affine=False)(x)[0,0].tolist(), nn.MaxPool1d(2)(x).tolist(), nn.AvgPool1d(2)(x).tolist(), nn.AdaptiveAvgPool1d(1)(x).tolist())
      """,
      """
      [[[-1464.0, -878.0, -293.0], [293.0, 878.0, 1464.0]], [[-1464.0, -878.0, -293.0], [293.0, 878.0, 1464.0]]] [-1.2247356176376343, 0.0, 1.2247356176376343] [[[1.0], [4.0]], [[7.0], [10.0]]] [[[0.5], [3.5]], [[6.5], [9.5]]] [[[1.0], [4.0]], [[7.0], [10.0]]]
      """),
    LibraryGolden(
      """
      b=nn.BatchNorm1d(2)
      x=torch.arange(6.).reshape(3,2)
      b(x)
      print(b.running_mean.tolist(), b.running_var.tolist(), b.num_batches_tracked)
      b.eval()
      print(b(x).tolist())
      """,
      """
      [0.20000000298023224, 0.30000001192092896] [1.2999999523162842, 1.2999999523162842] tensor(1)
      [[-0.1754109412431717, 0.6139382719993591], [1.5786983966827393, 2.3680477142333984], [3.332807779312134, 4.122157096862793]]
      """),
    LibraryGolden(
      """
      b=nn.BatchNorm1d(2,momentum=None,affine=False)
      x=torch.arange(6.).reshape(3,2)
      b(x)
      b(x*2)
      print(b.running_mean.tolist(), b.num_batches_tracked.item(), list(b.state_dict()))
      """,
      """
      [3.0, 4.5] 2 ['running_mean', 'running_var', 'num_batches_tracked']
      """),
    LibraryGolden(
      """
      nn.Linear(2,3).train(5)
      """,
      """
      ValueError: training mode is expected to be boolean
      """),
    LibraryGolden(
      """
      m=nn.Linear(2,1)
      m.train(False)
      print(m.training, m.in_features, m.weight.shape, m.bias.shape)
      """,
      """
      False 2 torch.Size([1, 2]) torch.Size([1])
      """),
    LibraryGolden(
      """
      def init(m):
          if isinstance(m, nn.Linear):
              nn.init.constant_(m.weight, 2.0)
              nn.init.zeros_(m.bias)
      m=nn.Sequential(nn.Linear(1,1),nn.Tanh())
      m.apply(init)
      print(m(torch.ones(1,1)).item())
      """,
      """
      0.9640275835990906
      """),
    LibraryGolden(
      """
      torch.manual_seed(0)
      w=torch.empty(2,3)
      print(nn.init.xavier_uniform_(w).tolist(), nn.init.xavier_normal_(w).tolist(), nn.init.kaiming_uniform_(w).tolist(), nn.init.kaiming_normal_(w,nonlinearity='relu').tolist())
      """,
      """
      [[-0.008201400749385357, 0.5876445174217224, -0.9016007781028748], [-0.8061808347702026, -0.4219154715538025, 0.29375168681144714]] [[0.7997139096260071, -0.43476662039756775, 0.10143401473760605], [-0.3835534155368805, -0.49525323510169983, 0.6717759370803833]] [[-0.9587534666061401, -0.6158374547958374, 0.513666570186615], [1.174345850944519, -0.2910453975200653, 1.0582726001739502]] [[-0.6994718909263611, 0.8986395597457886, -0.874620795249939], [0.10018514096736908, -0.4623962938785553, 0.3046468198299408]]
      """),
    LibraryGolden(
      """
      nn.init.xavier_uniform_(torch.empty(2))
      """,
      """
      ValueError: Fan in and fan out can not be computed for tensor with fewer than 2 dimensions
      """),
    LibraryGolden(
      """
      torch.manual_seed(0)
      m=nn.Linear(2,2)
      m(torch.ones(1,2)).sum().backward()
      print(nn.utils.clip_grad_norm_(m.parameters(),0.1), m.weight.grad.tolist(), nn.utils.clip_grad_norm_(m.parameters(),0.05,norm_type=1), m.weight.grad.tolist(), nn.utils.parameters_to_vector(m.parameters()).shape)
      nn.utils.clip_grad_value_(m.parameters(),0.01)
      print(m.weight.grad.tolist())
      """,
      """
      tensor(2.4495) [[0.04082481190562248, 0.04082481190562248], [0.04082481190562248, 0.04082481190562248]] tensor(0.2449) [[0.008333299309015274, 0.008333299309015274], [0.008333299309015274, 0.008333299309015274]] torch.Size([6])
      [[0.008333299309015274, 0.008333299309015274], [0.008333299309015274, 0.008333299309015274]]
      """),
    LibraryGolden(
      """
      isinst=isinstance(nn.CrossEntropyLoss(), nn.modules.loss._WeightedLoss)
      print(isinst, isinstance(nn.MSELoss(), nn.modules.loss._WeightedLoss), nn.Linear(1,1).__class__.__name__)
      """,
      """
      True False Linear
      """),
  ]
}
