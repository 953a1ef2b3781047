import Artifact
import Corpus
import Foundation
import Imaging
import Runtime
import Taxonomy
import Torch

/// Everything that determines what a training run makes; the same options and data give the same bytes.
package struct TrainOptions: Sendable {
  /// Backbones side by side, by name.
  package var backbones: [String] = ["efficientnet-lite2"]
  /// Whether random weights replace the publishers', to time a job.
  package var randomWeights = false
  /// Side of the net's input; nil for the backbones' own.
  package var inputSize: Int?
  /// How an image comes to the net's square.
  package var resize: ResizeMode = .squash
  /// Views per image: the original, mirrored, then random crops.
  package var views = 1
  /// Whether to also train on what the second look sees.
  package var trainsOnSecondLook = false
  /// How the head is trained.
  package var head: HeadRecipe = .converged(decay: nil)
  /// Whether every class counts alike when the converged head is trained; nil to let the classes' sizes decide.
  package var balancesHead: Bool?
  /// The fraction of the training images used for validation.
  package var validation = 0.1
  /// Groups of sample indices that stay together in the training or the validation split.
  package var together: [[Int]] = []
  /// What everything random is drawn from.
  package var seed: UInt64 = 7
  /// The looks that prediction takes, or at most takes.
  package var looks = LookPolicy(count: 2)
  /// Whether validation decides if the first look is enough.
  package var choosesLooks = true
  /// Whether some of the nets and looks may answer alone; nil for where validation shows that nothing is lost by it, without
  /// a word where it can't.
  package var cascade: Bool?
  /// The shares of wrong verdicts that thresholds are chosen to keep.
  package var risks = VerdictRisks()
  /// Images that show something else; only verdicts are chosen by them.
  package var negatives: [Sample] = []
  /// Groups of a class by its id, the narrowest first; classes without an entry have none.
  package var groups: [String: [String]] = [:]
  /// How often an answer's set of classes is to hold the right one; 0 for no sets.
  package var coverage = 0.95
  /// How the net itself is fine-tuned from the head; nil leaves it frozen.
  package var tuning: TuningRequest?
  /// The model's name.
  package var name = "model"
  /// The words that the model uses for what it knows; nil for neutral ones.
  package var words: ModelWords?
  /// The rendezvous of a distributed run; nil to train alone.
  package var rendezvous: ProcessGroup.Place?
  /// Whether the model gets an index of the images that it learnt from, by their features.
  package var keepsIndex = false
  /// Whether that index holds a small copy of each image.
  package var keepsThumbnails = false
  /// The folder for the epoch log; nil for none.
  package var logs: URL?
  /// How nets are compiled.
  package var runtime = RuntimeOptions()
  /// Where libtorch computes the features; nil for compiled nets on the CPU.
  package var device: Device?
  /// How large an image may be.
  package var limits = Limits()
  /// Where backbones' weights are looked for, in order.
  package var weightsFolders: [URL]
  /// The folder that features are kept in.
  package var featureCache: URL
  /// Bytes that cached features may take; nil for no limit.
  package var cacheLimit: Int?
  /// Where shards come from that aren't on this machine; nil where all images are.
  package var supply: (any ShardSupply)?
  /// The cache folder for compiled backbones.
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

  /// Whether anything is looked at twice.
  var looksAgain: Bool { looks.count > 1 || trainsOnSecondLook }

  /// The same with first looks alone: what there is before a head says where to look again.
  var lookingOnce: TrainOptions {
    var once = self
    (once.looks.count, once.trainsOnSecondLook, once.keepsIndex) = (1, false, false)
    return once
  }

  var secondLook: View { .secondLook(threshold: looks.threshold, margin: looks.margin) }
}
