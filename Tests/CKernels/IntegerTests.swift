import CKernels
import Testing

@Test func reductionsOfIntegersWrapAndNaNWins() {
  let values: [Float] = [1, .nan, 3, 2]
  var largest = Float(0)
  ck_reduce(CK_MAX, CK_F32, 1, 4, 1, &largest, values)
  #expect(largest.isNaN)
  var position = Int64(0)
  ck_arg_extreme(true, CK_F32, 1, 4, 1, &position, values)
  #expect(position == 1)
  let bytes: [UInt8] = [200, 100]
  var sum = UInt8(0)
  ck_reduce(CK_SUM, CK_U8, 1, 2, 1, &sum, bytes)
  #expect(sum == 44)
}

private let divisions: [[Int64]] = [[7, 2, 3], [-7, 2, -4], [7, -2, -4], [.min, -1, .min]]

@Test(arguments: divisions)
func integerDivisionFloorsAndNeverTraps(_ row: [Int64]) {
  let (a, b, expected) = (row[0], row[1], row[2])
  var walk = ck_walk()
  var result = Int64(0)
  #expect(ck_binary(CK_FLOOR_DIVIDE, CK_I64, &walk, &result, [a], [b]))
  #expect(result == expected)
  #expect(!ck_binary(CK_FLOOR_DIVIDE, CK_I64, &walk, &result, [a], [0]))
}
