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
      func count(_ name: String) throws -> Int? {
        guard let value = fields.optional(name) else { return nil }
        let rows = try value.positiveInt()
        // Two numbers a row with their noise, and a label.
        try value.expectRoom(rows, classes, 48)
        return rows
      }
      let rows = try count("per_class") ?? perClass
      return DataSource.plane(
        name, classes: classes, perClass: rows,
        testPerClass: try count("test_per_class") ?? max(rows / 2, 1),
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

  /// Three round clouds, apart enough for straight lines.
  static let blobs = plane(
    "blobs", classes: 3, perClass: 60, noise: 0.5,
    DataSource.PlaneShape(
      point: { label, _ in
        let angle = 2 * Double.pi / 3 * Double(label)
        return (2 * cos(angle), 2 * sin(angle))
      },
      python: [
        "angle = torch.full_like(t, 2 * math.pi / 3 * k)",
        "return 2 * torch.cos(angle), 2 * torch.sin(angle)",
      ]))

  /// Two interleaving half circles.
  static let moons = plane(
    "moons", classes: 2, perClass: 100, noise: 0.15,
    DataSource.PlaneShape(
      point: { label, t in
        let (x, y) = (cos(Double.pi * t), sin(Double.pi * t))
        return label == 0 ? (x, y) : (1 - x, 0.5 - y)
      },
      python: [
        "x, y = torch.cos(math.pi * t), torch.sin(math.pi * t)",
        "return (x, y) if k == 0 else (1 - x, 0.5 - y)",
      ]))

  /// A ring around a ring.
  static let circles = plane(
    "circles", classes: 2, perClass: 100, noise: 0.08,
    DataSource.PlaneShape(
      point: { label, t in
        let radius = label == 0 ? 1 : 0.5
        return (radius * cos(2 * Double.pi * t), radius * sin(2 * Double.pi * t))
      },
      python: [
        "radius, angle = 1.0 if k == 0 else 0.5, 2 * math.pi * t",
        "return radius * torch.cos(angle), radius * torch.sin(angle)",
      ]))

  /// Four clouds, each of the class of the one across: the smallest problem no line solves.
  static let xor = plane(
    "xor", classes: 2, perClass: 80, noise: 0.3,
    DataSource.PlaneShape(
      point: { label, t in
        let x: Double = t < 0.5 ? 1 : -1
        return (x, label == 0 ? x : -x)
      },
      python: [
        "x = torch.where(t < 0.5, 1.0, -1.0)",
        "return x, x if k == 0 else -x",
      ]))

  /// Two round clouds that overlap: even the best boundary is wrong about one row in thirteen.
  static let gaussBinary = plane(
    "gauss_binary", classes: 2, perClass: 100, noise: 1,
    DataSource.PlaneShape(
      point: { label, _ in label == 0 ? (-1, -1) : (1, 1) },
      python: [
        "center = torch.full_like(t, -1.0 if k == 0 else 1.0)",
        "return center, center",
      ]))
}
