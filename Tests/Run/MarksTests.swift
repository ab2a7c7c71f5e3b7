import Testing

@testable import Run

@Suite struct MarksTests {
  @Test(arguments: [4, 1 << 12])
  func secondsTurnIntoEpochsAndBack(_ capacity: Int) {
    var marks = Marks(capacity: capacity)
    for epoch in 0..<1000 { marks.append(Double(epoch) / 4 + (epoch > 500 ? 10 : 0)) }
    for second in [0, 1, 30.125, 124, 130, 200] as [Double] {
      let epoch = marks.position(of: second)
      #expect(abs(marks.value(at: epoch) - second) < 1e-9)
    }
    #expect(marks.position(of: -1) == 0)
    #expect(marks.position(of: 1e9) == 1000)
    #expect(Marks().position(of: 1) == 0)
  }

  @Test func aPlaceThatMarksDoNotHoldLiesBetweenThem() {
    var marks = Marks(capacity: 4)
    for point in 0..<9 { marks.append(Double(10 * point)) }
    // Points 0, 4 and 8 are left.
    #expect(marks.value(at: 3) == 30)
    #expect(marks.position(of: 75) == 7.5)
    #expect(marks.value(at: 8) == 80)
    #expect(marks.last == 80)
  }
}
