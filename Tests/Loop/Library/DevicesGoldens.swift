/// What a machine without a GPU answers: programs, and what Python 3.11 with PyTorch 2.13 and NumPy 2 prints or raises.
extension LibraryGoldens {
  static let devices: [LibraryGolden] = [
    LibraryGolden(
      """
      print(torch.cuda.is_available(), torch.cuda.device_count(), torch.cuda.memory_allocated(), torch.backends.mps.is_available(), torch.backends.cudnn.benchmark)
      """,
      """
      False 0 0 False False
      """),
    LibraryGolden(
      """
      torch.cuda.synchronize()
      """,
      """
      AssertionError: Torch not compiled with CUDA enabled
      """),
    LibraryGolden(
      """
      torch.cuda.set_device(0)
      """,
      """
      AttributeError: module 'torch._C' has no attribute '_cuda_setDevice'
      """),
    LibraryGolden(
      """
      torch.cuda.Event(enable_timing=True)
      """,
      """
      RuntimeError: Tried to instantiate dummy base class Event
      """),
    LibraryGolden(
      """
      torch.cuda.FloatTensor([1.0])
      """,
      """
      TypeError: type torch.cuda.FloatTensor not available. Torch not compiled with CUDA enabled.
      """),
    LibraryGolden(
      """
      torch.distributed.get_rank()
      """,
      """
      ValueError: Default process group has not been initialized, please make sure to call init_process_group.
      """),
    LibraryGolden(
      """
      with torch.cuda.amp.autocast():
        print((torch.ones(2,2)@torch.ones(2,2)).dtype)
      """,
      """
      torch.float32
      """),
    LibraryGolden(
      """
      with torch.autocast('cuda',enabled=False):
        print(1)
      """,
      """
      1
      """),
    LibraryGolden(
      """
      with torch.autocast(device_type='cuda',dtype=torch.float16):
        print(1)
      """,
      """
      1
      """),
    LibraryGolden(
      """
      torch.load('nope.pt')
      """,
      """
      FileNotFoundError: [Errno 2] No such file or directory: 'nope.pt'
      """),
  ]
}
