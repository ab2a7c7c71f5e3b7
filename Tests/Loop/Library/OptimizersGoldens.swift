/// Optimizers and their groups: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let optimizers: [LibraryGolden] = [
    LibraryGolden(
      """
      s=torch.cuda.amp.GradScaler()
      p=torch.ones(1,requires_grad=True)
      o=torch.optim.SGD([p],lr=0.1)
      l=(p*2).sum()
      s.scale(l).backward()
      s.unscale_(o)
      s.step(o)
      s.update()
      print(p.tolist(), s.get_scale(), s.is_enabled(), s.state_dict())
      """,
      """
      [0.800000011920929] 1.0 False {}
      """),
    LibraryGolden(
      """
      p=torch.tensor([1.,2.],requires_grad=True)
      o=optim.SGD([p],lr=0.1,momentum=0.9,maximize=True)
      for i in range(3):
          o.zero_grad()
          (p*p).sum().backward()
          o.step()
      print(p.tolist())
      """,
      """
      [2.322000026702881, 4.644000053405762]
      """),
    LibraryGolden(
      """
      p=torch.tensor([1.,2.],requires_grad=True)
      q=torch.tensor([3.],requires_grad=True)
      o=optim.Adam([{'params':[p]},{'params':q,'lr':0.5}],lr=0.1,weight_decay=0.01)
      for i in range(3):
          o.zero_grad()
          ((p*p).sum()+(q*q).sum()).backward()
          o.step()
      print(p.tolist(), round(q.item(),5), [g['lr'] for g in o.param_groups], o.param_groups[0]['weight_decay'])
      """,
      """
      [0.7015862464904785, 1.7006233930587769] 1.51771 [0.1, 0.5] 0.01
      """),
    LibraryGolden(
      """
      p=torch.tensor([1.,2.],requires_grad=True)
      o=optim.AdamW([p],lr=0.1)
      for i in range(2):
          o.zero_grad()
          (p*p).sum().backward()
          o.step()
      s=o.state_dict()
      print(list(s), s['param_groups'][0]['params'], s['param_groups'][0]['lr'])
      q=p.detach().clone().requires_grad_()
      o2=optim.AdamW([q],lr=0.3)
      o2.load_state_dict(s)
      for o_,w in ((o,p),(o2,q)):
          o_.zero_grad()
          (w*w).sum().backward()
          o_.step()
      print(p.tolist(), q.tolist(), o2.param_groups[0]['lr'])
      """,
      """
      ['state', 'param_groups'] [0] 0.1
      [0.6989112496376038, 1.6949446201324463] [0.6992018818855286, 1.695064902305603] 0.1
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([p],lr=0.1)
      o.add_param_group({'params':[q],'lr':0.01})
      print(len(o.param_groups), o.param_groups[1]['lr'])
      o.add_param_group({'params':[q]})
      """,
      """
      ValueError: some parameters appear in more than one parameter group
      """),
    LibraryGolden(
      """
      optim.SGD([torch.ones(1)],lr=-1)
      """,
      """
      ValueError: Invalid learning rate: -1
      """),
    LibraryGolden(
      """
      optim.SGD([],lr=0.1)
      """,
      """
      ValueError: optimizer got an empty parameter list
      """),
    LibraryGolden(
      """
      optim.Adam([torch.ones(1)],lr=0.1,betas=(1.5,0.9))
      """,
      """
      ValueError: Invalid beta parameter at index 0: 1.5
      """),
    LibraryGolden(
      """
      optim.SGD(torch.ones(1),lr=0.1)
      """,
      """
      TypeError: params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor
      """),
    LibraryGolden(
      """
      optim.SGD([1],lr=0.1)
      """,
      """
      TypeError: optimizer can only optimize Tensors, but one of the params is int
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      o=optim.SGD([p],lr=0.1,momentum=0.5)
      for g in o.param_groups:
          g['momentum']=0.0
          g['lr']*=0.5
          g['foo']=3
      print(o.param_groups[0]['momentum'], o.param_groups[0]['lr'], o.param_groups[0]['foo'], o.defaults['momentum'], len(o.param_groups[0]))
      """,
      """
      0.0 0.05 3 0.5 11
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      o=optim.SGD([p],lr=0.1)
      print(o)
      """,
      """
      SGD (
      Parameter Group 0
          dampening: 0
          differentiable: False
          foreach: None
          fused: None
          lr: 0.1
          maximize: False
          momentum: 0
          nesterov: False
          weight_decay: 0
      )
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      print(optim.Adam([p]))
      """,
      """
      Adam (
      Parameter Group 0
          amsgrad: False
          betas: (0.9, 0.999)
          capturable: False
          decoupled_weight_decay: False
          differentiable: False
          eps: 1e-08
          foreach: None
          fused: None
          lr: 0.001
          maximize: False
          weight_decay: 0
      )
      """),
  ]
}
