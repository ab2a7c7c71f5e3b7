import Autograd
import Foundation
import Run
import Synchronization

/// Trains an experiment on a thread of its own: events out, commands in.
public final class Trainer: Sendable {
  /// What a run starts with beside its experiment.
  public struct Options: Sendable {
    /// The bugs that may be switched on.
    public var catalogue: Catalogue
    /// Bugs to switch on, each at an epoch.
    public var bugs: [BugSwitch] = []
    /// Fix a bug after it raised, and train on.
    public var fixesItself = false
    /// Epochs a second; nil for as many as possible.
    public var pace: Double?
    /// End the thread with the run, instead of waiting for commands.
    public var endsWithRun = true
    /// Look for symptoms of silent bugs.
    public var watchesSymptoms = false
    /// Train a healthy twin alongside.
    public var hasTwin = false
    /// Where and how often the run is saved; nil for never.
    public var saving: Saving?
    /// What the run goes on from; nil for its beginning.
    public var resuming: Checkpoint?

    public init(catalogue: Catalogue = Catalogue([])) { self.catalogue = catalogue }
  }

  /// How a run is saved between epochs.
  public struct Saving: Sendable {
    /// Epochs between two checkpoints; the end of the run has one as well.
    public var every: Int
    /// Writes a checkpoint, on the training thread, which waits for it. `events` have been sent
    /// before, so whoever keeps a log of them knows what belongs before the checkpoint.
    public var write: @Sendable (_ checkpoint: Checkpoint, _ events: Int) throws -> Void

    public init(
      every: Int,
      write: @escaping @Sendable (_ checkpoint: Checkpoint, _ events: Int) throws -> Void
    ) {
      (self.every, self.write) = (every, write)
    }
  }

  /// Bytes of the training thread's stack.
  static let stackSize = 16 << 20

  private let events: Mailbox<TrainingEvent>
  private let commands: Mailbox<TrainingCommand>
  private let hasCommands: CommandFlag
  /// Nil where none could be started.
  private let thread: JoinableThread?

  /// Starts training at once. `wake` is called on the training thread after an event that a
  /// reader should see without delay, i.e. any but `epoch`.
  public init(
    _ experiment: Experiment, options: Options = Options(),
    presets: PresetFolder? = nil, wake: @escaping @Sendable () -> Void = {}
  ) {
    // At full speed some four thousand epochs lie between two frames; a box that is full makes the
    // trainer wait, and more would only be memory.
    let events = Mailbox<TrainingEvent>(capacity: 1 << 14)
    let commands = Mailbox<TrainingCommand>()
    let flag = CommandFlag()
    (self.events, self.commands, hasCommands) = (events, commands, flag)
    @Sendable func train() {
      let outbox = Outbox(events, wake: wake)
      let run = TrainingRun(
        experiment, options: options, presets: presets,
        commands: CommandSource(mailbox: commands, flag: flag) { outbox.flush() },
        emit: outbox.send)
      run.save = { checkpoint in
        outbox.flush()
        try options.saving?.write(checkpoint, outbox.count)
      }
      run.main()
      outbox.flush()
    }
    do {
      thread = try JoinableThread(stackSize: Self.stackSize) {
        flushDenormals()
        setThreadCount(ProcessInfo.processInfo.activeProcessorCount)
        train()
        events.close()
        wake()
      }
    } catch {
      thread = nil
      events.send(contentsOf: error.events)
      events.close()
    }
  }

  /// Asks for something; it takes effect before the next statement.
  public func send(_ command: TrainingCommand) {
    commands.send(command)
    hasCommands.isSet.store(true, ordering: .releasing)
  }

  /// The events since the last call; waits at most `seconds` for the first, nil for as long as
  /// the trainer lives. Empty at the end of all events.
  public func takeEvents(waiting seconds: Double? = 0) -> [TrainingEvent] {
    events.take(waiting: seconds)
  }

  /// The same, as lists one after the other: to join them copies each event.
  package func takeLists(waiting seconds: Double?) -> [[TrainingEvent]] {
    events.takeLists(waiting: seconds)
  }

  /// Stops training and waits until the thread is done.
  public func stop() {
    send(.stop)
    events.close()
    thread?.join()
  }
}

/// Says, at the price of one load, whether a command waits.
final class CommandFlag: Sendable {
  let isSet = Atomic(false)
}

/// The training thread's end of the command queue.
struct CommandSource {
  let mailbox: Mailbox<TrainingCommand>
  let flag: CommandFlag
  /// Called before a wait, which may be long.
  var beforeWaiting: () -> Void = {}

  var isPending: Bool { flag.isSet.load(ordering: .acquiring) }

  func take() -> [TrainingCommand] {
    flag.isSet.store(false, ordering: .releasing)
    return mailbox.take()
  }

  func wait(_ seconds: Double?) -> [TrainingCommand] {
    beforeWaiting()
    return mailbox.take(waiting: seconds)
  }
}
