import Autograd
import NN
import Testing

@testable import Loop

/// A program, and what Python prints for it, or raises.
struct LibraryGolden: Sendable {
  let program: String
  let output: String

  init(_ program: String, _ output: String) { (self.program, self.output) = (program, output) }
}

/// Programs by family, in the files beside this one.
enum LibraryGoldens {}

/// The names of the library mean what they mean in PyTorch and NumPy.
@Suite struct LibraryTests {
  @Test(arguments: LibraryGoldens.tensorFunctions)
  func tensorFunctions(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.devices)
  func devices(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.losses)
  func losses(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.modules)
  func modules(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.optimizers)
  func optimizers(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.schedulers)
  func schedulers(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.data)
  func data(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.numpyRandom)
  func numpyRandom(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.numpy)
  func numpy(_ golden: LibraryGolden) { check(golden) }

  @Test(arguments: LibraryGoldens.arguments)
  func arguments(_ golden: LibraryGolden) { check(golden) }

  private func check(_ golden: LibraryGolden) {
    #expect(result(of: golden.program) == golden.output, "\(golden.program)")
  }
}

/// What the language does of its own accord.
@Suite struct LibraryOwnTests {
  @Test func savingSaysThatItIsLeftOutAndKeepsACopy() {
    let program = """
      x = torch.ones(1)
      torch.save({'x': x}, 'a.pt')
      torch.save(x, 'b.pt')
      x.add_(1)
      print(torch.load('a.pt', weights_only=True)['x'].item(), x.item())
      """
    #expect(
      result(of: program)
        == """
        saving is left out: no file is written, and torch.load reads what this run saved
        1.0 2.0
        """)
  }

  @Test(arguments: [
    "nn.LSTM(1, 2)", "torch.ones(1).half()", "torch.sparse_coo_tensor()", "optim.LBFGS([])",
    "np.load('x.npy')", "torch.ones(2).resize_(1)", "time.ctime(0)",
    "torch.ones(1).to(torch.bfloat16)",
    "torch.distributed.init_process_group('gloo')",
  ])
  func whatIsLeftOutSaysSo(_ program: String) {
    #expect(
      result(of: program).hasPrefix("NotImplementedError: the loop language leaves out "),
      "\(program)")
  }

  @Test func detachInPlaceIsACutThatIsFound() throws {
    let x = try Tensor([1, 2] as [Float]).requiresGrad(true)
    let y = try x.mul(2)
    try y.detach_()
    #expect(!y.requiresGrad)
    let cut = try #require(y.cut)
    #expect(cut.kind == .detach)
    #expect(cut.operation == "detach_()")
  }
}

/// Runs a program and gives what it prints, or the error that it raises.
private func result(of program: String) -> String {
  var printed = ""
  var host = Host()
  host.print = { printed += $0 }
  let names = NameTable()
  do {
    let machine = Machine(
      names: names, random: SharedGenerator(Generator(seed: 0)), host: host)
    try Program(setup: program, loop: "pass", names: names, form: .body).runSetup(machine)
  } catch let error as LoopError {
    return error.description
  } catch {
    return "\(error)"
  }
  while printed.hasSuffix("\n") { printed.removeLast() }
  return printed
}
