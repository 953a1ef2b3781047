import ArgumentParser
import Commands
import Training

/// How the head is trained.
struct HeadOptions: ParsableArguments {
  enum Rate: Hashable, ExpressibleByArgument {
    case find
    case number(Double)

    init?(argument: String) {
      if argument == "find" {
        self = .find
      } else {
        guard let number = Double(argument), number > 0, number.isFinite else { return nil }
        self = .number(number)
      }
    }

    var value: Double? { if case .number(let value) = self { value } else { nil } }
  }

  enum Kind: String, ExpressibleByArgument, CaseIterable { case converged, adam }

  @Option(help: "How the head is trained: converged (to the optimum; the default) or adam.")
  var head: Kind?

  @Option(
    name: .customLong("weight-decay"),
    help: "The converged head's weight decay; by default the best on the validation split."
  )
  var weightDecay: Double?

  @Option(
    name: .customLong("batch-size"),
    help: "The batch size of fine-tuning (by default 32), or of the head with --head adam (120).")
  var batchSize: Int?

  @Option(
    help:
      "The learning rate, or find to search for one when fine-tuning; by default 0.005 (sgd), 1e-4 (adamw), 0.001 (head)."
  )
  var lr: Rate?

  @Option(help: "Adam's beta1.")
  var beta1 = 0.9

  @Option(help: "Adam's beta2.")
  var beta2 = 0.99

  @Option(help: "The random seed.")
  var seed: UInt64 = 7

  @Option(
    help:
      "How often an answer's set of classes (\"one of these\") should contain the right one, fitted on validation images; 0 for no sets."
  )
  var coverage = 0.95

  func validate() throws {
    if !(0..<1).contains(coverage) { throw ValidationError("--coverage must be from 0 to below 1.") }
    if let weightDecay, weightDecay < 0 || !weightDecay.isFinite {
      throw ValidationError("--weight-decay must be 0 or more.")
    }
    if let batchSize, batchSize < 1 { throw ValidationError("--batch-size must be at least 1.") }
    if !(0..<1).contains(beta1) || !(0..<1).contains(beta2) {
      throw ValidationError("--beta1 and --beta2 must be from 0 to below 1.")
    }
  }

  func apply(to options: inout TrainOptions, _ recipe: Recipe, epochs: Int?) {
    options.seed = seed
    options.coverage = coverage
    options.head =
      switch head ?? recipe.head {
      case .converged: .converged(decay: weightDecay)
      case .adam:
        .adam(
          AdamRecipe(
            epochs: epochs ?? 30, batchSize: batchSize ?? 120, learningRate: lr?.value ?? 0.001, beta1: beta1,
            beta2: beta2))
      }
  }
}
