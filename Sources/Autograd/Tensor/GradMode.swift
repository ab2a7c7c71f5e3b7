import CKernels

/// Runs `body` without recording a graph, as `torch.no_grad()` does; restored when it throws.
@discardableResult
public func noGrad<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withGradMode(CK_GRAD_DISABLED, body)
}

/// Runs `body` with recording on again inside a `noGrad`, as `torch.enable_grad()` does.
@discardableResult
public func enableGrad<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withGradMode(CK_GRAD_ENABLED, body)
}

/// Runs `body` in inference mode: no graph, and its tensors may never join one.
@discardableResult
public func inferenceMode<Result>(_ body: () throws -> Result) rethrows -> Result {
  let context = ck_current()
  let outer = context.pointee.inference
  context.pointee.inference = true
  defer { context.pointee.inference = outer }
  return try withGradMode(CK_GRAD_DISABLED, body)
}

/// Runs `body` with checks that name the forward op and statement behind a NaN derivative.
@discardableResult
public func detectAnomaly<Result>(_ body: () throws -> Result) rethrows -> Result {
  let context = ck_current()
  let outer = context.pointee.anomaly
  context.pointee.anomaly = true
  defer { context.pointee.anomaly = outer }
  return try body()
}

/// Whether ops on this thread record a graph now.
public var isGradEnabled: Bool { ck_current().pointee.grad_mode == CK_GRAD_ENABLED }

/// Whether this thread is in inference mode.
public var isInferenceModeEnabled: Bool { ck_current().pointee.inference }

/// The statement, counted from 1, that nodes and cuts made on this thread belong to; 0 for none.
///
/// A training loop sets it before each of its lines, so that an error can point at one.
public var currentStatement: Int {
  get { Int(ck_current().pointee.statement) }
  set { ck_current().pointee.statement = Int32(clamping: newValue) }
}

/// For the engine's and the optimisers' own arithmetic: no graph, and no cuts either.
@discardableResult
public func withoutTracking<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withGradMode(CK_GRAD_SILENT, body)
}

func withGradMode<Result>(_ mode: ck_grad_mode, _ body: () throws -> Result) rethrows -> Result {
  let context = ck_current()
  let outer = context.pointee.grad_mode
  context.pointee.grad_mode = mode
  defer { context.pointee.grad_mode = outer }
  return try body()
}
