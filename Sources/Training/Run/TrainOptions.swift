import Artifact
import Foundation
import Imaging
import Runtime
import Torch

/// Everything that decides what a training run makes; the same options and data give the same bytes.
package struct TrainOptions: Sendable {
  /// Backbones side by side, by name.
  package var backbones: [String] = ["efficientnet-lite2"]
  /// Whether random weights stand in for the publishers', to time a job.
  package var randomWeights = false
  /// Side of the net's input; nil for the backbones' own.
  package var inputSize: Int?
  package var resize: ResizeMode = .squash
  /// Views a picture: the original, mirrored, then random crops.
  package var views = 1
  /// Whether what the second look sees is a view to train on, too.
  package var trainsOnSecondLook = false
  package var head: HeadRecipe = .converged(decay: nil)
  /// The share of the training pictures that choices are made on.
  package var validation = 0.1
  /// Places of samples of which each group stays on one side of training and validation part.
  package var together: [[Int]] = []
  package var seed: UInt64 = 7
  package var looks = LookPolicy(count: 2)
  /// Below this calibrated probability the verdict is `unsure`.
  package var unsureBelow = 0.5
  /// The share of validation pictures that must count as of the kind.
  package var accepted = 0.99
  /// How the net itself is trained on from the head; nil leaves it as it is.
  package var tuning: TuningRequest?
  package var name = "model"
  /// Where the processes of a common run meet; nil trains alone.
  package var meeting: ProcessGroup.Place?
  /// Where metrics of training by epochs go; nil is nowhere.
  package var logs: URL?
  package var runtime = RuntimeOptions()
  package var limits = Limits()
  /// Where backbones' weights are looked for, in order.
  package var weightsFolders: [URL]
  package var featureCache: URL
  /// Where compiled backbones wait for the next run.
  package var backboneCache: URL

  package init(weightsFolders: [URL], featureCache: URL, backboneCache: URL) {
    self.weightsFolders = weightsFolders
    self.featureCache = featureCache
    self.backboneCache = backboneCache
  }

  /// The views that features are taken of.
  var trainingViews: [View] {
    let plain = View.first(views, seed: seed)
    return trainsOnSecondLook ? plain + [secondLook] : plain
  }

  var secondLook: View { .secondLook(threshold: looks.threshold, margin: looks.margin) }
}
