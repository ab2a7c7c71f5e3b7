import Autograd
import NN
import Testing

/// The article's corrected loop against the table that real PyTorch 2.13 printed.
@Test func seedLoopPrintsPyTorchsNumbers() throws {
  var generator = Generator(seed: 42)
  let x = try Tensor.randn([32, 10], generator: &generator)
  let y = try Tensor.randint(0, 3, [32], generator: &generator)
  let xTest = try Tensor.randn([32, 10], generator: &generator)
  let yTest = try Tensor.randint(0, 3, [32], generator: &generator)
  let model = try Linear(10, 3, generator: &generator)
  let optimizer = try Adam(model.parameters, lr: 0.01)
  let lossFunction = CrossEntropyLoss()
  let expected: [Int: [Double]] = [
    0: [1.3643, 0.2500, 1.4596, 0.0938], 100: [0.5431, 0.7812, 1.5848, 0.4688],
    500: [0.2395, 1.0000, 3.9146, 0.3750], 1000: [0.1376, 1.0000, 6.0976, 0.3750],
  ]
  for epoch in 0...1000 {
    let logits = try model(x)
    let loss = try lossFunction(logits, y)
    let accuracy = try logits.argmax(dim: 1).eq(y).to(.float32).mean()
    optimizer.zeroGrad()
    try loss.backward()
    try optimizer.step()
    let (testLoss, testAccuracy) = try inferenceMode {
      let logits = try model(xTest)
      return (
        try lossFunction(logits, yTest).item(),
        try logits.argmax(dim: 1).eq(yTest).to(.float32).mean().item()
      )
    }
    if let row = expected[epoch] {
      let ours = [try loss.item(), try accuracy.item(), testLoss, testAccuracy]
      for (a, b) in zip(ours, row) { #expect(abs(a - b) < 0.00006, "epoch \(epoch): \(ours)") }
    }
  }
}
