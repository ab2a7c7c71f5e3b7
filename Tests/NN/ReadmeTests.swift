import Autograd
import NN
import Testing

/// The README's piece of library code.
@Test func codeOfTheReadmeRuns() throws {
  var generator = Generator(seed: 42)
  let x = try Tensor.randn([32, 10], generator: &generator)
  let y = try Tensor.randint(0, 3, [32], generator: &generator)
  let model = try Sequential(Linear(10, 3, generator: &generator))
  let optimizer = try Adam(model.parameters, lr: 0.01)
  let loss = try CrossEntropyLoss()(model(x), y)
  optimizer.zeroGrad()
  try loss.backward()
  try optimizer.step()

  let hard = try model(x).argmax(dim: 1).to(.float32)
  #expect(hard.cut?.operation == "argmax")
}
