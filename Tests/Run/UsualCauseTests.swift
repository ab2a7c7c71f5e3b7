import Run
import Testing

@Suite struct UsualCauseTests {
  @Test(arguments: [
    (
      "RuntimeError", "element 0 of tensors does not require grad and does not have a grad_fn",
      "argmax"
    ),
    (
      "RuntimeError", "Trying to backward through the graph a second time (or directly",
      "hidden state"
    ),
    ("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (32x10 and 12x3)", "in_features"),
    ("OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.00 GiB", "batch"),
    ("torch.OutOfMemoryError", "out of memory on device 0", "batch"),
    ("IndexError", "Target 3 is out of bounds.", "labels that begin at 1"),
    (
      "ValueError", "Tried to step 231 times. The specified number of total steps is 230",
      "batch loop"
    ),
    ("RuntimeError", "Expected all tensors to be on the same device, but found", "to(device)"),
  ])
  func theLikeliestCauseComesFirst(_ type: String, _ message: String, _ look: String) throws {
    let causes = UsualCause.list(for: type, message)
    #expect(try #require(causes.first).look.contains(look), "\(causes)")
  }

  @Test func anUnknownMessageHasNone() {
    #expect(UsualCause.list(for: "KeyError", "'loss'").isEmpty)
  }

  /// Sentences end with a full stop, what to look for is the rest of one.
  @Test func causesReadWell() {
    for message in ["does not require grad and does not have a grad_fn", "mat1 and mat2 shapes"] {
      for cause in UsualCause.list(for: "RuntimeError", message) {
        #expect(cause.text.hasSuffix(".") && !cause.look.hasSuffix("."))
      }
    }
  }
}

@Suite struct LoopChangeTests {
  static let cases: [(old: [String], new: [String], text: String)] = [
    (["a", "b", "c"], ["a", "c"], "remove line 2: b"),
    (["a", "c"], ["a", "b", "c"], "add after line 1: b"),
    (["c"], ["b", "c"], "add at the start: b"),
    (["a"], ["a", "b"], "add after line 1: b"),
    (["a", "x", "y"], ["a", "b"], "b"),
    (["a", "x", "y"], ["a"], "remove lines 2 and 3"),
    (["x", "b"], ["p", "q", "b"], "replace line 1"),
    (
      ["a", "with m:", "    b", "    c", "    d", "e"], ["a", "b", "c", "d", "e"],
      "move lines 3 to 5 out of the `with m:` of line 2"
    ),
  ]

  @Test(arguments: cases)
  func theChangeLeadsFromOneTextToTheOther(_ old: [String], _ new: [String], _ text: String) throws
  {
    let change = try #require(LoopChange(from: old, to: new))
    #expect(change.applied(to: old) == new)
    #expect(change.text == text)
  }

  @Test func theSameTextIsNoChange() { #expect(LoopChange(from: ["a"], to: ["a"]) == nil) }
}
