import Autograd
import Foundation

extension DataSource.Kind {
  /// A table with a header line: numeric feature columns, and the class by name in the last
  /// column or in the one called `label`.
  static let csv = DataSource.Kind(
    options: ["file", "label", "test_fraction", "standardize", "image"]
  ) { fields, directory in
    let value = try fields.required("file")
    let name = try value.string()
    let path = name.hasPrefix("/") ? name : directory + "/" + name
    let table = try CSVTable(path: path, label: fields.optional("label")?.string())
    let image = try fields.optional("image")?.list().map { try $0.positiveInt(upTo: 1 << 20) }
    if let image, image.reduce(1.0, { $0 * Double($1) }) != Double(table.featureNames.count) {
      throw ExperimentError.malformed(
        file: fields.file, line: value.line,
        message: "'image' \(image) does not hold \(table.featureNames.count) features")
    }
    return table.source(
      testFraction: try fields.optional("test_fraction")?.number(0.01...0.99) ?? 0.2,
      standardize: try fields.optional("standardize")?.bool() ?? true, image: image)
  }
}

/// A CSV file in memory.
struct CSVTable: Sendable {
  let name: String
  let path: String
  let text: String
  let featureNames: [String]
  let classNames: [String]
  /// Row-major features.
  let features: [Double]
  let labels: [Int]
  let labelColumn: Int

  /// Reads and checks the file; errors name the file and the line.
  init(path: String, label: String?) throws {
    func malformed(_ line: Int?, _ message: String) -> ExperimentError {
      DataFile(path: path).malformed(message, line: line)
    }
    let text = try DataFile(path: path).text()
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed) }
    guard let header = lines.first, header.count > 1 else {
      throw malformed(1, "expected a header line with at least two columns")
    }
    let column = try label.map { name in
      guard let found = header.firstIndex(of: name) else {
        throw malformed(1, "no column is called '\(name)'")
      }
      return found
    }
    let labelColumn = column ?? header.count - 1
    var (features, names): ([Double], [String]) = ([], [])
    for (index, row) in lines.enumerated().dropFirst() where row != [""] {
      guard row.count == header.count else {
        throw malformed(index + 1, "expected \(header.count) columns, found \(row.count)")
      }
      for (position, cell) in row.enumerated() where position != labelColumn {
        guard let number = Double(cell), number.isFinite else {
          throw malformed(
            index + 1, "column '\(header[position])' must be a finite number, not '\(cell)'")
        }
        features.append(number)
      }
      names.append(row[labelColumn])
    }
    guard names.count >= 2 else { throw malformed(nil, "needs at least two rows of data") }
    name = (path as NSString).lastPathComponent
    self.path = path
    self.text = text
    self.labelColumn = labelColumn
    featureNames = header.enumerated().filter { $0.offset != labelColumn }.map(\.element)
    // Numbers sort as numbers, so that class 10 comes after class 9.
    let classNames = Set(names).sorted { a, b in
      if let x = Double(a), let y = Double(b) { return x < y }
      return a < b
    }
    self.classNames = classNames
    let index = Dictionary(uniqueKeysWithValues: classNames.enumerated().map { ($1, $0) })
    labels = names.compactMap { index[$0] }
    self.features = features
  }

  private static func trimmed(_ cell: Substring) -> String {
    let text = cell.trimmingCharacters(in: .whitespaces)
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast())
  }

  /// How many of a class's rows go to the test set.
  private static func testRows(_ rows: Int, _ fraction: Double) -> Int {
    min(max(Int((Double(rows) * fraction).rounded(.toNearestOrEven)), rows > 1 ? 1 : 0), rows - 1)
  }

  func source(testFraction: Double, standardize: Bool, image: [Int]?) -> DataSource {
    let counts = classNames.indices.map { label in labels.count { $0 == label } }
    let testCount = counts.reduce(0) { $0 + Self.testRows($1, testFraction) }
    let width = featureNames.count
    return DataSource(
      name: name, classNames: classNames, trainCount: labels.count - testCount,
      testCount: testCount, inputShape: image ?? [width],
      make: { generator in
        let (train, test) = self.split(testFraction, &generator)
        let scale = self.scale(train, standardize)
        func part(_ rows: [Int]) throws -> (Tensor, Tensor) {
          let values = rows.flatMap { row in
            (0..<width).map {
              Float((self.features[row * width + $0] - scale.mean[$0]) / scale.deviation[$0])
            }
          }
          return (
            try Tensor(values, shape: [rows.count] + (image ?? [width])),
            try Tensor(rows.map { self.labels[$0] })
          )
        }
        let (xTrain, yTrain) = try part(train)
        let (xTest, yTest) = try part(test)
        return DataSet(xTrain: xTrain, yTrain: yTrain, xTest: xTest, yTest: yTest)
      }, python: { self.python(testFraction, standardize, image) })
  }

  /// Each class's rows shuffled, its first ones to the test set.
  private func split(_ fraction: Double, _ generator: inout Generator) -> (
    train: [Int], test: [Int]
  ) {
    var (train, test): ([Int], [Int]) = ([], [])
    for label in classNames.indices {
      let rows = labels.indices.filter { labels[$0] == label }
      let shuffled = generator.permutation(rows.count).map { rows[$0] }
      let count = Self.testRows(rows.count, fraction)
      test += shuffled[..<count]
      train += shuffled[count...]
    }
    return (train, test)
  }

  /// Mean and standard deviation of each feature over the training rows.
  private func scale(_ rows: [Int], _ standardize: Bool) -> (mean: [Double], deviation: [Double]) {
    let width = featureNames.count
    guard standardize else {
      return (Array(repeating: 0, count: width), Array(repeating: 1, count: width))
    }
    let n = Double(rows.count)
    let mean = (0..<width).map { j in rows.reduce(0) { $0 + features[$1 * width + j] } / n }
    let deviation = (0..<width).map { j in
      let sum = rows.reduce(0) { total, row in
        let difference = features[row * width + j] - mean[j]
        return total + difference * difference
      }
      let deviation = (sum / n).squareRoot()
      return deviation > 0 ? deviation : 1
    }
    return (mean, deviation)
  }

  /// Bytes of a table that an exported script carries within it; a larger one is read from its file.
  private static let largestInScript = 1 << 20

  private func python(_ fraction: Double, _ standardize: Bool, _ image: [Int]?) -> [String] {
    var lines: [String]
    if text.utf8.count > Self.largestInScript {
      lines = ["TABLE = open(\(pythonString(path))).read()"]
    } else {
      lines = ["TABLE = \"\"\"\\"]
      lines += text.split { $0.isNewline }.map { pythonEscaped(String($0)) }
      lines += ["\"\"\""]
    }
    lines += [
      "header, *table = [[cell.strip().strip('\"') for cell in line.split(\",\")]",
      "                  for line in TABLE.splitlines() if line.strip()]",
      "label = \(labelColumn)",
      "names = [\(classNames.map(pythonString).joined(separator: ", "))]",
      "labels = torch.tensor([names.index(row.pop(label)) for row in table])",
      "features = torch.tensor([[float(cell) for cell in row] for row in table], dtype=torch.float64)",
      "train, test = [], []",
      "for k in range(len(names)):",
      "    rows = (labels == k).nonzero().flatten()",
      "    rows = rows[torch.randperm(len(rows))]",
      "    held = min(max(round(len(rows) * \(fraction)), 1 if len(rows) > 1 else 0), len(rows) - 1)",
      "    test.append(rows[:held])",
      "    train.append(rows[held:])",
      "train, test = torch.cat(train), torch.cat(test)",
    ]
    if standardize {
      lines += [
        "mean, deviation = features[train].mean(dim=0), features[train].std(dim=0, correction=0)",
        "deviation[deviation == 0] = 1",
        "features = (features - mean) / deviation",
      ]
    }
    let reshape = image.map { ".reshape(-1, \($0.map(String.init).joined(separator: ", ")))" } ?? ""
    return lines + [
      "X_train, y_train = features[train].float()\(reshape), labels[train]",
      "X_test, y_test = features[test].float()\(reshape), labels[test]",
    ]
  }
}
