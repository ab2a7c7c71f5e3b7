import Autograd
import Foundation

// Two-feature data sets: shapes in the plane plus normal noise. Shapes are computed in double
// precision and rounded once, so that Swift and PyTorch agree; noise is drawn for the training
// rows first, then for the test rows.

extension DataSource {
  /// Rows of a shape in the plane, class after class.
  struct PlaneShape: Sendable {
    /// The point of class `label`, `t` in 0...1 along it.
    let point: @Sendable (_ label: Int, _ t: Double) -> (Double, Double)
    /// The body of a Python function of `k` (class) and `t` (float64 tensor) that returns x, y.
    let python: [String]
  }

  static func plane(
    _ name: String, classes: Int, perClass: Int, testPerClass: Int, noise: Double,
    _ shape: PlaneShape
  ) -> DataSource {
    @Sendable func part(_ rows: Int, _ generator: inout Generator) throws -> (Tensor, Tensor) {
      var points: [Float] = []
      for label in 0..<classes {
        for i in 0..<rows {
          let t = rows > 1 ? Double(i) / Double(rows - 1) : 0
          let (x, y) = shape.point(label, t)
          points += [Float(x), Float(y)]
        }
      }
      let labels = (0..<classes).flatMap { Array(repeating: $0, count: rows) }
      let noisy = try Tensor(points, shape: [classes * rows, 2])
        .add(Tensor.randn([classes * rows, 2], generator: &generator).mul(.double(noise)))
      return (noisy, try Tensor(labels))
    }
    return DataSource(
      name: name, classNames: (0..<classes).map(String.init), trainCount: classes * perClass,
      testCount: classes * testPerClass, inputShape: [2],
      make: { generator in
        let (xTrain, yTrain) = try part(perClass, &generator)
        let (xTest, yTest) = try part(testPerClass, &generator)
        return DataSet(xTrain: xTrain, yTrain: yTrain, xTest: xTest, yTest: yTest)
      },
      python: {
        ["def shape(k, t):"] + shape.python.map { "    \($0)" } + [
          "", "def points(rows):",
          "    t = torch.arange(rows, dtype=torch.float64) / max(rows - 1, 1)",
          "    X = torch.cat([torch.stack(shape(k, t), dim=1) for k in range(\(classes))]).float()",
          "    y = torch.arange(\(classes)).repeat_interleave(rows)",
          "    return X + torch.randn(len(X), 2) * \(noise), y", "",
          "X_train, y_train = points(\(perClass))", "X_test, y_test = points(\(testPerClass))",
        ]
      })
  }
}

extension DataSource.Kind {
  private static func plane(
    _ name: String, classes: Int, perClass: Int, noise: Double, _ shape: DataSource.PlaneShape
  ) -> DataSource.Kind {
    DataSource.Kind(options: ["per_class", "test_per_class", "noise"]) { fields, _ in
      let rows = try fields.optional("per_class")?.positiveInt() ?? perClass
      return DataSource.plane(
        name, classes: classes, perClass: rows,
        testPerClass: try fields.optional("test_per_class")?.positiveInt() ?? max(rows / 2, 1),
        noise: try fields.optional("noise")?.number(0...10) ?? noise, shape)
    }
  }

  /// Three interleaved spirals: no straight line parts them.
  static let spiral = plane(
    "spiral", classes: 3, perClass: 80, noise: 0.03,
    DataSource.PlaneShape(
      point: { label, t in
        let radius = 0.1 + 0.9 * t
        let angle = 4 * t + 2 * Double.pi / 3 * Double(label)
        return (radius * sin(angle), radius * cos(angle))
      },
      python: [
        "radius, angle = 0.1 + 0.9 * t, 4 * t + 2 * math.pi / 3 * k",
        "return radius * torch.sin(angle), radius * torch.cos(angle)",
      ]))
}
