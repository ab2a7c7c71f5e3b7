import Run

/// What one line of a log says, before it is known to which point of the run it belongs.
struct Reading: Equatable {
  /// The epoch that the line names, and of how many.
  var epoch: Double?
  var epochs: Double?
  /// The step or batch that the line names, and of how many.
  var step: Double?
  var steps: Double?
  /// What the step is called: `step`, `episode`.
  var stepWord = ""
  /// What a program says of what it saved: of nothing else that names the same.
  var isOfSaving = false
  /// No word says that it is a step.
  var isUnnamed = false
  var seconds: Double?
  var values: [Value] = []
  /// The line is a progress bar, which is drawn again and again; the last drawing counts.
  var bar: Bar?
  /// The line says that training begins, and nothing else.
  var beginsRun = false
  /// It is the first row under a table's head.
  var beginsTable = false
  /// Numbers of an evaluation rather than of training.
  var phase: Phase?

  struct Value: Equatable {
    var name: String
    var number: Double
    /// It was printed with a percent sign; `number` is the part of one.
    var isPercent = false
    /// The name says itself, or by its place in the line, whether it is of training or a test.
    var phase: Phase?

    init(_ name: String, _ number: Double, isPercent: Bool = false, phase: Phase? = nil) {
      self.name = name
      self.number = number
      self.isPercent = isPercent
      self.phase = phase
    }
  }

  struct Bar: Equatable {
    /// What stands before it, so that two bars are told apart.
    var title: String
    var done: Double
    var total: Double?
    /// Drawn by Keras, whose second bar in an epoch is an evaluation.
    var isKeras = false
    /// Something was drawn over it.
    var isRedrawn = false

    var isComplete: Bool { total.map { done >= $0 } ?? false }
  }

  var hasPlace: Bool { epoch != nil || step != nil }

  /// Whether a value is of what is measured while training, by the last part of its name.
  var isMeasured: Bool {
    values.contains { value in
      value.name.split(separator: "/").last.map { SeriesWords.isMetric(String($0)) } ?? false
    }
  }
}

/// The part of the data that a number was measured on, in the program's own word.
struct Phase: Equatable, Hashable {
  let word: String

  init(word: String) { self.word = word }

  /// What a name says of the data it was measured on: `val` in `val_loss`.
  init?(of name: String) {
    guard let word = SeriesWords.part(name) else { return nil }
    self.init(word: word)
  }

  /// One word for all that mean the same: `val` and `validation` are one thing, a test another.
  var kind: String { ["test", "testing", "测试"].contains(word) ? "test" : "val" }

  var isTraining: Bool { SeriesWords.training.contains(word) }
}
