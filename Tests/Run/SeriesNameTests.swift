import Run
import Testing

@Suite struct SeriesNameTests {
  @Test(
    arguments: [
      ("loss", "loss", nil, "loss"), ("train/loss", "loss", .train, "train"),
      ("val_loss", "loss", .test, "val"), ("eval_loss", "loss", .test, "eval"),
      ("Val. Loss", "loss", .test, "Val"), ("Train Acc", "accuracy", .train, "Train"),
      ("val_accuracy", "accuracy", .test, "val"), ("train/box_loss", "box_loss", .train, "train"),
      ("metrics/mAP50(B)", "metrics/map50(b)", nil, "metrics/mAP50(B)"), ("lr", "lr", nil, "lr"),
      ("grad_norm", "grad_norm", nil, "grad_norm"), ("d_loss", "d_loss", nil, "d_loss"),
      ("train", "train", nil, "train"), ("test/", "test/", nil, "test/"), ("", "", nil, ""),
      ("训练损失", "loss", .train, "训练"), ("验证损失", "loss", .test, "验证"),
      ("trainable", "trainable", nil, "trainable"), ("rank1/step loss", "step loss", nil, "rank1"),
      ("rank12/val_loss", "loss", .test, "rank12/val"),
      ("rank/loss", "rank/loss", nil, "rank/loss"),
    ] as [(String, String, SeriesName.Part?, String)])
  func namesSayWhatIsMeasuredAndWhere(
    _ name: String, _ key: String, _ part: SeriesName.Part?, _ label: String
  ) {
    let read = SeriesName(name)
    #expect(read.key == key && read.part == part && read.label == label)
  }

  @Test func whatMeasuresTheSameSharesAChart() {
    let groups = ChartGroup.groups(of: [
      "train/loss", "train/acc", "lr", "test/loss", "test/acc", "val/loss", "grad_norm", "mAP50",
      "perplexity",
    ])
    #expect(
      groups.map(\.title) == ["loss", "accuracy", "grad_norm", "mAP50", "perplexity", "lr"])
    #expect(groups[0].members.map(\.series) == ["train/loss", "test/loss", "val/loss"])
    #expect(groups[0].falls && !groups[1].falls && groups[1].isFraction && groups[5].isSetting)
    #expect(groups[0].judge?.series == "test/loss" && groups[2].judge == nil)
    #expect(ChartGroup.groups(of: ["loss", "val_loss", "eval_loss"]).count == 1)
  }
}
