import Foundation
import Imaging
import Torch

/// Fine-tuning as asked for.
package struct TuningRequest: Sendable {
  package var plan: TuningPlan
  package var options: TuningOptions
  /// Whether bfloat16 is used where the processor is faster with it, whatever the plan says.
  package var choosesPrecision: Bool

  package init(plan: TuningPlan, options: TuningOptions, choosesPrecision: Bool) {
    (self.plan, self.options, self.choosesPrecision) = (plan, options, choosesPrecision)
  }
}

/// What a fine-tuning run needs beside its plan; none of it changes what it makes.
package struct TuningOptions: Sendable {
  package var device: Device = .cpu
  /// Pictures decoded at once.
  package var workers = 2
  /// Pictures at once where nothing is learnt.
  package var testBatchSize = 32
  /// Where checkpoints go.
  package var checkpoints: URL
  /// Checkpoints that stay.
  package var keep = 3
  /// Whether to go on from the newest checkpoint.
  package var resumes = false
  /// Whether `resumes` begins anew where there is no checkpoint, as a job that may be taken away and started again needs.
  package var beginsWithout = false
  /// Steps between checkpoints within an epoch; nil is only by time.
  package var checkpointSteps: Int?
  /// Seconds between checkpoints within an epoch.
  package var checkpointSeconds = 300.0
  /// Where metrics go; nil is nowhere.
  package var logs: URL?
  /// Steps between lines of the log.
  package var logInterval = 10
  /// Seconds that training may take; epochs are planned to fit.
  package var timeBudget: Double?
  /// Whether the rate is looked for by a sweep first.
  package var findsRate = false
  package var limits = Limits()

  package init(checkpoints: URL) { self.checkpoints = checkpoints }
}
