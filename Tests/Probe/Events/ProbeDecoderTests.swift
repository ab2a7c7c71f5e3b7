import Foundation
import Testing

@testable import Probe

/// Bytes from a process, and what they say.
@Suite struct ProbeDecoderTests {
  static let events: [(String, ProbeEvent)] = [
    (
      """
      {"event":"hello","version":1,"pid":7,"rank":1,"world_size":2,"program":["python","a.py"],\
      "python":"3.11.7","torch":"2.13.0","trace":"auto"}
      """,
      .hello(
        .init(
          version: 1, pid: 7, rank: 1, worldSize: 2, program: ["python", "a.py"], python: "3.11.7",
          torch: "2.13.0", trace: "auto"))
    ),
    (
      """
      {"event":"hello","version":1,"pid":7,"rank":null,"world_size":null,"program":[],\
      "python":"3.9.1","torch":"2.4.1","trace":"off","later":[1]}
      """,
      .hello(
        .init(
          version: 1, pid: 7, program: [], python: "3.9.1", torch: "2.4.1", trace: "off"))
    ),
    (
      #"{"event":"listing","file":"/é.py","function":"","first":3,"lines":["for a:"],"backward":3}"#,
      .listing(.init(file: "/é.py", function: "", first: 3, lines: ["for a:"], backward: 3))
    ),
    (
      """
      {"event":"lines","step":4,"lines":[{"line":8,"shape":[2,3],"grad_fn":"AddmmBackward0"},\
      {"line":9,"shape":[],"grad_fn":null}]}
      """,
      .lines(
        .init(
          step: 4,
          lines: [
            .init(line: 8, shape: [2, 3], gradFn: "AddmmBackward0"), .init(line: 9, shape: []),
          ]))
    ),
    (
      #"{"event":"loss","steps":[1,2,3],"values":[0.5,"Infinity",2]}"#,
      .loss(.init(steps: [1, 2, 3], values: [0.5, .infinity, 2]))
    ),
    (
      #"{"event":"step","step":5,"tracing":true,"lr":0.01}"#,
      .step(.init(step: 5, tracing: true, lr: 0.01))
    ),
    (#"{"event":"step","step":5,"tracing":false}"#, .step(.init(step: 5, tracing: false))),
    (
      """
      {"event":"gradients","step":1,"parameters":[{"name":"weight","shape":[2],"weight":1.5,\
      "gradient":null,"requires_grad":true}]}
      """,
      .gradients(
        .init(
          step: 1,
          parameters: [
            .init(name: "weight", shape: [2], weight: 1.5, gradient: nil, requiresGrad: true)
          ]))
    ),
    (
      #"{"event":"print","stream":"stderr","text":"\u001b[1mé\n"}"#,
      .print(.init(stream: "stderr", text: "\u{1B}[1mé\n"))
    ),
    (
      """
      {"event":"report","level":"error","kind":"detach","step":1,"headline":"RuntimeError: x",\
      "at":{"file":"/a.py","line":9,"function":"f","text":"loss.backward()"},\
      "cut":[{"by":"detach","at":null}],"path":[{"text":"0.weight","cut":false,"line":null},\
      {"text":"detach","cut":true,"line":8}],"why":"w","fix":"f","no_grad":["0.weight"],\
      "parameters":2}
      """,
      .report(report)
    ),
    (#"{"event":"dropped","count":12}"#, .dropped(.init(count: 12))),
    (#"{"event":"end","step":40,"reports":1}"#, .end(.init(step: 40, reports: 1))),
  ]

  static let report = ProbeEvent.Report(
    level: .error, kind: "detach", step: 1, headline: "RuntimeError: x",
    at: .init(file: "/a.py", line: 9, function: "f", text: "loss.backward()"),
    cut: [.init(by: "detach")],
    path: [
      .init(text: "0.weight", cut: false, line: nil), .init(text: "detach", cut: true, line: 8),
    ], why: "w", fix: "f", noGrad: ["0.weight"], parameters: 2)

  @Test(arguments: events)
  func eventIsRead(_ line: String, _ event: ProbeEvent) {
    #expect(ProbeDecoder.event(line.utf8) == event)
  }

  @Test func notANumberIsRead() {
    let event = ProbeDecoder.event(#"{"event":"loss","steps":[1],"values":["NaN"]}"#.utf8)
    guard case .loss(let losses) = event else {
      Issue.record("\(event as Any)")
      return
    }
    #expect(losses.values.map(\.isNaN) == [true])
  }

  @Test(arguments: [
    "", "{", "null", "[]", "7", "\u{FFFD}", #"{"event":"later","step":1}"#, #"{"event":7}"#,
    #"{"event":"end","step":"one","reports":1}"#, #"{"event":"dropped"}"#, #"{"step":1}"#,
  ])
  func anythingElseIsPassedOver(_ line: String) {
    #expect(ProbeDecoder.event(line.utf8) == nil)
  }

  /// However the bytes are cut, also within a character.
  @Test(arguments: [1, 2, 3, 7, 64, 10_000])
  func piecesMakeTheSame(_ size: Int) {
    let bytes = Array(Self.events.map { $0.0 + "\n" }.joined().utf8)
    var decoder = ProbeDecoder()
    var received: [ProbeEvent] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      received += decoder.decode(bytes[start..<min(bytes.count, start + size)])
    }
    #expect(received == Self.events.map(\.1))
  }

  @Test func lineThatIsCutOffIsLostAlone() {
    var decoder = ProbeDecoder()
    let text = #"{"event":"dropped","count":1}"# + "\nrubbish\n" + #"{"event":"drop"#
    #expect(decoder.decode(Array(text.utf8)) == [.dropped(.init(count: 1))])
    #expect(decoder.decode([]) == [])
  }

  @Test func overlongLineIsLostAlone() {
    var decoder = ProbeDecoder(longestLine: 64)
    let long = String(repeating: "x", count: 50)
    #expect(decoder.decode(Array(long.utf8)) == [])
    #expect(decoder.decode(Array(long.utf8)) == [])
    let rest = "x\n" + #"{"event":"dropped","count":1}"# + "\n"
    #expect(decoder.decode(Array(rest.utf8)) == [.dropped(.init(count: 1))])
  }
}
