import Foundation
import Inference
import Support

extension ImageClassifier {
  /// Classifies the images in files, as many at once as keep all cores busy; the answers come in the order of the
  /// files.
  ///
  /// A file that can't be classified is reported in its place, and the others are answered anyway. The sequence
  /// throws `ModelError` when the engine fails. Ending the iteration cancels the work.
  public func classify(filesAt files: [URL], _ options: AnswerOptions = AnswerOptions())
    -> some AsyncSequence<FileClassification, any Error> & Sendable
  {
    files.concurrentMap(width: predictor.width) { file in
      do {
        return FileClassification(file: file, result: .success(try await classify(fileAt: file, options)))
      } catch let error as ImageError {
        return FileClassification(file: file, result: .failure(error))
      }
    }
  }
}
