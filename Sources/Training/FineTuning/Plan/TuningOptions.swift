import Foundation
import Imaging
import Torch

/// Fine-tuning as requested.
package struct TuningRequest: Sendable {
  /// What is trained, and how.
  package var plan: TuningPlan
  /// What the run needs besides.
  package var options: TuningOptions
  /// Whether to use bfloat16 where the processor is faster with it, whatever the plan says.
  package var choosesPrecision: Bool
  /// Whether the rate may be lowered to one that doesn't throw the fitted head off.
  package var choosesRate = false

  package init(plan: TuningPlan, options: TuningOptions, choosesPrecision: Bool) {
    (self.plan, self.options, self.choosesPrecision) = (plan, options, choosesPrecision)
  }
}

/// What a fine-tuning run needs besides its plan; none of it affects the result.
package struct TuningOptions: Sendable {
  /// Where the net is computed.
  package var device: Device = .cpu
  /// Images decoded at once.
  package var workers = 2
  /// Batch size for evaluation.
  package var testBatchSize = 32
  /// Where checkpoints go.
  package var checkpoints: URL
  /// Checkpoints that stay.
  package var keep = 3
  /// Whether to resume from the newest checkpoint.
  package var resumes = false
  /// Whether `resumes` starts afresh if there is no checkpoint, as a preemptible job needs.
  package var beginsWithout = false
  /// Steps between checkpoints within an epoch; nil for by time only.
  package var checkpointSteps: Int?
  /// Seconds between checkpoints within an epoch.
  package var checkpointSeconds = 300.0
  /// The folder for metrics; nil for none.
  package var logs: URL?
  /// Steps between log lines.
  package var logInterval = 10
  /// Seconds that training may take; epochs are planned to fit.
  package var timeBudget: Double?
  /// Whether to search for the learning rate with a sweep first.
  package var findsRate = false
  /// How large an image may be.
  package var limits = Limits()

  package init(checkpoints: URL) { self.checkpoints = checkpoints }
}
