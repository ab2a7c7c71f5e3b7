import Files
import Testing

@testable import Autograd

/// What the machine cannot hold is refused before it is written to, since writing would end the process.
@Suite struct StorageTests {
  @Test func moreThanTheMachineHasIsRefused() throws {
    let refused = MachineMemory.$assumed.withValue(1 << 20) {
      #expect(throws: TorchError.self) { try Tensor.zeros([1 << 25]) }
    }
    let words = String(describing: try #require(refused))
    #expect(words.contains("you tried to allocate 134217728 bytes"))
    // Little is taken without asking.
    let small = try MachineMemory.$assumed.withValue(1 << 20) { try Tensor.zeros([1 << 20]) }
    #expect(small.count == 1 << 20)
    let held = try MachineMemory.$assumed.withValue(1 << 30) { try Tensor.zeros([1 << 25]) }
    #expect(held.count == 1 << 25)
  }
}
