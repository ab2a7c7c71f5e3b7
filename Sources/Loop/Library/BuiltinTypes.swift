import Autograd
import NN

extension Library {
  static let noneType = PythonType("NoneType") { $0.isNone }

  /// `int`, `list` and so on: called to make one, and the second argument of `isinstance`.
  static let types: [String: PythonType] = {
    var types: [String: PythonType] = [:]
    func add(
      _ name: String, _ signature: String, _ result: ResultKind, dtype: DType? = nil,
      _ matches: @escaping @Sendable (Value) -> Bool, _ make: @escaping Row.Body
    ) {
      types[name] = PythonType(
        name,
        row: Row(
          name: name, signature: Signature(signature, style: .builtin), result: result, body: make),
        dtype: dtype, matches: matches)
    }
    add("int", "x=0, base=None", .int, dtype: .int64, { $0.integer != nil }) { try integer($0) }
    add("float", "x=0.0", .float, dtype: .float32, { $0.isKind("float") }) {
      .float(try float($0[0], $0.machine))
    }
    add("bool", "x=False", .bool, dtype: .bool, { $0.isKind("bool") }) {
      .bool(try $0.machine.isTrue($0[0]))
    }
    add("str", "object=''", .string, { $0.isKind("str") }) {
      .text(try $0.machine.text($0[0]))
    }
    add("list", "iterable=()", .list, { $0.isKind("list") }) {
      .list(try $0.machine.items(of: $0[0]))
    }
    add("tuple", "iterable=()", .tuple, { $0.isKind("tuple") }) { a in
      if case .tuple(let tuple) = a[0], case .plain = tuple.kind { return a[0] }
      return .tuple(try a.machine.items(of: a[0]))
    }
    add("set", "iterable=()", .set, { $0.isKind("set") }) {
      .set(try SetObject(try $0.machine.items(of: $0[0])))
    }
    add(
      "dict", "mapping=(), **", .dict,
      { value in
        if case .dict = value { return true }
        return value.typeName == "dict"
      }
    ) { try dictionary($0) }
    add("range", "start, stop=None, step=1", .list, { $0.typeName == "range" }) { a in
      let first = try rangeBound(a, 0)
      guard !a.isNone(1) else { return .object(try RangeObject(0, first, 1)) }
      return .object(try RangeObject(first, try rangeBound(a, 1), try rangeBound(a, 2)))
    }
    add("slice", "start, stop=None, step=None", .unknown, { $0.slice != nil }) { a in
      .object(
        a.isGiven(1) ? SliceObject(a[0], a[1], a[2]) : SliceObject(.none, a[0], .none))
    }
    add("type", "object", .unknown, { $0.isKind("type") }) {
      .object(TypeObject(type(of: $0[0])))
    }
    types["object"] = PythonType("object") { _ in true }
    return types
  }()

  /// The type of a value.
  static func type(of value: Value) -> PythonType {
    switch value {
    case .unbound, .none: return noneType
    case .tensor:
      if case .type(let type)? = torch.entries["Tensor"] { return type }
    case .object(let object):
      if let exception = object as? ExceptionObject { return exception.type }
      if let module = object as? ModuleObject,
        case .type(let type)? = nn.entries[module.module.kind]
      {
        return type
      }
      if let loss = object as? LossObject, case .type(let type)? = nn.entries[loss.kind] {
        return type
      }
    default: break
    }
    let name = value.typeName
    return types[name] ?? otherTypes[name]
      ?? PythonType(name) { $0.typeName == name }
  }

  private static let otherTypes: [String: PythonType] = {
    let names = [
      "function", "builtin_function_or_method", "module", "ellipsis", "generator", "torch.Size",
      "torch.dtype", "torch.device", "numpy.ndarray",
    ]
    return names.reduce(into: [:]) { types, name in
      types[name] = PythonType(name) { $0.typeName == name }
    }
  }()

  // MARK: - Conversions

  private static func rangeBound(_ a: Arguments, _ index: Int) throws -> Int {
    if let number = a[index].integer { return number }
    if case .tensor(let tensor) = a[index], tensor.count == 1, tensor.dtype.isIntegral {
      return try tensor.itemInt()
    }
    throw LoopError.type("'\(a[index].typeName)' object cannot be interpreted as an integer")
  }

  private static func integer(_ a: Arguments) throws -> Value {
    let value = a[0]
    if let base = try a.optionalInt(1) {
      guard case .string(let text) = value else {
        throw LoopError.type("int() can't convert non-string with explicit base")
      }
      guard base == 0 || (2...36).contains(base) else {
        throw LoopError.value("int() base must be >= 2 and <= 36, or 0")
      }
      return .int(try parsed(text.text, base == 0 ? 10 : base))
    }
    switch value {
    case .int: return value
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .float(let number): return .int(try Machine.truncated(number))
    case .string(let text): return .int(try parsed(text.text, 10))
    case .tensor(let tensor):
      return .int(
        try tensor.dtype.isFloatingPoint
          ? Machine.truncated(tensor.item(readBy: "int()")) : tensor.itemInt(readBy: "int()"))
    default:
      if let array = value.array, array.tensor.count == 1 {
        return .int(try Machine.truncated(array.tensor.item()))
      }
      throw LoopError.type(
        "int() argument must be a string, a bytes-like object or a real number, not "
          + "'\(value.typeName)'")
    }
  }

  private static func parsed(_ text: String, _ base: Int) throws -> Int {
    let word = text.trimmed
    let digits = word.replacing("_", with: "")
    let isWellFormed =
      !word.hasPrefix("_") && !word.hasSuffix("_") && !word.contains("__") && !digits.isEmpty
    if isWellFormed, let value = Int(digits, radix: base) { return value }
    if isWellFormed, digits.drop(while: { "+-".contains($0) }).allSatisfy(\.isNumber) {
      throw LoopError.integerOverflow
    }
    throw LoopError.value(
      "invalid literal for int() with base \(base): \(StringText.quoted(text))")
  }

  private static func float(_ value: Value, _ machine: Machine) throws -> Double {
    if let number = value.number { return number.double }
    switch value {
    case .string(let text):
      let word = text.text.trimmed.lowercased()
      switch word.drop(while: { "+-".contains($0) }) {
      case "inf", "infinity": return word.hasPrefix("-") ? -.infinity : .infinity
      case "nan": return .nan
      default:
        let isPlain = word.allSatisfy { $0.isASCII && ($0.isNumber || "+-._e".contains($0)) }
        if isPlain, !word.isEmpty, let value = Double(fixed(word.replacing("_", with: ""))) {
          return value
        }
        throw LoopError.value("could not convert string to float: \(StringText.quoted(text.text))")
      }
    case .tensor(let tensor): return try tensor.item(readBy: "float()")
    default:
      if let array = value.array, array.tensor.count == 1 { return try array.tensor.item() }
      throw LoopError.type(
        "float() argument must be a string or a real number, not '\(value.typeName)'")
    }
  }

  /// Digits on both sides of the point, as Swift wants them.
  private static func fixed(_ word: String) -> String {
    var word = word
    if word.hasSuffix(".") { word += "0" }
    word = word.replacing(".e", with: ".0e")
    if word.hasPrefix(".") { word = "0" + word }
    for sign in ["+", "-"] where word.hasPrefix(sign + ".") {
      word = sign + "0" + word.dropFirst()
    }
    return word
  }

  private static func dictionary(_ a: Arguments) throws -> Value {
    let result = DictObject()
    try a.machine.fill(result, from: a[0])
    // Keywords that no parameter takes.
    for (offset, name) in a.layout.keywords.enumerated() where name != "mapping" {
      result.set(.string(name), .text(name), a.base[a.layout.positional + offset])
    }
    return .dict(result)
  }

  // MARK: - Exceptions

  static let exceptions = [
    "BaseException", "Exception", "ArithmeticError", "AssertionError", "AttributeError",
    "EOFError", "FloatingPointError", "ImportError", "IndexError", "KeyError", "KeyboardInterrupt",
    "LookupError", "MemoryError", "NameError", "NotImplementedError", "OSError", "OverflowError",
    "RecursionError", "RuntimeError", "StopIteration", "SyntaxError", "SystemExit", "TypeError",
    "UnboundLocalError", "UnicodeError", "ValueError", "Warning", "UserWarning",
    "ZeroDivisionError", "FileNotFoundError", "TimeoutError",
  ]

  static let exceptionTypes: [String: PythonType] = exceptions.reduce(into: [:]) { types, name in
    types[name] = PythonType(
      name,
      row: Row(name: name, signature: Signature("*args"), result: .unknown) { a in
        guard let type = exceptionTypes[name] else { return .none }
        return .object(ExceptionObject(type, a.star))
      }, isException: true
    ) { $0.typeName == name }
  }
}

extension Machine {
  /// Adds a mapping's or an iterable of pairs' entries.
  func fill(_ result: DictObject, from source: Value) throws {
    if case .dict(let other) = source {
      for entry in other.all { result.set(entry.key, entry.name, entry.value) }
      return
    }
    if case .object(let object) = source, let group = object as? ParameterGroup {
      for key in group.keys { result.set(.string(key), .text(key), group.value(key) ?? .none) }
      return
    }
    for (index, item) in try items(of: source).enumerated() {
      guard (try? iterator(of: item)) != nil else {
        throw LoopError.type(
          "cannot convert dictionary update sequence element #\(index) to a sequence")
      }
      let pair = try items(of: item)
      guard pair.count == 2 else {
        throw LoopError.value(
          "dictionary update sequence element #\(index) has length \(pair.count); 2 is required")
      }
      result.set(try Key(pair[0]), pair[0], pair[1])
    }
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}

extension Value {
  /// Whether the type has this name; a shape is a tuple too.
  fileprivate func isKind(_ name: String) -> Bool {
    if case .tuple = self { return name == "tuple" }
    return typeName == name
  }
}
