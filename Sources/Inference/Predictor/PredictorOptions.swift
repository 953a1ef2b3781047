import Artifact
import Foundation
import Imaging
import Runtime

/// How a model is loaded and queried.
package struct PredictorOptions: Sendable {
  /// How the net is compiled.
  package var runtime: RuntimeOptions
  /// Looks per image, 1 to 3; nil for what the model folder says.
  package var looks: Int?
  /// How much of a model with a cascade is asked of an image; with `looks` it is always all.
  package var effort: Effort
  /// How large an image may be.
  package var limits: Limits
  /// Decoding threads; nil for one per core.
  package var decoders: Int?
  /// Bytes that all images being decoded may take together; nil for no bound.
  package var decodeBudget: Int?
  /// Whether the index of the training images is loaded, where the model has one.
  package var loadsIndex: Bool

  package init(
    runtime: RuntimeOptions = RuntimeOptions(), looks: Int? = nil, effort: Effort = .auto, limits: Limits = Limits(),
    decoders: Int? = nil, decodeBudget: Int? = nil, loadsIndex: Bool = false
  ) {
    self.loadsIndex = loadsIndex
    self.runtime = runtime
    self.looks = looks
    self.effort = effort
    self.limits = limits
    self.decoders = decoders
    self.decodeBudget = decodeBudget
  }
}
