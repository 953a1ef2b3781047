import Exchange
import Foundation
import NeuralNetwork

/// Where a backbone's weights are.
package enum BackboneFile {
  /// The first file found, folder by folder: imported weights before the publisher's file.
  ///
  /// - Throws: `ArtifactError.backboneMissing`.
  package static func find(_ backbone: Backbone, in folders: [URL]) throws(ArtifactError) -> URL {
    for folder in folders {
      for name in names(of: backbone) {
        let file = folder.appending(path: name)
        if FileManager.default.fileExists(atPath: file.path) { return file }
      }
    }
    throw .backboneMissing(
      name: backbone.name, folders: folders.map(\.path), address: backbone.origin?.address)
  }

  private static func names(of backbone: Backbone) -> [String] {
    [PublishedWeights.importedFile(backbone)] + (backbone.weightsFile.map { [$0] } ?? [])
  }
}
