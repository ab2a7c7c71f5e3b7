import Autograd

// What PyTorch without a GPU answers about GPUs, mixed precision and other processes.

extension Library {
  /// The namespaces of `torch` that are about machines.
  static let devices: [(String, Namespace)] = [
    ("cuda", cuda), ("mps", mps), ("backends", backends), ("accelerator", accelerator),
    ("amp", amp), ("distributed", distributed), ("profiler", profiler), ("jit", jit),
  ]

  private static let noGPU = LoopError("AssertionError", "Torch not compiled with CUDA enabled")

  /// `torch.cuda`, on a machine without a GPU.
  static let cuda = Namespace("torch.cuda") { t in
    t.bool("is_available", "") { _ in false }
    t.bool("is_initialized", "") { _ in false }
    t.bool("is_bf16_supported", "including_emulation=True") { _ in false }
    t.int("device_count", "") { _ in 0 }
    // These look whether CUDA was ever started, and do nothing where it was not.
    t.none("empty_cache", "") { _ in }
    for name in ["manual_seed", "manual_seed_all"] { t.none(name, "seed") { _ in } }
    for name in ["seed", "seed_all"] { t.none(name, "") { _ in } }
    for name in [
      "memory_allocated", "max_memory_allocated", "memory_reserved", "max_memory_reserved",
      "memory_cached", "max_memory_cached",
    ] {
      t.int(name, "device=None") { _ in 0 }
    }
    for name in [
      "synchronize", "current_device", "current_stream", "default_stream", "get_device_name",
      "get_device_properties", "get_device_capability", "mem_get_info", "init", "stream",
      "ipc_collect",
    ] {
      t.value(name, "device=None") { _ in throw noGPU }
    }
    for name in [
      "reset_peak_memory_stats", "reset_max_memory_allocated", "reset_max_memory_cached",
      "reset_accumulated_memory_stats",
    ] {
      t.none(name, "device=None") { _ in
        throw LoopError.attribute("module 'torch._C' has no attribute '_cuda_resetPeakMemoryStats'")
      }
    }
    t.none("set_device", "device") { a in
      // A number below zero is no device, and setting it does nothing.
      if let number = a[0].integer, number < 0 { return }
      throw LoopError.attribute("module 'torch._C' has no attribute '_cuda_setDevice'")
    }
    t.value("device", "device") { _ in
      .object(MissingDeviceScope("PyTorch was compiled without CUDA support"))
    }
    t.value("Event", "enable_timing=False, blocking=False, interprocess=False, external=False") {
      _ in
      throw LoopError.runtime("Tried to instantiate dummy base class Event")
    }
    t.value("Stream", "device=None, priority=0") { _ in
      throw LoopError.runtime("torch.cuda.Stream requires CUDA support")
    }
    for name in [
      "FloatTensor", "DoubleTensor", "LongTensor", "IntTensor", "ByteTensor", "BoolTensor",
    ] {
      t.value(name, "*data") { _ in
        throw LoopError.type(
          "type torch.cuda.\(name) not available. Torch not compiled with CUDA enabled.")
      }
    }
    t.type(
      "OutOfMemoryError",
      PythonType(
        "OutOfMemoryError", path: "torch.OutOfMemoryError",
        row: Row(
          name: "OutOfMemoryError", signature: Signature("*args"), result: .unknown
        ) { a in
          guard let type = exceptionTypes["RuntimeError"] else { return .none }
          return .object(ExceptionObject(type, a.star))
        }, isException: true
      ) { _ in false })
    t.namespace("amp", cudaAmp)
  }

  static let mps = Namespace("torch.mps") { t in
    t.bool("is_available", "") { _ in false }
    for (name, inner) in [("synchronize", "deviceSynchronize"), ("empty_cache", "emptyCache")] {
      t.none(name, "") { _ in
        throw LoopError.runtime("Cannot execute \(inner)() without MPS backend.")
      }
    }
    t.none("manual_seed", "seed") { _ in }
  }

  static let accelerator = Namespace("torch.accelerator") { t in
    t.bool("is_available", "") { _ in false }
    t.int("device_count", "") { _ in 0 }
    t.value("current_accelerator", "check_available=False") { _ in .none }
    for name in [
      "synchronize", "current_device_index", "set_device_index", "set_device_idx", "empty_cache",
    ] {
      t.value(name, "device=None") { _ in
        throw LoopError.runtime("Cannot access accelerator device when none is available.")
      }
    }
    t.value("device_index", "device") { _ in
      .object(MissingDeviceScope("Cannot access accelerator device when none is available."))
    }
  }

  // MARK: - Backends

  static let cudnn = Namespace("torch.backends.cudnn") { t in
    t.bool("is_available", "") { _ in false }
    t.none("version", "") { _ in }
    for (name, value) in [("enabled", true), ("benchmark", false), ("deterministic", false)] {
      t.constant(name, .bool) { _ in .bool(value) }
    }
  }

  static let backends = Namespace("torch.backends") { t in
    t.namespace("cudnn", cudnn)
    t.namespace(
      "mps",
      Namespace("torch.backends.mps") { t in
        t.bool("is_available", "") { _ in false }
        t.bool("is_built", "") { _ in false }
      })
    t.namespace(
      "cuda",
      Namespace("torch.backends.cuda") { t in
        t.bool("is_built", "") { _ in false }
        t.constant("matmul") { _ in .object(FlagHolder()) }
      })
    t.namespace(
      "mkl",
      Namespace("torch.backends.mkl") { t in
        t.bool("is_available", "") { _ in true }
      })
  }

  // MARK: - Other processes

  /// `torch.distributed` without a process group.
  static let distributed = Namespace("torch.distributed") { t in
    t.bool("is_available", "") { _ in true }
    t.bool("is_initialized", "") { _ in false }
    t.bool("is_nccl_available", "") { _ in false }
    for name in [
      "get_rank", "get_world_size", "all_reduce", "all_gather", "reduce", "broadcast", "barrier",
      "get_backend", "gather", "scatter", "send", "recv", "all_gather_object", "reduce_scatter",
      "new_group",
    ] {
      t.value(name, "*args, **") { _ in
        throw LoopError.value(
          "Default process group has not been initialized, please make sure to call "
            + "init_process_group.")
      }
    }
    t.value("destroy_process_group", "group=None") { _ in
      throw LoopError("AssertionError", "Process group cannot be None")
    }
    t.leftOut("init_process_group") { _ in "training in several processes" }
    t.string("get_default_backend_for_device", "device") { a in
      let device = if case .string(let text) = a[0] { text.text } else { try a.machine.text(a[0]) }
      return device.hasPrefix("cuda") ? "nccl" : "gloo"
    }
    t.namespace(
      "ReduceOp",
      Namespace("torch.distributed.ReduceOp") { t in
        for name in ["SUM", "AVG", "PRODUCT", "MIN", "MAX"] {
          t.constant(name) { _ in .object(LeftOutObject("ReduceOp.\(name)")) }
        }
      })
    t.namespace(
      "rpc",
      Namespace("torch.distributed.rpc") { t in
        t.leftOut("init_rpc rpc_sync rpc_async remote shutdown RRef") { _ in
          "training in several processes"
        }
        t.namespace(
          "api",
          Namespace("torch.distributed.rpc.api") { t in
            t.leftOut("RRef") { _ in "training in several processes" }
          })
      })
    t.namespace(
      "autograd",
      Namespace("torch.distributed.autograd") { t in
        t.leftOut("context backward get_gradients") { _ in "training in several processes" }
      })
    t.namespace(
      "optim",
      Namespace("torch.distributed.optim") { t in
        t.leftOut("DistributedOptimizer") { _ in "training in several processes" }
      })
  }

  // MARK: - Tools

  static let profiler = Namespace("torch.profiler") { t in
    t.leftOut("profile schedule tensorboard_trace_handler record_function") {
      "torch.profiler.\($0)"
    }
    t.namespace(
      "ProfilerActivity",
      Namespace("torch.profiler.ProfilerActivity") { t in
        for name in ["CPU", "CUDA"] {
          t.constant(name) { _ in .object(LeftOutObject("ProfilerActivity.\(name)")) }
        }
      })
  }

  static let jit = Namespace("torch.jit") { t in
    t.leftOut("trace save load script freeze") { "torch.jit.\($0)" }
  }
}
