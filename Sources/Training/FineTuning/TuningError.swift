import Foundation

/// Why fine-tuning can't begin or continue; each description is one sentence that says what to do.
package enum TuningError: Error, Hashable, Sendable {
  case unreadable(file: String, reason: String)
  /// A signal requested the end; everything is in the checkpoint.
  case stopped(signal: Int32, checkpoint: String?)
  /// Even one image at a time doesn't fit.
  case outOfMemory(device: String)
  case nothingToResume(folder: String)
  case otherRun(checkpoint: String, what: String)
  case diverged(step: Int)
  /// Batches too small for a single step.
  case noSteps(batchSize: Int, least: Int)
  case noValidation
  case unwritable(file: String, reason: String)
  /// A file in the log folder that another program wrote.
  case foreignLog(file: String)
}

extension TuningError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file) can't be read any more (\(reason)); restore it or remove it, and continue with --resume."
    case .stopped(let signal, let checkpoint):
      "Stopped by \(signal == SIGINT ? "Ctrl-C" : "a signal")"
        + (checkpoint.map { "; \($0) has everything, continue with --resume." } ?? ".")
    case .outOfMemory(let device):
      "Not even one image fits into the memory of \(device); use a smaller --input-size or backbone."
    case .nothingToResume(let folder):
      "There is no complete checkpoint in \(folder) to resume from; leave out --resume, or name the right --model-dir."
    case .otherRun(let checkpoint, let what):
      "\(checkpoint) belongs to a run with \(what); use the same options and images, or leave out --resume."
    case .diverged(let step):
      "The loss became NaN at step \(step); use a smaller --lr, or --clip 1."
    case .noSteps(let batchSize, let least):
      "With --batch-size \(batchSize) there is not one step to train; give \(least) or more"
        + (least == 2 ? ", or --freeze-norm, since batch norms need two images." : ", one for each process.")
    case .noValidation:
      "Fine-tuning needs a validation split; use --validation above 0, or more images per class."
    case .foreignLog(let file):
      "\(file) would be replaced, and this program did not write it; name another folder with --log-dir."
    case .unwritable(let file, let reason): "\(file) can't be written (\(reason)); free space or name another folder."
    }
  }

  package var errorDescription: String? { description }
}
