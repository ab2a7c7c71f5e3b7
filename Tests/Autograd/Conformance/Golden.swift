import Foundation

@testable import Autograd

/// One answer of real PyTorch: an op's inputs, and its outputs and gradients or its error.
struct GoldenCase {
  let op: String
  private let input: Any
  private let arguments: [String: Any]
  let outputs: [GoldenTensor]
  let requiresGrad: [Bool]
  /// The names of the outputs' `grad_fn`, nil where there is none.
  let gradFns: [String?]
  /// Gradients of the inputs that require one, in order.
  let gradients: [GoldenTensor?]?
  let secondGradients: [GoldenTensor?]?
  let error: (type: String, message: String)?

  init?(_ line: Substring) {
    guard let record = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let op = record["op"] as? String, let input = record["input"],
      let arguments = record["args"] as? [String: Any]
    else { return nil }
    self.op = op
    self.input = input
    self.arguments = arguments
    func tensors(_ key: String) -> [GoldenTensor?]? {
      (record[key] as? [Any])?.map { ($0 as? [String: Any]).flatMap(GoldenTensor.init) }
    }
    outputs = (tensors("out") ?? []).compactMap { $0 }
    requiresGrad = record["requires_grad"] as? [Bool] ?? []
    gradFns = (record["grad_fn"] as? [Any] ?? []).map { $0 as? String }
    gradients = tensors("grads")
    secondGradients = tensors("grads2")
    error = (record["error"] as? [String]).map { ($0[0], $0[1]) }
  }

  /// All cases of an op.
  static func all(_ op: String) throws -> [GoldenCase] { try read("\(op).jsonl") }

  static func read(_ name: String) throws -> [GoldenCase] {
    try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      .split(separator: "\n").compactMap(GoldenCase.init)
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Conformance/goldens")

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }.sorted()

  /// The inputs as tensors, made once so that gradients arrive where they are looked for.
  func arguments(_ change: (Int, Tensor) -> Tensor = { $1 }) -> Arguments {
    var leaves: [Tensor] = []
    func made(_ value: Any) -> Arguments.Value {
      guard let object = value as? [String: Any] else { return .none }
      if let tensor = object["tensor"] as? [String: Any], let golden = GoldenTensor(tensor) {
        guard let plain = golden.tensor() else { return .none }
        if golden.requiresGrad {
          let leaf = change(leaves.count, plain)
          _ = try? leaf.requiresGrad(true)
          leaves.append(leaf)
          return .tensor(leaf)
        }
        return .tensor(plain)
      }
      if let list = object["list"] as? [Any] { return .list(list.map(made)) }
      if let flag = object["bool"] as? Bool { return .number(.bool(flag)) }
      if let number = object["int"] as? Int { return .number(.int(number)) }
      if let text = object["double"] as? String {
        return .number(
          .double(Double(text) ?? (text == "-inf" ? -.infinity : text == "inf" ? .infinity : .nan)))
      }
      if let text = object["string"] as? String { return .string(text) }
      if let name = object["dtype"] as? String { return .dtype(GoldenTensor.dtype(name)) }
      return .none
    }
    let first = made(input)
    // PyTorch's order: the input, then the arguments as the record lists them. Gradients are
    // told apart by where they stand, so the order must be the writer's.
    var values: [String: Arguments.Value] = [:]
    for name in order { values[name] = arguments[name].map(made) }
    return Arguments(op: op, input: first, values: values, leaves: leaves)
  }

  /// The arguments' names in the order that the golden lists them.
  var order: [String] { OperationTable.order(op).filter { arguments[$0] != nil } }
}

/// A tensor of a golden: dtype, shape, bytes, and its layout where that is not the plain one.
struct GoldenTensor {
  let dtype: DType
  let shape: [Int]
  let strides: [Int]?
  let offset: Int
  let bytes: Data
  let requiresGrad: Bool

  static func dtype(_ name: String) -> DType {
    DType.allCases.first { $0.name == name } ?? .float32
  }

  init?(_ object: [String: Any]) {
    guard let dtype = object["dtype"] as? String, let shape = object["shape"] as? [Int],
      let text = object["data"] as? String, let bytes = Data(base64Encoded: text)
    else { return nil }
    self.dtype = Self.dtype(dtype)
    self.shape = shape
    self.bytes = bytes
    strides = object["strides"] as? [Int]
    offset = object["offset"] as? Int ?? 0
    requiresGrad = object["grad"] as? Bool ?? false
  }

  func tensor() -> Tensor? {
    guard let storage = try? Storage(byteCount: bytes.count) else { return nil }
    bytes.withUnsafeBytes {
      if let base = $0.baseAddress, !bytes.isEmpty {
        storage.pointer.copyMemory(from: base, byteCount: bytes.count)
      }
    }
    let sizes = Dims(shape)
    return Tensor(
      storage: storage, offset: offset, sizes: sizes,
      strides: strides.map { Dims($0) } ?? sizes.contiguousStrides, dtype: dtype)
  }

  var values: [Double] { tensor()?.values ?? [] }
}

/// What a row of the table reads its op's arguments from.
struct Arguments {
  indirect enum Value {
    case none
    case tensor(Tensor)
    case number(Scalar)
    case string(String)
    case dtype(DType)
    case list([Value])
  }

  /// A case that this library does not have, with the reason.
  struct Unsupported: Error { let reason: String }

  let op: String
  let input: Value
  let values: [String: Value]
  let leaves: [Tensor]

  var x: Tensor {
    get throws {
      guard case .tensor(let tensor) = input else {
        throw Unsupported(reason: "input is no tensor")
      }
      return tensor
    }
  }

  var inputs: [Tensor] {
    guard case .list(let list) = input else { return [] }
    return list.compactMap { if case .tensor(let tensor) = $0 { tensor } else { nil } }
  }

  /// The input as a shape, for ops that make a tensor.
  var shape: [Int] {
    get throws {
      guard case .list(let list) = input else { throw Unsupported(reason: "input is no shape") }
      return list.compactMap { if case .number(let number) = $0 { number.int } else { nil } }
    }
  }

  /// The input as a number.
  var number: Scalar {
    get throws {
      guard case .number(let number) = input else { throw Unsupported(reason: "no number") }
      return number
    }
  }

  func tensor(_ name: String) -> Tensor? {
    if case .tensor(let tensor)? = values[name] { tensor } else { nil }
  }

  func need(_ name: String) throws -> Tensor {
    if let tensor = tensor(name) { return tensor }
    throw Unsupported(reason: "\(name) is no tensor")
  }

  func scalar(_ name: String) -> Scalar? {
    if case .number(let number)? = values[name] { number } else { nil }
  }

  func int(_ name: String) -> Int? { scalar(name)?.int }
  func double(_ name: String) -> Double? { scalar(name)?.double }
  func bool(_ name: String) -> Bool { scalar(name).map { $0.double != 0 } ?? false }
  func string(_ name: String) -> String? {
    if case .string(let text)? = values[name] { text } else { nil }
  }
  func dtype(_ name: String) -> DType? {
    if case .dtype(let dtype)? = values[name] { dtype } else { nil }
  }

  /// A list of numbers; a single number counts as a list of one.
  func ints(_ name: String) -> [Int]? {
    switch values[name] {
    case .number(let number)?: return [number.int]
    case .list(let list)?:
      return list.compactMap { if case .number(let number) = $0 { number.int } else { nil } }
    default: return nil
    }
  }
}
