import Autograd
import NN

@testable import Loop

/// Runs texts as a trainer would, and keeps what they print.
final class Runner {
  let names = NameTable()
  private(set) var output = ""
  private(set) var logged: [(String, Double)] = []
  var host = Host()
  private(set) lazy var machine: Machine = {
    host.print = { [unowned self] in output += $0 }
    host.log = { [unowned self] in logged.append(($0, $1)) }
    return Machine(names: names, random: SharedGenerator(Generator(seed: 0)), host: host)
  }()

  init() {
    host.limits.valueBytes = 1 << 20
    host.limits.memory = 1 << 33
  }

  /// Runs a whole text, at most so many epochs; throws what it raises.
  func run(_ text: String, setup: String = "", form: Program.Form = .whole, epochs: Int = 10_000)
    throws
  {
    let program = try Program(setup: setup, loop: text, names: names, form: form)
    try program.runSetup(machine)
    var epoch = 0
    while epoch < epochs, case .ran = try program.runEpoch(machine, epoch) {
      epoch += 1
      if program.isBody, form != .body { break }
    }
    try program.runEnd(machine)
  }

  /// What a text prints, and the error it ends with.
  static func output(_ text: String, setup: String = "") -> String {
    let runner = Runner()
    do { try runner.run(text, setup: setup) } catch let error as LoopError {
      return runner.output + "\(error.type)\(error.message.isEmpty ? "" : ": ")\(error.message)"
        + " @\(error.line)\n"
    } catch { return runner.output + "\(error)\n" }
    return runner.output
  }

  /// The error that a text ends with, run once from top to bottom.
  static func error(_ text: String) -> LoopError? {
    do { try Runner().run(text, form: .body, epochs: 1) } catch { return error as? LoopError }
    return nil
  }
}
