import Autograd

// `torch.amp` on a machine without a GPU: what is for CUDA is off, as PyTorch switches it off.

extension Library {
  /// `torch.autocast`, which is `torch.amp.autocast` too.
  static let autocasting = Table("autocast") { t in
    t.value(
      "autocast", "device_type, dtype=None, enabled=True, cache_enabled=None"
    ) { a in
      let device = try a.string(0)
      guard try a.bool(2), device == "cpu" else { return .object(AutocastObject()) }
      throw Machine.leftOut("autocast on the CPU, which computes in bfloat16")
    }
  }

  static let amp = Namespace("torch.amp") { t in
    t.rows(of: autocasting, "autocast")
    t.value(
      "GradScaler",
      "device='cuda', init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, "
        + "growth_interval=2000, enabled=True", .object(.scaler)
    ) { a in
      guard try a.bool(5), try a.string(0) == "cpu" else { return .object(GradScalerObject()) }
      throw Machine.leftOut("a GradScaler that scales on the CPU")
    }
    t.bool("is_autocast_available", "device_type") { try $0.string(0) == "cpu" }
  }

  /// `torch.cuda.amp`: always off without a GPU.
  static let cudaAmp = Namespace("torch.cuda.amp") { t in
    t.value("autocast", "enabled=True, dtype=None, cache_enabled=True") { _ in
      .object(AutocastObject())
    }
    t.value(
      "GradScaler",
      "init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5, growth_interval=2000, enabled=True",
      .object(.scaler)
    ) { _ in .object(GradScalerObject()) }
  }

  /// A `GradScaler` that is off hands everything through.
  static let scaler = Table("GradScaler", python: "GradScaler") { t in
    t.value("scale", "self, outputs", .tensor) { $0[1] }
    t.none("unscale_", "self, optimizer") { _ in }
    t.value("step", "self, optimizer, *args, **") { a in
      guard let optimizer = a[1].optimizer else {
        throw LoopError.attribute("'\(a[1].typeName)' object has no attribute 'step'")
      }
      try optimizer.step()
      return .none
    }
    t.none("update", "self, new_scale=None") { _ in }
    t.float("get_scale", "self") { _ in 1 }
    t.float("get_growth_factor", "self") { _ in 2 }
    t.float("get_backoff_factor", "self") { _ in 0.5 }
    t.int("get_growth_interval", "self") { _ in 2000 }
    t.bool("is_enabled", "self") { _ in false }
    t.value("state_dict", "self", .dict) { _ in .dict(DictObject()) }
    t.none("load_state_dict", "self, state_dict") { _ in }
  }
}
