import Corpus
import Foundation

/// What a review is about.
package struct ReviewOptions: Sendable {
  /// The data folder's absolute path, without links.
  package var data: String
  /// The folder for the journal; nil for the usual one.
  package var journal: String?
  /// Images without labels.
  package var unlabelled: [Sample] = []
  /// What people sent, below the folder of each answer.
  package var feedback: [Sample] = []
  /// Nets, caches and the share of validation.
  package var training: TrainOptions
  /// Finds the data set as it is on the disk, with all its parts.
  package var find: @Sendable () throws -> DataSet

  package init(data: String, training: TrainOptions, find: @escaping @Sendable () throws -> DataSet) {
    (self.data, self.training, self.find) = (data, training, find)
  }
}
