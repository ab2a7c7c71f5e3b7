/// Where a name's value lies when a statement runs.
enum Place {
  /// A slot of the module.
  case global(Int)
  /// A place in the function's own frame.
  case local(Int)
  /// A place in the frame that holds the cell of a shared name.
  case cell(Int, isFree: Bool)
}

/// The names of one function, or of the module, while it is compiled.
final class Scope {
  enum Kind { case module, function }

  let kind: Kind
  let parent: Scope?
  private var own: [String: Int] = [:]
  private var cells: Set<String> = []
  /// Names of outer functions, and where their cells lie here.
  private var free: [String: Int] = [:]
  /// Where the enclosing frame holds the cells that go to `capturePlaces`, in order.
  private(set) var captures: [(outer: Int, inner: Int)] = []
  /// Names of the comprehensions that are open, innermost last.
  private var overlays: [Overlay] = []
  private(set) var count = 0

  private struct Overlay {
    var places: [String: Int] = [:]
    var cells: Set<String> = []
  }

  init(_ kind: Kind, parent: Scope?) {
    self.kind = kind
    self.parent = parent
  }

  /// Gives each name a place in the frame; those in `cells` are shared with inner functions.
  func declare(_ names: [String], cells: Set<String>) {
    for name in names where own[name] == nil {
      own[name] = count
      count += 1
      if cells.contains(name) { self.cells.insert(name) }
    }
  }

  /// The places of the shared names, whose cells are made when the function is entered.
  var cellPlaces: [Int] { own.filter { cells.contains($0.key) }.values.sorted() }

  /// A place for a value without a name.
  func temporary() -> Int {
    count += 1
    return count - 1
  }

  /// Opens a comprehension with names of its own; gives the places of those that need cells.
  func open(_ names: [String], cells: Set<String>) -> [Int] {
    var overlay = Overlay()
    for name in names where overlay.places[name] == nil {
      overlay.places[name] = temporary()
      if cells.contains(name) { overlay.cells.insert(name) }
    }
    overlays.append(overlay)
    return overlay.cells.compactMap { overlay.places[$0] }.sorted()
  }

  func close() { overlays.removeLast() }

  /// Where a name lies; nothing when it is the module's.
  func place(_ name: String) -> Place? {
    for overlay in overlays.reversed() {
      if let place = overlay.places[name] {
        return overlay.cells.contains(name) ? .cell(place, isFree: false) : .local(place)
      }
    }
    if let place = own[name] {
      return cells.contains(name) ? .cell(place, isFree: false) : .local(place)
    }
    if let place = free[name] { return .cell(place, isFree: true) }
    guard let parent, case .cell(let outer, _)? = parent.place(name) else { return nil }
    let place = temporary()
    free[name] = place
    captures.append((outer, place))
    return .cell(place, isFree: true)
  }
}
