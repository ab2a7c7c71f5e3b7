import Autograd

extension Library {
  /// `numpy`: arrays are tensors outside any graph, and what has no dimension is a plain number.
  static let numpy: Namespace = Namespace("numpy") { t in
    numpyMaking(&t)
    numpyElementwise(&t)
    numpyPairs(&t)
    numpyReductions(&t)
    numpyShapes(&t)
    numpyTypes(&t)
    t.constant("pi", .float) { _ in .float(.pi) }
    t.constant("e", .float) { _ in .float(2.718281828459045) }
    t.constant("inf", .float) { _ in .float(.infinity) }
    t.constant("nan", .float) { _ in .float(.nan) }
    t.constant("newaxis") { _ in .none }
    t.namespace("random", numpyRandom)
    t.namespace(
      "linalg",
      Namespace("numpy.linalg") { t in
        t.value("norm", "x, ord=None, axis=None, keepdims=False") { a in
          try numpyResult(a, try floats(a.array(0, nil).tensor)) {
            try $0.norm(p: a.optionalFloat(1) ?? 2, dims: a.dims(2), keepdim: a.bool(3))
          }
        }
        t.leftOut("inv det solve svd eig eigh lstsq pinv") { "np.linalg.\($0)" }
      })
    t.none("save", "file, arr, allow_pickle=True, **") { a in
      SavedValues.of(a.machine).announce(a.machine)
    }
    for name in ["savez", "savez_compressed", "savetxt"] {
      t.none(name, "file, *args, **") { a in SavedValues.of(a.machine).announce(a.machine) }
    }
    t.none("set_printoptions", "*args, **") { _ in }
    t.none("seterr", "*args, **") { _ in }
    t.leftOut("load loadtxt genfromtxt fromfile memmap") { "np.\($0), which reads files" }
    t.leftOut(
      "vectorize histogram polyfit interp fft pad searchsorted digitize trapz gradient einsum"
    ) {
      "np.\($0)"
    }
  }

  // MARK: - Types

  private static func numpyTypes(_ t: inout TableBuilder) {
    let types: [(String, DType)] = [
      ("float32", .float32), ("single", .float32), ("float64", .float64), ("double", .float64),
      ("float_", .float64), ("int64", .int64), ("int_", .int64), ("longlong", .int64),
      ("int32", .int32), ("intc", .int32), ("uint8", .uint8), ("ubyte", .uint8), ("bool_", .bool),
    ]
    for (name, dtype) in types {
      let row = Row(name: name, signature: Signature("value=0"), result: .unknown) { a in
        if case .string = a[0] { throw Machine.leftOut("np.\(name) of a string") }
        if dtype == .uint8, case .int(let number) = a[0], !(0...255).contains(number) {
          throw LoopError.overflow("Python integer \(number) out of bounds for uint8")
        }
        let tensor = try a.machine.arrayTensor(a[0], dtype)
        return try ArrayObject.value(tensor, a.machine)
      }
      t.type(
        name,
        PythonType(name, path: "numpy.\(name)", row: row, dtype: dtype) { value in
          switch value {
          case .float: dtype == .float64
          case .int: dtype == .int64
          default: false
          }
        })
    }
    for name in [
      "float16", "half", "int8", "int16", "uint", "uint16", "uint32", "uint64", "complex64",
      "complex128",
    ] {
      t.constant(name) { _ in .object(LeftOutObject("np.\(name)")) }
    }
    for name in ["float", "int", "bool", "object", "str"] {
      let what = name == "float" ? "float64" : name == "int" ? "int_" : "\(name)_"
      // Known, and an error: NumPy took them away. Its message goes on for some lines.
      t.value(name, "x=None") { _ in
        throw LoopError.attribute(
          "module 'numpy' has no attribute '\(name)'.\n`np.\(name)` was a deprecated alias for the "
            + "builtin `\(name)`. Use `\(name)` by itself, or `np.\(what)`.")
      }
    }
    t.type("ndarray", PythonType("ndarray", path: "numpy.ndarray") { $0.array != nil })
    for (name, isFloat) in [
      ("floating", true), ("integer", false), ("number", true), ("generic", true),
    ] {
      t.type(
        name,
        PythonType(name, path: "numpy.\(name)") { value in
          if case .float = value { return isFloat }
          return false
        })
    }
    t.value("dtype", "dtype") { a in .object(NumPyDType(try a.numpyType(0) ?? .float64)) }
  }

  // MARK: - Helpers

  /// A tensor as floats: whole numbers become float64, as NumPy's functions take them.
  static func floats(_ tensor: Tensor) throws -> Tensor {
    try tensor.dtype.isFloatingPoint ? tensor : tensor.to(.float64)
  }

  /// What `body` makes of a tensor, outside any graph, as an array or a number.
  static func numpyResult(
    _ a: Arguments, _ tensor: Tensor, _ body: (Tensor) throws -> Tensor
  ) throws -> Value {
    try withoutTracking { try ArrayObject.value(body(tensor), a.machine) }
  }
}

extension Arguments {
  /// An array, or what NumPy makes one of; `type` is the place of a dtype.
  func array(_ index: Int, _ type: Int?) throws -> ArrayObject {
    let wanted = try type.flatMap { try numpyType($0) }
    if let array = self[index].array, wanted == nil { return array }
    return ArrayObject(try machine.arrayTensor(self[index], wanted))
  }

  /// A dtype, where `float` means 64 bits.
  func numpyType(_ index: Int) throws -> DType? {
    if case .object(let object) = self[index], let type = object as? TypeObject,
      type.type.name == "float"
    {
      return .float64
    }
    if case .string(let name) = self[index] {
      switch name.text {
      case "float", "f8", "d": return .float64
      case "f4", "f": return .float32
      case "int", "i8", "l": return .int64
      case "i4", "i": return .int32
      default: break
      }
      guard let dtype = DType.named(name.text) else {
        throw LoopError.type("data type \(StringText.quoted(name.text)) not understood")
      }
      return dtype
    }
    return try dtype(index)
  }
}

extension Machine {
  /// The tensor of an array made of a value: floats have 64 bits.
  func arrayTensor(_ value: Value, _ dtype: DType?) throws -> Tensor {
    if case .tensor(let tensor) = value {
      let copy = try numpy(tensor).tensor
      return try dtype.map { try copy.to($0) } ?? copy
    }
    if let array = value.array { return try dtype.map { try array.tensor.to($0) } ?? array.tensor }
    // A list of arrays keeps their type; plain floats are read a second time, with all their digits.
    let list = value.sequence ?? []
    if let first = list.first, first.array != nil || first.tensor != nil {
      let parts = try list.map { try arrayTensor($0, dtype) }
      guard parts.allSatisfy({ $0.shape == parts[0].shape }) else {
        throw Self.inhomogeneous([list.count])
      }
      return try withoutTracking { try Tensor.stack(parts) }
    }
    do {
      let wide = try makeTensor(value, dtype: dtype)
      guard dtype == nil, wide.dtype == .float32 else { return wide }
      return try makeTensor(value, dtype: .float64)
    } catch let error as LoopError where error.message.hasPrefix("expected sequence of length") {
      // Regular down to the dimension that the message names.
      let words = error.message.split(separator: " ")
      let depth = words.firstIndex(of: "dim").flatMap { Int(words[$0 + 1]) } ?? 1
      var (shape, inner) = ([Int](), value)
      while shape.count < depth, let items = inner.sequence, let first = items.first {
        shape.append(items.count)
        inner = first
      }
      throw Self.inhomogeneous(shape)
    }
  }

  private static func inhomogeneous(_ shape: [Int]) -> LoopError {
    let shown = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return .value(
      "setting an array element with a sequence. The requested array has an inhomogeneous shape after "
        + "\(shape.count) dimensions. The detected shape was (\(shown)) + inhomogeneous part.")
  }

  func withoutGraph<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withoutTracking(body)
  }
}
