extension Detector {
  /// Tables whose figures will look better, or say less, than they should.
  static let tables: [Detector] = [
    Detector(
      id: "column_tells_label",
      why:
        "What gives the label away is seldom known before the label is: the model learns to read it "
        + "off, and fails on new rows.",
      fix: "leave the column out (columns: {drop: [name]}) unless it is known before the label is"
    ) { now, _ in
      guard let leak = now.data.leaks.first else { return nil }
      let others = now.data.leaks.count - 1
      let who =
        leak.count > 1
        ? "'\(leak.joined(separator: "' and '"))' together tell" : "'\(leak[0])' alone tells"
      return Finding(
        "\(who) '\(now.data.label)' in every training row: leak?"
          + (others > 0 ? " \(others) more column\(others == 1 ? " does" : "s do") so." : ""))
    },
    Detector(
      id: "small_class",
      why:
        "Of a few rows next to nothing can be learnt, and of one or two in the test set nothing be "
        + "said.",
      fix: "join it with another class, leave its rows out, or find more of them"
    ) { now, _ in
      guard let first = now.data.smallClasses.first else { return nil }
      let names = listed(now.data.smallClasses.map { "'\($0.name)'" })
      return Finding(
        now.data.smallClasses.count == 1
          ? "class \(names) has \(first.rows) row\(first.rows == 1 ? "" : "s"), too few to learn and "
            + "to test."
          : "classes \(names) have fewer than \(DataFacts.fewOfClass) rows each, too few to learn and "
            + "to test.")
    },
    Detector(
      id: "few_test_rows",
      why: "With so few rows the result says more of which rows they are than of the model.",
      fix: "raise test_fraction, or average over several seeds"
    ) { now, _ in
      let rows = now.data.testRows
      guard rows < 10 else { return nil }
      return Finding(
        "the test set has \(rows) row\(rows == 1 ? "" : "s"): one row more or less that is right "
          + "moves the result by \(100 / max(rows, 1)) %.")
    },
    Detector(
      id: "unequal_scales",
      why:
        "The gradient of a weight grows with the size of what it multiplies: a rate that suits one "
        + "column stands still for the other, or overshoots.",
      fix: "standardize: true"
    ) { now, _ in
      guard let (least, greatest) = now.data.ranges, greatest.size > 300 * least.size else {
        return nil
      }
      return Finding(
        "'\(greatest.name)' spans \(figure(greatest.size)) and '\(least.name)' "
          + "\(figure(least.size)): the first drowns the second, and one learning rate fits only one "
          + "of them.")
    },
    Detector(
      id: "test_rows_in_statistics",
      why:
        "The test rows stand for rows that are not known yet. What is computed from them makes the "
        + "test look better than new rows will.",
      fix: "take mean and deviation from the training rows, and apply them to both parts"
    ) { now, _ in
      guard let mean = now.data.meansOfWhole else { return nil }
      return Finding(
        "training and test rows together have the mean 0 and the deviation 1 in every column, "
          + "the training rows alone a mean of up to \(figure(mean)): the test rows took part in the "
          + "standardisation.")
    },
  ]
}
