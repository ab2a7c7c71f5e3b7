import Tables

extension DataSource.Kind {
  /// A table of a person's own: separators, header, kinds of columns and task are found out, and can
  /// be said.
  static let csv = DataSource.Kind(
    options: [
      "file", "test_file", "label", "task", "columns", "test_fraction", "standardize", "image",
    ]
  ) { fields, context in
    let file = try fields.required("file")
    let path = context.path(try file.string())
    let testFile = fields.optional("test_file")
    let testPath = try testFile.map { context.path(try $0.string()) }
    let files = [path, testPath].compactMap { $0 }.map { DataFile(path: $0) }
    for file in files { try file.expectReadable() }
    let size = files.reduce(0) { $0 + ($1.size ?? 0) }
    if let fraction = fields.optional("test_fraction"), testFile != nil {
      throw fraction.malformed("'test_fraction' does not go with 'test_file'")
    }
    var choices = try ColumnChoices(fields.optional("columns"))
    choices.label = try fields.optional("label")?.string()
    choices.task = try fields.optional("task")?.choice(tasks, what: "task") ?? context.task
    let image = try fields.optional("image")?.list().map { try $0.positiveInt(upTo: 1 << 20) }
    if image != nil { choices.areAllNumbers = true }
    let table: Table
    do {
      table = try TableReader(
        path: path, testPath: testPath, choices: choices,
        progress: { context.progress($0, size) }
      ).table()
    } catch let error as TableError {
      throw ExperimentError.malformed(file: error.file, line: error.line, message: error.message)
    }
    if let image, image.reduce(1.0, { $0 * Double($1) }) != Double(table.width) {
      throw ExperimentError.malformed(
        file: fields.file, line: fields.optional("image")?.line,
        message: "'image' \(image) does not hold \(table.width) features")
    }
    return TableSource(
      table: table, choices: choices,
      testFraction: try fields.optional("test_fraction")?.number(0.01...0.99) ?? 0.2,
      standardize: try fields.optional("standardize")?.bool() ?? true, image: image
    ).source
  }

  private static let tasks = Dictionary(
    uniqueKeysWithValues: ColumnChoices.Task.allCases.map { ($0.rawValue, $0) })
}

extension ColumnChoices {
  /// Reads `columns: {drop: [id], kinds: [zip], numbers: [age]}`; `numbers: all` for every other.
  init(_ value: Fields.Value?) throws {
    self.init()
    guard let value else { return }
    let fields = try value.fields()
    try fields.allow(["drop", "kinds", "numbers"])
    func names(_ key: String) throws -> Set<String> {
      Set(try fields.optional(key)?.list().map { try $0.string() } ?? [])
    }
    (drop, kinds) = (try names("drop"), try names("kinds"))
    if let numbers = fields.optional("numbers"), (try? numbers.string()) == "all" {
      areAllNumbers = true
    } else {
      numbers = try names("numbers")
    }
    let twice = drop.intersection(kinds).union(drop.intersection(numbers))
      .union(kinds.intersection(numbers))
    if let name = twice.min() { throw value.malformed("'columns' names '\(name)' twice") }
  }
}
