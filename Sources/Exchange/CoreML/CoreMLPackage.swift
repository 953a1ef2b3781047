import Foundation
import NeuralNetwork
import SwiftProtobuf
import Weights

/// A network with its weights, the way to its input and the answer, as what Xcode and Core ML call a model package.
///
/// Input `image`: RGB of the network's own size; who asks scales to it (Vision does). Outputs `classLabel`, the likeliest
/// class, and `probabilities`, calibrated, by the classes' ids; with `AnswerOutput.presence` also `presence`: [1].
/// An ML program of specification 6 (iOS 15, macOS 12) in 32-bit floats.
package struct CoreMLPackage: Sendable {
  /// What people read about a model where it is opened.
  package struct Texts: Sendable {
    /// What the model is, in a line.
    package var title: String
    /// Its version.
    package var version: String
    /// The licences that it is under.
    package var licence: String

    package init(title: String, version: String, licence: String) {
      (self.title, self.version, self.licence) = (title, version, licence)
    }
  }

  /// The files by their paths in the package.
  package let files: [(path: String, bytes: [UInt8])]

  /// Equal networks, weights, classes and metadata give equal bytes.
  ///
  /// - Parameters:
  ///   - classes: The classes' ids, in the order of the head's logits.
  ///   - metadata: What readers find among the model's properties, by key.
  /// - Throws: `ExchangeError`: weights that are missing or of another shape, or classes that aren't the head's.
  package init(
    _ network: Network, weights: some WeightSource, input image: ImageInput, answer: AnswerOutput, classes: [String],
    texts: Texts, metadata: [String: String]
  ) throws(ExchangeError) {
    let network = try StandaloneModel.reduced(network, to: answer)
    var program = ProgramBuilder()
    let input = program.normalised(image)
    var translation = try ProgramTranslation(network, weights: weights, input: input, in: program)
    let head = try translation.output(Network.StandardOutput.head, of: network)
    guard head.shape == [1, classes.count] else {
      throw .wrongShape(name: head.name, expected: [1, classes.count], found: head.shape)
    }
    let own = answer.presence == nil ? nil : try translation.output(Network.StandardOutput.logits, of: network)
    translation.program.answer(answer, head: head, own: own, classes: classes)
    try translation.program.checkNames()
    let model = Coreml_Model.with {
      $0.specificationVersion = Self.specification
      $0.description_p = Self.description(image, answer, texts, metadata)
      $0.mlProgram.version = 1
      $0.mlProgram.functions = ["main": translation.program.function(answer, size: image.size)]
    }
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    let encoded: [UInt8]
    do { encoded = try model.serializedBytes(options: options) } catch { throw .encoding(reason: "\(error)") }
    files = [
      (Self.paths[0], encoded), (Self.paths[1], translation.program.blobs.bytes),
      (Self.manifestFile, Array(Self.manifest.utf8)),
    ]
  }

  /// iOS 15 and macOS 12.
  private static let specification: Int32 = 6

  /// Where the files of a package stand.
  package static let paths = [
    "Data/com.apple.CoreML/model.mlmodel", "Data/com.apple.CoreML/weights/weight.bin", manifestFile,
  ]
  /// The file that makes a folder a package.
  package static let manifestFile = "Manifest.json"
  /// What it says in each package that this writes.
  package static let manifest = """
    {
        "fileFormatVersion": "1.0.0",
        "itemInfoEntries": {
            "0D06B12E-ED00-4D0D-8E1E-6D6F64656C00": {
                "author": "com.apple.CoreML",
                "description": "CoreML Model Specification",
                "name": "model.mlmodel",
                "path": "com.apple.CoreML/model.mlmodel"
            },
            "0D06B12E-ED00-4D0D-8E1E-776569676874": {
                "author": "com.apple.CoreML",
                "description": "CoreML Model Weights",
                "name": "weights",
                "path": "com.apple.CoreML/weights"
            }
        },
        "rootModelIdentifier": "0D06B12E-ED00-4D0D-8E1E-6D6F64656C00"
    }

    """

  private static func description(
    _ image: ImageInput, _ answer: AnswerOutput, _ texts: Texts, _ metadata: [String: String]
  ) -> Coreml_ModelDescription {
    .with { description in
      description.input = [
        .with {
          $0.name = StandaloneModel.input
          $0.shortDescription = "An upright RGB image, scaled to \(image.size) × \(image.size) (\(image.fit.vision))."
          $0.type.imageType = .with {
            ($0.width, $0.height, $0.colorSpace) = (Int64(image.size), Int64(image.size), .rgb)
          }
        }
      ]
      description.output = [
        .with {
          ($0.name, $0.shortDescription) = (ProgramBuilder.label, "The likeliest class.")
          $0.type.stringType = Coreml_StringFeatureType()
        },
        .with {
          ($0.name, $0.shortDescription) = (StandaloneModel.probabilities, "The classes' calibrated probabilities.")
          $0.type.dictionaryType.stringKeyType = Coreml_StringFeatureType()
        },
      ]
      if answer.presence != nil {
        description.output.append(
          .with {
            $0.name = StandaloneModel.presence
            $0.shortDescription = "The probability that the image shows anything the model knows."
            $0.type.multiArrayType = .with { ($0.shape, $0.dataType) = ([1], .float32) }
          })
      }
      description.predictedFeatureName = ProgramBuilder.label
      description.predictedProbabilitiesName = StandaloneModel.probabilities
      description.metadata = .with {
        $0.shortDescription = texts.title
        $0.versionString = texts.version
        $0.license = texts.licence
        $0.userDefined = metadata
      }
    }
  }
}

extension ImageInput.Fit {
  /// What Vision calls it.
  fileprivate var vision: String {
    switch self {
    case .squash: "scaleFill"
    case .letterbox: "scaleFit"
    case .crop: "centerCrop"
    }
  }
}

extension ProgramTranslation {
  /// The value behind one of the network's outputs.
  fileprivate func output(_ name: String, of network: Network) throws(ExchangeError) -> Value {
    let node: String
    do { node = try network.node(ofOutput: name) } catch { throw .network(error) }
    return try value(node, for: name)
  }
}
