/// Several optimizers as one, each with its own fraction of the learning rate: for layers that are trained more slowly.
package final class GroupedOptimizer: Optimizer {
  package struct Group {
    /// The optimizer of the group's parameters.
    package let optimizer: any Optimizer
    /// The group's rate is this times the common one.
    package let factor: Double

    package init(_ optimizer: any Optimizer, factor: Double) {
      self.optimizer = optimizer
      self.factor = factor
    }
  }

  /// The groups, stepped in this order.
  package let groups: [Group]

  package init(_ groups: [Group], rate: Double) {
    self.groups = groups
    self.rate = rate
    share()
  }

  package var parameters: [Tensor] { groups.flatMap(\.optimizer.parameters) }
  package var state: [Tensor] { groups.flatMap(\.optimizer.state) }
  package var rate: Double { didSet { share() } }

  package func step() throws(TorchError) {
    for group in groups { try group.optimizer.step() }
  }

  private func share() {
    for group in groups { group.optimizer.rate = rate * group.factor }
  }
}
