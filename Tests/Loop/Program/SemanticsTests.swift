import Testing

@testable import Loop

/// Texts print and raise what they print and raise under real Python.
@Suite struct SemanticsTests {
  @Test(arguments: PythonGoldens.all.indices)
  func printsAsPythonDoes(_ index: Int) {
    let golden = PythonGoldens.all[index]
    #expect(Runner.output(golden.source) == golden.output, "\(golden.source)")
  }

  @Test(arguments: TorchGoldens.all.indices)
  func printsAsPyTorchDoes(_ index: Int) {
    let golden = TorchGoldens.all[index]
    #expect(Runner.output(golden.source) == golden.output, "\(golden.source)")
  }
}
