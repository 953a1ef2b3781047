import ArgumentParser
import Imaging

/// Presets for options that aren't set.
enum Recipe: String, ExpressibleByArgument, CaseIterable {
  /// What worked best on images held out of training.
  case best
  /// The Python demonstration's: ResNet-50 on letterboxed images, its classifier replaced and trained with Adam.
  ///
  /// Its bugs are fixed: full class names, betas that take effect, the mean over all images as the loss, the best epoch
  /// by validation kept as a copy, and a test split that is never opened. Its augmentation, applied to one image in
  /// five, can't vary per epoch with cached features of a frozen net: `--views` adds fixed ones.
  case original

  var backbone: String { self == .original ? "resnet50" : "efficientnet-lite2" }
  var resize: ResizeMode { self == .original ? .letterbox : .squash }
  var head: HeadOptions.Kind { self == .original ? .adam : .converged }
}
