/// What the trainer tells its readers. The dashboard, the text log and the JSONL log are all
/// readers of this one stream; the trainer knows none of them.
///
/// Of a small net there are hundreds of thousands of epochs a second, and few of anything else.
/// What else there is lies in a box of its own, so that an event is no larger than an epoch's
/// numbers and these are copied without counting references.
public enum TrainingEvent: Sendable, Equatable {
  /// A run begins, or begins again after a restart or a change of preset.
  indirect case run(RunInfo)
  /// The program as it now stands, after a bug was switched or fixed.
  indirect case listing([ListingLine])
  /// One epoch is complete.
  case epoch(EpochRecord)
  /// What a program other than our trainer said at one point.
  indirect case record(Record)
  /// The same epoch of the healthy twin: same seed, same batches, no bugs.
  case twin(EpochRecord)
  /// The first epoch in which the run and its healthy twin differ.
  case twinDiverged(epoch: Int)
  /// A bug was switched on or off; it takes effect in `epoch`.
  indirect case bug(BugSwitch)
  /// A text that `TrainingCommand.edit` sent is no loop, and the old one trains on; nil when it was
  /// taken over.
  indirect case mistake(EditMistake?)
  /// Answers `TrainingCommand.complete`.
  indirect case completions([String], of: String)
  /// A statement raised; training is parked with all its state kept.
  indirect case error(FailureReport)
  /// The cause of the last error was fixed; `epoch` is run again.
  case fixed(epoch: Int)
  /// A setting was changed while training, e.g. `lr` to `0.02`.
  indirect case setting(name: String, value: String, epoch: Int)
  /// What the loop printed, without the line break at its end.
  indirect case print(String)
  /// What a program's terminal shows, a line each, the newest last; takes the place of what it showed
  /// before.
  indirect case output([String])
  /// What one rank of a program under `torchrun` did last; takes the place of what it did before.
  indirect case rank(RankReading)
  /// A number that the loop named with `log(name, value)`.
  indirect case value(name: String, value: Double, epoch: Int)
  /// A silent symptom was seen by a detector, or is gone again.
  indirect case symptom(Symptom)
  /// A bug showed what it was expected to show, or did not in time.
  indirect case verdict(Verdict)
  /// The trainer went from one phase to another.
  case phase(TrainingPhase)
  /// What was asked for with `TrainingCommand.observe`, at most some ten times a second.
  indirect case observation(Observation)
  /// The run is over.
  case end(EndStatus)
}

public enum TrainingPhase: Sendable, Equatable {
  case running
  /// Stands before `line`; nil between epochs.
  case paused(line: Int?)
  /// An error was raised; fix it to go on.
  case parked
  case finished
}

public enum EndStatus: String, Sendable, Equatable { case finished, interrupted, failed }
