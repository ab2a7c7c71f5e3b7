/// Learning rates over eight steps of two groups: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let schedulers: [LibraryGolden] = [
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.StepLR(o,2,gamma=0.5)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.1, 0.3], [0.05, 0.15], [0.05, 0.15], [0.025, 0.075], [0.025, 0.075], [0.0125, 0.0375], [0.0125, 0.0375]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.MultiStepLR(o,[2,4],gamma=0.1)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.1, 0.3], [0.010000000000000002, 0.03], [0.010000000000000002, 0.03], [0.0010000000000000002, 0.003], [0.0010000000000000002, 0.003], [0.0010000000000000002, 0.003], [0.0010000000000000002, 0.003]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.ExponentialLR(o,0.9)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.09000000000000001, 0.27], [0.08100000000000002, 0.24300000000000002], [0.07290000000000002, 0.21870000000000003], [0.06561000000000002, 0.19683000000000003], [0.05904900000000002, 0.17714700000000003], [0.05314410000000002, 0.15943230000000003], [0.04782969000000002, 0.14348907000000002]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.ConstantLR(o,0.5,3)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.05, 0.15], [0.05, 0.15], [0.05, 0.15], [0.1, 0.3], [0.1, 0.3], [0.1, 0.3], [0.1, 0.3], [0.1, 0.3]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.LinearLR(o,0.25,1.0,4)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.025, 0.075], [0.043750000000000004, 0.13125], [0.06250000000000001, 0.1875], [0.08125000000000002, 0.24375000000000002], [0.10000000000000002, 0.30000000000000004], [0.10000000000000002, 0.30000000000000004], [0.10000000000000002, 0.30000000000000004], [0.10000000000000002, 0.30000000000000004]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.PolynomialLR(o,5,2.0)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.06400000000000002, 0.19200000000000003], [0.036000000000000004, 0.108], [0.016000000000000004, 0.04800000000000001], [0.003999999999999999, 0.011999999999999997], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.CosineAnnealingLR(o,3,0.01)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.0775, 0.22749999999999998], [0.032500000000000015, 0.08250000000000002], [0.01, 0.01], [0.0325, 0.08249999999999998], [0.07750000000000005, 0.22750000000000015], [0.10000000000000007, 0.30000000000000016], [0.07750000000000007, 0.22750000000000017]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o,3,2)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.07500000000000001, 0.22499999999999998], [0.025000000000000012, 0.07500000000000002], [0.1, 0.3], [0.09330127018922195, 0.27990381056766583], [0.07500000000000001, 0.22499999999999998], [0.05, 0.15], [0.025000000000000012, 0.07500000000000002]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.CyclicLR(o,0.01,0.1,step_size_up=2)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.01, 0.01], [0.05500000000000001, 0.05500000000000001], [0.1, 0.1], [0.05500000000000001, 0.05500000000000001], [0.01, 0.01], [0.05500000000000001, 0.05500000000000001], [0.1, 0.1], [0.05500000000000001, 0.05500000000000001]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.CyclicLR(o,0.01,0.1,step_size_up=2,mode='triangular2')
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.01, 0.01], [0.05500000000000001, 0.05500000000000001], [0.1, 0.1], [0.05500000000000001, 0.05500000000000001], [0.01, 0.01], [0.0325, 0.0325], [0.05500000000000001, 0.05500000000000001], [0.0325, 0.0325]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.OneCycleLR(o,0.2,total_steps=9)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.008000000000000007, 0.008000000000000007], [0.13027164704691999, 0.13027164704691999], [0.19888308709018238, 0.19888308709018238], [0.17971333186928937, 0.17971333186928937], [0.14112894579821994, 0.14112894579821994], [0.09252742053339501, 0.09252742053339501], [0.04574599063192962, 0.04574599063192962], [0.012178593951606484, 0.012178593951606484]] 0.95
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.OneCycleLR(o,0.2,total_steps=9,anneal_strategy='linear',three_phase=True)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.008, 0.008], [0.12094117647058827, 0.12094117647058827], [0.1661176470588235, 0.1661176470588235], [0.05317647058823524, 0.05317647058823524], [0.006956626086956521, 0.006956626086956521], [0.0052176695652173906, 0.0052176695652173906], [0.0034787130434782605, 0.0034787130434782605], [0.0017397565217391305, 0.0017397565217391305]] 0.95
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.LambdaLR(o,lambda e: 0.9**e)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.09000000000000001, 0.27], [0.08100000000000002, 0.243], [0.0729, 0.21870000000000003], [0.06561, 0.19683], [0.05904900000000001, 0.17714700000000003], [0.05314410000000001, 0.1594323], [0.04782969000000001, 0.14348907000000002]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.MultiplicativeLR(o,lambda e: 0.8)
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.1, 0.3], [0.08000000000000002, 0.24], [0.06400000000000002, 0.192], [0.051200000000000016, 0.15360000000000001], [0.04096000000000002, 0.12288000000000002], [0.03276800000000001, 0.09830400000000002], [0.026214400000000013, 0.07864320000000002], [0.02097152000000001, 0.06291456000000002]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.SequentialLR(o,[torch.optim.lr_scheduler.ConstantLR(o,0.1,2),torch.optim.lr_scheduler.ExponentialLR(o,0.5)],[3])
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.010000000000000002, 0.03], [0.010000000000000002, 0.03], [0.10000000000000002, 0.3], [0.1, 0.3], [0.05, 0.15], [0.025, 0.075], [0.0125, 0.0375], [0.00625, 0.01875]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      q=torch.ones(1,requires_grad=True)
      o=optim.SGD([{'params':[p]},{'params':[q],'lr':0.3}],lr=0.1,momentum=0.9)
      s=torch.optim.lr_scheduler.ChainedScheduler([torch.optim.lr_scheduler.ConstantLR(o,0.1,2),torch.optim.lr_scheduler.ExponentialLR(o,0.5)])
      r=[]
      for i in range(8):
          r.append(s.get_last_lr())
          o.step()
          s.step()
      print(r, o.param_groups[0]['momentum'])
      """,
      """
      [[0.010000000000000002, 0.03], [0.005000000000000001, 0.015], [0.025000000000000005, 0.075], [0.012500000000000002, 0.0375], [0.006250000000000001, 0.01875], [0.0031250000000000006, 0.009375], [0.0015625000000000003, 0.0046875], [0.0007812500000000002, 0.00234375]] 0.9
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      o=optim.SGD([p],lr=0.1)
      s=torch.optim.lr_scheduler.ReduceLROnPlateau(o,'max',factor=0.5,patience=1,cooldown=1,threshold_mode='abs')
      r=[]
      for v in [1,1,1,1,0.5,2,2,2,2,2]:
          s.step(v)
          r.append(o.param_groups[0]['lr'])
      print(r, s.best, s.num_bad_epochs, s.get_last_lr())
      """,
      """
      [0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025] 2.0 1 [0.025]
      """),
    LibraryGolden(
      """
      p=torch.ones(1,requires_grad=True)
      o=optim.SGD([p],lr=0.1)
      s=torch.optim.lr_scheduler.StepLR(o,2)
      s.step()
      s.step()
      d=s.state_dict()
      print(d['last_epoch'], d['base_lrs'], d['_last_lr'], s.last_epoch, s.get_last_lr())
      s.step(5)
      print(s.get_last_lr())
      """,
      """
      2 [0.1] [0.010000000000000002] 2 [0.010000000000000002]
      [0.0010000000000000002]
      """),
    LibraryGolden(
      """
      torch.optim.lr_scheduler.StepLR(1,2)
      """,
      """
      TypeError: int is not an Optimizer
      """),
    LibraryGolden(
      """
      torch.optim.lr_scheduler.ReduceLROnPlateau(optim.SGD([torch.ones(1,requires_grad=True)],lr=0.1),mode='foo')
      """,
      """
      ValueError: mode foo is unknown!
      """),
  ]
}
