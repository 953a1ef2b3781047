/// A published data set that can be fetched: where its archives are, what they contain, and their licence.
package struct PublishedDataSet: Hashable, Sendable {
  package struct Archive: Hashable, Sendable {
    /// Where the archive is downloaded from.
    package var address: String
    /// Bytes and SHA-256 as published or widely recorded; nil where unknown.
    package var size: Int?
    /// Hexadecimal SHA-256; nil where it is unknown.
    package var sha256: String?

    package init(_ address: String, size: Int? = nil, sha256: String? = nil) {
      (self.address, self.size, self.sha256) = (address, size, sha256)
    }

    /// The last part of the address's path.
    package var name: String {
      let path = address.split(separator: "?", maxSplits: 1).first ?? ""
      return String(path.split(separator: "/").last ?? "archive.tar")
    }
  }

  /// The name that `data fetch` takes.
  package var name: String
  /// The title, with the numbers of images and classes.
  package var title: String
  /// What is downloaded.
  package var archives: [Archive]
  /// How classes and split are found in it.
  package var layout: String
  /// How it says which images are for testing.
  package var split: String
  /// Its terms, in short.
  package var licence: String
  /// What its publishers ask to be cited.
  package var citation: String

  /// All that can be fetched by name.
  package static let all = [stanfordDogs, oxfordPets]

  /// Sizes and hashes as TensorFlow Datasets records them.
  package static let stanfordDogs = PublishedDataSet(
    name: "stanford-dogs", title: "Stanford Dogs: 20,580 images of 120 classes",
    archives: [
      Archive(
        "http://vision.stanford.edu/aditya86/ImageNetDogs/annotation.tar", size: 21_852_160,
        sha256: "662ed36f707be6b195c2fda392d8e153e83af28cedc8e2134a649f198def30fd"),
      Archive(
        "http://vision.stanford.edu/aditya86/ImageNetDogs/images.tar", size: 793_579_520,
        sha256: "a443fc2f9a851aa1a7b8e4fa4af94b8459fce2c9f5a2f4dd4669cf9673a4ec58"),
    ],
    layout: "Images/CLASS/*.jpg, boxes in Annotation/",
    split: "by the known official split: 12,000 for training, 8,580 for testing",
    licence:
      "images of ImageNet, for non-commercial research and education only; their photographers keep their rights",
    citation:
      "Khosla, Jayadevaprakash, Yao and Li: Novel Dataset for Fine-Grained Image Categorization, FGVC at CVPR 2011")

  /// Oxford-IIIT Pet.
  package static let oxfordPets = PublishedDataSet(
    name: "oxford-pets", title: "Oxford-IIIT Pet: 7,349 images of 37 classes",
    archives: [
      Archive(
        "https://thor.robots.ox.ac.uk/~vgg/data/pets/annotations.tar.gz", size: 19_173_078,
        sha256: "52425fb6de5c424942b7626b428656fcbd798db970a937df61750c0f1d358e91"),
      Archive(
        "https://thor.robots.ox.ac.uk/~vgg/data/pets/images.tar.gz", size: 791_918_971,
        sha256: "67195c5e1c01f1ab5f9b6a5d22b8c27a580d896ece458917e61d459337fa318d"),
    ],
    layout: "images/Name_12.jpg", split: "annotations/trainval.txt and test.txt",
    licence: "Creative Commons Attribution-ShareAlike 4.0; the photographers keep their rights",
    citation: "Parkhi, Vedaldi, Zisserman and Jawahar: Cats and Dogs, CVPR 2012")

  /// Any archive of class folders at an address.
  package static func folder(_ address: String) -> PublishedDataSet {
    PublishedDataSet(
      name: "folder", title: "An archive of class folders", archives: [Archive(address)],
      layout: "one folder per class",
      split: "none, or train/ and test/", licence: "unknown: ask its provider", citation: "unknown")
  }
}
