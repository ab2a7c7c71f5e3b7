/// What stands in a line of `ProbeLog` after the fields that all lines have; events that are not here are
/// written with the fields of `ProbeEvent`.
enum ProbeLogLine {
  struct Run: Codable {
    let schema: Int
    let command: [String]
    let host: String
  }

  struct Ending: Codable {
    let status: String
    let code: Int32
  }

  struct Start: Codable {
    let pid: Int
    let worldSize: Int?
    let program: [String]
    let python: String
    let torch: String
    let trace: String
  }

  struct ProcessEnd: Codable {
    let status: String
    let step: Int?
    let reports: Int?
  }

  struct Value: Codable {
    let name: String
    let step: Int
    let value: Double
  }

  struct Pace: Codable {
    let step: Int
    /// Seconds a step, and those before `backward()`.
    let each: Double?
    let forward: Double?
  }

  struct Listing: Codable {
    let file: String
    let function: String
    let backward: Int
    let lines: [Line]

    struct Line: Codable {
      let number: Int
      let code: String
    }

    init(_ listing: ProbeEvent.Listing) {
      file = listing.file
      function = listing.function
      backward = listing.backward
      lines = listing.lines.enumerated().map { Line(number: listing.first + $0, code: $1) }
    }

    var listing: ProbeEvent.Listing {
      ProbeEvent.Listing(
        file: file, function: function, first: lines.first?.number ?? 1, lines: lines.map(\.code),
        backward: backward)
    }
  }

  /// An error in the words of our own log's `error`.
  struct Failure: Codable {
    let type: String
    let message: String
    let step: Int
    let file: String?
    let line: Int?
    let code: String?
    let cut: Cut

    struct Cut: Codable {
      let kind: String
      let operation: String?
      let line: Int?
      let chain: [Link]
      let why: String
      let fix: String
      let noGrad: [String]
      let parameters: Int
    }

    struct Link: Codable {
      let text: String
      let line: Int?
      let cut: Bool
      /// Whether it comes after the cut.
      let dead: Bool
    }

    init(_ report: ProbeEvent.Report) {
      let words = report.headline.split(separator: ":", maxSplits: 1)
      type = words.count == 2 ? String(words[0]) : "Error"
      message = words.count == 2 ? String(words[1].drop { $0 == " " }) : report.headline
      step = report.step
      file = report.at?.file
      line = report.at?.line
      code = report.at?.text
      let at = report.path.firstIndex { $0.cut } ?? report.path.endIndex
      cut = Cut(
        kind: report.kind, operation: report.cut.first?.by, line: report.cut.first?.at?.line,
        chain: report.path.enumerated().map {
          Link(text: $1.text, line: $1.line, cut: $1.cut, dead: $0 > at)
        }, why: report.why, fix: report.fix, noGrad: report.noGrad, parameters: report.parameters)
    }

    /// The report, as much of it as the line has: of several cuts the first.
    var report: ProbeEvent.Report {
      func site(_ line: Int?, _ text: String) -> ProbeEvent.Report.Site? {
        line.map { .init(file: file ?? "", line: $0, function: "", text: text) }
      }
      return ProbeEvent.Report(
        level: .error, kind: cut.kind, step: step, headline: "\(type): \(message)",
        at: site(line, code ?? ""),
        cut: cut.operation.map { [.init(by: $0, at: site(cut.line, ""))] } ?? [],
        path: cut.chain.map { .init(text: $0.text, cut: $0.cut, line: $0.line) }, why: cut.why,
        fix: cut.fix, noGrad: cut.noGrad, parameters: cut.parameters)
    }
  }
}
