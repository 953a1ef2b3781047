/// What was measured, with what, and when.
package struct Provenance: Codable, Hashable, Sendable {
  /// The model's name.
  package var model: String
  /// The model's seal: the hash of its weights and description together.
  package var modelHash: String
  /// The backbones' names.
  package var architecture: String
  /// Looks per image.
  package var looks: Int
  /// The numeric precision that the net was computed in.
  package var precision: String
  /// The folders that the images came from.
  package var folders: [String]
  /// The part of them that was measured.
  package var split: String
  /// SHA-256 over the images' own hashes and labels, in order.
  package var dataHash: String
  /// RFC 3339, UTC.
  package var date: String
  /// The processor and the number of threads.
  package var machine: String
  /// The program's version.
  package var program: String
  /// Images measured in a second.
  package var imagesPerSecond: Double
  /// How many evaluations of these very images this machine has counted, including this one.
  package var uses: Int
  /// How many models those evaluations were of.
  package var models: Int
  /// How many images each stage of the model's cascade answered, for people; nil without a cascade.
  package var stages: String?

  package init(
    model: String, modelHash: String, architecture: String, looks: Int, precision: String, folders: [String],
    split: String, dataHash: String, date: String, machine: String, program: String, imagesPerSecond: Double, uses: Int,
    models: Int
  ) {
    self.model = model
    self.modelHash = modelHash
    self.architecture = architecture
    self.looks = looks
    self.precision = precision
    self.folders = folders
    self.split = split
    self.dataHash = dataHash
    self.date = date
    self.machine = machine
    self.program = program
    self.imagesPerSecond = imagesPerSecond
    self.uses = uses
    self.models = models
  }
}
