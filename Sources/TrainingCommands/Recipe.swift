import ArgumentParser
import Imaging

/// What options mean that aren't given.
enum Recipe: String, ExpressibleByArgument, CaseIterable {
  /// What came out best on photographs held out of training.
  case best
  /// The Python demonstration's: ResNet-50 on letterboxed pictures, its classifier replaced and trained by Adam.
  ///
  /// Its faults are mended: whole class names, betas that count, the mean over all pictures as the loss, the best epoch
  /// by a validation part kept as a copy, and a test part that is never opened. Of its changes of pictures, which one in
  /// five went through, cached features of a frozen net can't have new ones each epoch: `--views` adds fixed ones.
  case original

  var backbone: String { self == .original ? "resnet50" : "efficientnet-lite2" }
  var resize: ResizeMode { self == .original ? .letterbox : .squash }
  var head: HeadOptions.Kind { self == .original ? .adam : .converged }
}
