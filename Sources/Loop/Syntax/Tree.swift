/// An expression and where it stands.
struct Expression {
  indirect enum Kind {
    case constant(Literal)
    case formatted([FormatPart])
    case name(String)
    case attribute(Expression, String)
    case call(Expression, [CallArgument])
    case subscripted(Expression, Expression)
    case slice(Expression?, Expression?, Expression?)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    /// `and` where true, else `or`.
    case boolean(isAnd: Bool, [Expression])
    case comparison(Expression, [Comparison])
    /// test, then, else
    case conditional(Expression, Expression, Expression)
    case tuple([Expression])
    case list([Expression])
    case set([Expression])
    case dict([DictItem])
    case starred(Expression)
    case lambda(Parameters, Expression)
    case comprehension(ComprehensionKind, Expression, value: Expression?, [ComprehensionClause])
    /// Python that the loop language does not have; the text says what.
    case leftOut(String)
  }

  var kind: Kind
  var span: Span
}

/// A constant as it is written; also what a parameter of the library has by default.
indirect enum Literal: Sendable, Hashable {
  case none, ellipsis
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  /// Only as a default of the library.
  case tuple([Literal])
}

struct Comparison {
  let op: ComparisonOperator
  let operand: Expression
}

struct CallArgument {
  enum Kind {
    case positional
    case keyword(String)
    case star, doubleStar
  }
  let kind: Kind
  let value: Expression
  let span: Span
}

struct DictItem {
  /// Nothing for `**value`.
  let key: Expression?
  let value: Expression
}

enum ComprehensionKind { case list, set, dict, generator }

struct ComprehensionClause {
  let target: Expression
  let source: Expression
  let conditions: [Expression]
}

/// A piece of an f-string.
enum FormatPart {
  case text(String)
  case value(Expression, conversion: Unicode.Scalar?, format: [FormatPart])
}

struct Parameters {
  struct Parameter {
    let name: String
    let defaultValue: Expression?
    let span: Span
  }

  var positional: [Parameter] = []
  /// How many of them can be given by position alone.
  var positionalOnly = 0
  var star: String?
  var keywordOnly: [Parameter] = []
  var doubleStar: String?

  /// Every name that a call binds.
  var names: [String] {
    positional.map(\.name) + [star].compactMap { $0 } + keywordOnly.map(\.name)
      + [doubleStar].compactMap { $0 }
  }
}

enum UnaryOperator: String {
  case plus = "+"
  case minus = "-"
  case invert = "~"
  case not
}

enum BinaryOperator: String {
  case add = "+"
  case sub = "-"
  case mul = "*"
  case div = "/"
  case floorDiv = "//"
  case mod = "%"
  case pow = "**"
  case matmul = "@"
  case and = "&"
  case or = "|"
  case xor = "^"
  case leftShift = "<<"
  case rightShift = ">>"
}

enum ComparisonOperator: String {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessEqual = "<="
  case greater = ">"
  case greaterEqual = ">="
  case isSame = "is"
  case isNot = "is not"
  case isIn = "in"
  case notIn = "not in"
}

/// A statement, with the blocks that belong to it.
struct Statement {
  indirect enum Kind {
    case expression(Expression)
    case assign([Expression], Expression)
    case augmented(Expression, BinaryOperator, Expression)
    /// `name: type = value`; the type is read and forgotten.
    case annotated(Expression, Expression?)
    case delete([Expression])
    case pass, breakLoop, continueLoop
    case returnValue(Expression?)
    case raise(Expression?, cause: Expression?)
    case assert(Expression, Expression?)
    case ifElse([(test: Expression, body: [Statement])], otherwise: [Statement])
    case whileLoop(Expression, body: [Statement], otherwise: [Statement])
    case forLoop(Expression, in: Expression, body: [Statement], otherwise: [Statement])
    case with([WithItem], body: [Statement])
    case define(Definition)
    case importNames([ImportedName])
    /// Python that the loop language does not have; the text says what, the block is not run.
    case leftOut(String, body: [Statement])
  }

  var kind: Kind
  /// From the first word to the end of the statement's own line, without its blocks.
  var span: Span
  /// The last line of the statement with its blocks.
  var endLine: Int
}

struct WithItem {
  let context: Expression
  let target: Expression?
}

struct Definition {
  let name: String
  let parameters: Parameters
  let body: [Statement]
  let decorators: [Expression]
}

/// `from module import member as name`, or without a member `import module as name`.
struct ImportedName {
  let module: String
  let member: String?
  let name: String
  let span: Span
}

extension Statement {
  /// The blocks of statements inside this one, in order.
  var blocks: [[Statement]] {
    switch kind {
    case .ifElse(let branches, let otherwise): branches.map(\.body) + [otherwise]
    case .whileLoop(_, let body, let otherwise), .forLoop(_, _, let body, let otherwise):
      [body, otherwise]
    case .with(_, let body): [body]
    case .define(let definition): [definition.body]
    case .leftOut(_, let body): [body]
    default: []
    }
  }
}
