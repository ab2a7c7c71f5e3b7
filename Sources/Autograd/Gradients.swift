/// The gradients of an op's inputs, nil where none is wanted; each is handed over once.
///
/// References that are counted by hand: most are nil, and letting go of nothing is free so.
struct Gradients: ~Copyable {
  private var first: Unmanaged<Tensor>?
  private var second: Unmanaged<Tensor>?
  private var third: Unmanaged<Tensor>?
  private var further: Unmanaged<Further>?

  private final class Further {
    var list: [Tensor?]
    init(_ list: [Tensor?]) { self.list = list }
  }

  @inline(__always)
  init(
    _ first: consuming Tensor?, _ second: consuming Tensor? = nil, _ third: consuming Tensor? = nil
  ) {
    self.first = first.map(Unmanaged.passRetained)
    self.second = second.map(Unmanaged.passRetained)
    self.third = third.map(Unmanaged.passRetained)
  }

  init(list: [Tensor?]) {
    self.init(
      list.first ?? nil, list.count > 1 ? list[1] : nil, list.count > 2 ? list[2] : nil)
    if list.count > 3 { further = .passRetained(Further(Array(list.dropFirst(3)))) }
  }

  deinit {
    first?.release()
    second?.release()
    third?.release()
    further?.release()
  }

  subscript(index: Int) -> Tensor? {
    switch index {
    case 0: return first?.takeUnretainedValue()
    case 1: return second?.takeUnretainedValue()
    case 2: return third?.takeUnretainedValue()
    default:
      guard let list = further?.takeUnretainedValue().list, index - 3 < list.count else {
        return nil
      }
      return list[index - 3]
    }
  }

  /// Hands over a gradient and forgets it.
  @inline(__always)
  mutating func take(_ index: Int) -> Tensor? {
    switch index {
    case 0: return first.take()?.takeRetainedValue()
    case 1: return second.take()?.takeRetainedValue()
    case 2: return third.take()?.takeRetainedValue()
    default: return takeFurther(index - 3)
    }
  }

  private func takeFurther(_ index: Int) -> Tensor? {
    guard let further = further?.takeUnretainedValue(), index < further.list.count else {
      return nil
    }
    return further.list[index].take()
  }
}
