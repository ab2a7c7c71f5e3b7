import Autograd

extension DataSource.Kind {
  /// The article's data: normal features and random classes. There is nothing to learn from it but
  /// the rows by heart, so train and test part ways.
  static let random = DataSource.Kind(options: ["rows", "features", "classes"]) { fields, _ in
    let rows = try fields.optional("rows")?.positiveInt() ?? 32
    let features = try fields.optional("features")?.positiveInt() ?? 10
    let classes = try fields.optional("classes")?.positiveInt() ?? 3
    // A table of who was taken for whom.
    try fields.optional("classes")?.expectRoom(classes, classes, 8)
    // Rows of float32 and their labels, to train and to test.
    try fields.optional("rows")?.expectRoom(rows, 24)
    try (fields.optional("features") ?? fields.optional("rows"))?.expectRoom(rows, features, 8)
    return DataSource(
      name: "random", classNames: (0..<classes).map(String.init), trainCount: rows,
      testCount: rows, inputShape: [features],
      make: { generator in
        DataSet(
          xTrain: try .randn([rows, features], generator: &generator),
          yTrain: try .randint(0, classes, [rows], generator: &generator),
          xTest: try .randn([rows, features], generator: &generator),
          yTest: try .randint(0, classes, [rows], generator: &generator))
      },
      python: {
        ["train", "test"].flatMap {
          [
            "X_\($0) = torch.randn(\(rows), \(features))",
            "y_\($0) = torch.randint(0, \(classes), (\(rows),))",
          ]
        }
      })
  }
}
