import Autograd

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Library {
  /// `math`
  static let math = Namespace("math") { t in
    let functions: [(String, @Sendable (Double) -> Double)] = [
      ("sin", { sin($0) }), ("cos", { cos($0) }), ("tan", { tan($0) }), ("atan", { atan($0) }),
      ("sinh", { sinh($0) }), ("cosh", { cosh($0) }), ("tanh", { tanh($0) }),
      ("asinh", { asinh($0) }), ("exp", { exp($0) }), ("exp2", { exp2($0) }),
      ("expm1", { expm1($0) }), ("erf", { erf($0) }), ("erfc", { erfc($0) }),
      ("cbrt", { cbrt($0) }), ("gamma", { tgamma($0) }), ("lgamma", { lgamma($0) }),
      ("asin", { asin($0) }), ("acos", { acos($0) }), ("acosh", { acosh($0) }),
      ("atanh", { atanh($0) }), ("sqrt", { $0.squareRoot() }), ("log10", { log10($0) }),
      ("log2", { log2($0) }), ("log1p", { log1p($0) }), ("fabs", { $0.magnitude }),
      ("degrees", { $0 * (180 / Double.pi) }), ("radians", { $0 * (Double.pi / 180) }),
    ]
    for (name, body) in functions {
      t.float(name, "x") { a in
        let x = try mathNumber(a, 0)
        return try checked(body(x), x, name)
      }
    }
    t.float("log", "x, base=None") { a in
      let x = try mathNumber(a, 0)
      let value = try checked(naturalLog(x), x, "log")
      guard !a.isNone(1) else { return value }
      let base = try mathNumber(a, 1)
      let divisor = try checked(naturalLog(base), base, "log")
      if divisor == 0 { throw LoopError.zeroDivision("float division by zero") }
      return value / divisor
    }
    t.float("pow", "x, y") { a in
      let (x, y) = (try mathNumber(a, 0), try mathNumber(a, 1))
      if x == 0, y < 0 { throw LoopError.value("math domain error") }
      let result = plainPower(x, y)
      if result.isNaN, !x.isNaN, !y.isNaN { throw LoopError.value("math domain error") }
      if result.isInfinite, x.isFinite, y.isFinite { throw LoopError.overflow("math range error") }
      return result
    }
    t.float("atan2", "y, x") { atan2(try mathNumber($0, 0), try mathNumber($0, 1)) }
    t.float("fmod", "x, y") { a in
      let (x, y) = (try mathNumber(a, 0), try mathNumber(a, 1))
      if y == 0 || x.isInfinite { throw LoopError.value("math domain error") }
      return fmod(x, y)
    }
    t.float("copysign", "x, y") {
      Double(signOf: try mathNumber($0, 1), magnitudeOf: try mathNumber($0, 0))
    }
    t.float("hypot", "*coordinates") { a in
      let values = try a.star.map { value in
        guard let number = value.number else {
          throw LoopError.type("must be real number, not \(value.typeName)")
        }
        return number.double
      }
      return values.reduce(0.0) { hypot($0, $1) }
    }
    wholeNumbers(&t)
    t.bool("isnan", "x") { try mathNumber($0, 0).isNaN }
    t.bool("isinf", "x") { try mathNumber($0, 0).isInfinite }
    t.bool("isfinite", "x") { try mathNumber($0, 0).isFinite }
    t.bool("isclose", "a, b, *, rel_tol=1e-09, abs_tol=0.0") { a in
      let (x, y) = (try mathNumber(a, 0), try mathNumber(a, 1))
      if x == y { return true }
      guard x.isFinite, y.isFinite else { return false }
      let bound = max(try a.float(2) * max(x.magnitude, y.magnitude), try a.float(3))
      return (x - y).magnitude <= bound
    }
    t.value("prod", "iterable, *, start=1") { a in
      var result = a[1]
      try a.machine.forEach(a[0]) {
        result = try a.machine.binary(.mul, result, $0)
        return true
      }
      return result
    }
    t.float("fsum", "seq") { a in
      var (sum, rest) = (0.0, 0.0)
      try a.machine.forEach(a[0]) { item in
        guard let number = item.number?.double else {
          throw LoopError.type("must be real number, not \(item.typeName)")
        }
        let next = sum + number
        rest += sum.magnitude >= number.magnitude ? (sum - next) + number : (number - next) + sum
        sum = next
        return true
      }
      return sum + rest
    }
    for (name, value) in [
      ("pi", Double.pi), ("e", 2.718281828459045), ("tau", 2 * Double.pi), ("inf", .infinity),
      ("nan", .nan),
    ] {
      t.constant(name, .float) { _ in .float(value) }
    }
  }

  private static func wholeNumbers(_ t: inout TableBuilder) {
    for (name, rule) in [
      ("floor", FloatingPointRoundingRule.down), ("ceil", .up), ("trunc", .towardZero),
    ] {
      t.int(name, "x") { a in
        if let number = a[0].integer { return number }
        return try Machine.truncated(mathNumber(a, 0).rounded(rule))
      }
    }
    t.int("factorial", "x") { a in
      let number = try a.int(0)
      if number < 0 { throw LoopError.value("factorial() not defined for negative values") }
      guard number <= 20 else { throw LoopError.integerOverflow }
      return (1...max(number, 1)).reduce(1, *)
    }
    t.int("gcd", "*integers") { a in
      try a.star.reduce(0) { result, value in
        guard let number = value.integer else {
          throw LoopError.type("'\(value.typeName)' object cannot be interpreted as an integer")
        }
        var (x, y) = (result.magnitude, number.magnitude)
        while y != 0 { (x, y) = (y, x % y) }
        guard let gcd = Int(exactly: x) else { throw LoopError.integerOverflow }
        return gcd
      }
    }
    t.int("isqrt", "n") { a in
      let number = try a.int(0)
      if number < 0 { throw LoopError.value("isqrt() argument must be nonnegative") }
      var root = Int(Double(number).squareRoot())
      while root > 0, root.multipliedReportingOverflow(by: root).overflow || root * root > number {
        root -= 1
      }
      while root < 3_037_000_499, (root + 1) * (root + 1) <= number { root += 1 }
      return root
    }
    t.int("comb", "n, k") { a in
      let (n, k) = (try a.int(0), try a.int(1))
      if n < 0 || k < 0 { throw LoopError.value("k must be a non-negative integer") }
      if k > n { return 0 }
      var result = 1
      for step in 0..<min(k, n - k) {
        result = try Machine.checked(result.multipliedReportingOverflow(by: n - step)) / (step + 1)
      }
      return result
    }
  }

  private static func naturalLog(_ x: Double) -> Double { log(x) }
  private static func plainPower(_ x: Double, _ y: Double) -> Double { pow(x, y) }

  /// A number or a tensor with one element.
  private static func mathNumber(_ a: Arguments, _ index: Int) throws -> Double {
    let value = a[index]
    if let number = value.number { return number.double }
    if case .tensor(let tensor) = value { return try tensor.item() }
    if let array = value.array { return try array.tensor.item() }
    throw LoopError.type("must be real number, not \(value.typeName)")
  }

  /// A result that is no number where the argument was one is an error, as `math` has it.
  private static func checked(_ result: Double, _ x: Double, _ name: String) throws -> Double {
    if result.isNaN, !x.isNaN { throw LoopError.value("math domain error") }
    if result.isInfinite, x.isFinite {
      let isPole = name.hasPrefix("log") || name == "atanh" || name == "gamma" || name == "lgamma"
      throw isPole
        ? LoopError.value("math domain error") : LoopError.overflow("math range error")
    }
    return result
  }

  /// `time`
  static let time = Namespace("time") { t in
    for name in ["time", "perf_counter", "monotonic", "process_time"] {
      t.float(name, "") { $0.machine.host.clock() }
    }
    t.none("sleep", "secs") { _ in }
    t.leftOut("ctime strftime localtime gmtime asctime strptime") { "time.\($0): dates" }
  }
}
