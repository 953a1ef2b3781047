import Artifact
import Foundation
import Imaging
import Inference
import Runtime
import Taxonomy

/// A loaded model that classifies images; safe to use from many tasks at once.
public struct ImageClassifier: Sendable {
  /// The model's name.
  public let name: String
  /// The hash of the model's description and weights, hexadecimal: two models of one version give the same answers.
  public let version: String
  /// The classes that the model distinguishes, in the model's order.
  public let classes: [ImageClass]
  /// How many training images its index holds; nil where it was loaded without one.
  public let indexedImages: Int?
  let predictor: Predictor

  /// Loads a model folder: checks every file against its recorded hash, compiles the net, and verifies the answers
  /// that were recorded with it.
  ///
  /// - Throws: `ModelError`, or `CancellationError`.
  public init(modelAt folder: URL, options: ClassifierOptions = ClassifierOptions()) async throws {
    if let looks = options.looks, !(1...LookPolicy.most).contains(looks) {
      throw ModelError("\(looks) looks were asked for; ask for 1 to \(LookPolicy.most).")
    }
    do {
      predictor = try Predictor(
        ModelFolder(reading: folder),
        options: PredictorOptions(
          runtime: RuntimeOptions(
            precision: options.precision.engines, threads: options.threads, cacheFolder: options.cacheFolder),
          looks: options.looks, effort: options.savesEffort ? .auto : .full, loadsIndex: options.loadsIndex))
      if options.loadsIndex, predictor.card.indexed == nil {
        throw ModelError("The model \(predictor.card.name) has no index of its training images; train it with one.")
      }
      if options.checksAnswers { try await predictor.verify() }
    } catch let error as CancellationError {
      throw error
    } catch let error as ModelError {
      throw error
    } catch {
      throw ModelError(error)
    }
    let card = predictor.card
    (name, indexedImages) = (card.name, card.indexed)
    version = card.version
    classes = card.classes.map { ImageClass(id: $0.id, label: $0.label) }
  }

  /// Classifies one encoded image: JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF, detected from its bytes.
  ///
  /// - Throws: `ImageError` for what is wrong with the image, `ModelError` when the engine fails,
  ///   `CancellationError`.
  public func classify(_ bytes: some Sequence<UInt8>, _ options: AnswerOptions = AnswerOptions()) async throws
    -> Classification
  {
    guard options.neighbours <= 0 || indexedImages != nil else {
      throw ModelError("Neighbours were asked for; load the model with its index (`loadsIndex`).")
    }
    do {
      let request = ClassificationRequest(
        top: options.top, explain: options.heatMap, neighbours: max(options.neighbours, 0))
      return Classification(try await predictor.classify(Array(bytes), request))
    } catch let error as CancellationError {
      throw error
    } catch let error as ImageRefusal {
      throw ImageError(error)
    } catch {
      throw ModelError(error)
    }
  }

  /// Classifies the image in a file.
  ///
  /// - Throws: As for bytes, and `ImageError.unreadable`.
  public func classify(fileAt file: URL, _ options: AnswerOptions = AnswerOptions()) async throws -> Classification {
    try await classify(Self.bytes(of: file), options)
  }

  private static func bytes(of file: URL) throws(ImageError) -> [UInt8] {
    do {
      return try ImageFile.read(file.path, limits: Limits())
    } catch let error as ImageFileError {
      throw .unreadable(file: file.path, reason: error.reason)
    } catch {
      throw .tooLarge(reason: "it has more than \(Limits().bytes) bytes")
    }
  }
}
