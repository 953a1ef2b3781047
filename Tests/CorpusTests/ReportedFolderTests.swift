import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

/// Folders and tables that were reported to other tools as misread, made small: what is right of each.
@Suite struct ReportedFolderTests {
  struct Reported: Sendable, CustomTestStringConvertible {
    let report: String
    let images: [String]
    var files: [String: String] = [:]
    /// By class: training, validation and test images.
    var found: [String: [Int]] = [:]
    /// What is said, in a note or in the refusal.
    var said: [String] = []
    /// What must not be said.
    var silent = "\u{0}"
    var testDescription: String { report }
  }

  private static let four = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]
  private static let two = ["x": [2, 0, 0], "y": [2, 0, 0]]

  private static let tables = [
    Reported(
      report: "pandas #4793, turicreate #227: a mark before a quoted header", images: four,
      files: ["labels.csv": "\u{FEFF}\"filename\",\"label\"\n\"a.jpg\",\"x\"\nb.jpg,y\nc.jpg,x\nd.jpg,y\n"], found: two),
    Reported(
      report: "pandas #40201: semicolons", images: four,
      files: ["labels.csv": "filename;label\na.jpg;x\nb.jpg;y\nc.jpg;x\nd.jpg;y\n"], found: two),
    Reported(
      report: "Excel's sep= above the header", images: four,
      files: ["labels.csv": "sep=|\r\nfilename|label\r\na.jpg|x\r\nb.jpg|y\r\nc.jpg|x\r\nd.jpg|y\r\n"], found: two),
    Reported(
      report: "keras-preprocessing #92: folders with blanks, .JPG, an index column",
      images: ["Top view_1-2/IMG 1.JPG", "Top view_1-2/IMG 2.JPG"],
      files: ["train.csv": ",filepath,label\n0,Top view_1-2/IMG 1.JPG,x\n1,Top view_1-2/IMG 2.JPG,y\n"],
      found: ["x": [1, 0, 0], "y": [1, 0, 0]]),
    Reported(
      report: "keras-preprocessing #169: ids that hold points", images: ["a.b.1.tif", "a.b.2.tif"],
      files: ["train_labels.csv": "id,label\na.b.1,0\na.b.2,1\n"], found: ["0": [1, 0, 0], "1": [1, 0, 0]]),
    Reported(
      report: "datasets #5021: parts' words in names of files", images: ["a train.jpg", "test tubes.jpg"],
      files: [
        "metadata.jsonl":
          "{\"file_name\":\"a train.jpg\",\"label\":\"x\"}\n{\"file_name\":\"test tubes.jpg\",\"label\":\"y\"}\n"
      ], found: ["x": [1, 0, 0], "y": [1, 0, 0]]),
    Reported(
      report: "datasets #7337: nested values, and an image that no row names",
      images: ["images/1.jpg", "images/2.jpg", "images/3.jpg"],
      files: [
        "metadata.jsonl":
          "{\"file_name\":\"images/1.jpg\",\"label\":\"x\",\"t\":[{\"a\":1}]}\n{\"file_name\":\"images/2.jpg\",\"label\":\"y\"}\n"
      ], found: ["x": [1, 0, 0], "y": [1, 0, 0]], said: ["Images that no row gives a class were left out: 1, 3.jpg."]),
    Reported(
      report: "fastai #1506: a table without a header", images: four,
      files: ["tst_tmp.csv": "a.jpg,0\nb.jpg,1\nc.jpg,1\nd.jpg,0\n"], said: ["tst_tmp.csv", "it has no header"]),
    Reported(
      report: "retinopathy's trainLabels.csv", images: ["1.jpg", "2.jpg"],
      files: ["trainLabels.csv": "image,level\n1,0\n2,1\n"], said: ["trainLabels.csv", "but image, level"]),
    Reported(
      report: "labels in a form that isn't read", images: four, files: ["labels.json": "[{\"file\":\"a.jpg\"}]"],
      said: ["labels.json is not read as a table"]),
    Reported(
      report: "faimed3d #69: an index column, paths of another machine", images: four,
      files: [
        "data.csv":
          ",level_0,file,label\n0,126,/home/p/a.jpg,x\n1,1,/home/p/b.jpg,y\n2,1,/home/p/c.jpg,x\n3,1,/home/p/d.jpg,y\n"
      ], found: two, said: ["Rows whose path is from another machine"]),
    Reported(
      report: "pandas' NA: words that stand for nothing elsewhere", images: four,
      files: ["labels.csv": "file,label\na.jpg,NA\nb.jpg,None\nc.jpg,NA\nd.jpg,null\n"],
      found: ["NA": [2, 0, 0], "None": [1, 0, 0], "null": [1, 0, 0]]),
    Reported(
      report: "pandas' whole numbers next to a missing one", images: four,
      files: ["labels.csv": "file,label\na.jpg,1\nb.jpg,2.0\nc.jpg,1.0\nd.jpg,2\n"],
      found: ["1": [2, 0, 0], "2": [2, 0, 0]], said: ["1 and 1.0 are one class."]),
    Reported(
      report: "Kaggle's cats and dogs with the sample of a submission",
      images: ["train/cat.0.jpg", "train/cat.1.jpg", "train/dog.0.jpg", "train/dog.1.jpg", "test1/1.jpg"],
      files: ["sampleSubmission.csv": "id,label\n1,0\n"], found: ["cat": [2, 0, 0], "dog": [2, 0, 0]]),
    Reported(
      report: "a table next to the lone folder of its images", images: ["imgs/1.png", "imgs/2.png"],
      files: ["labels.csv": "id,species\n1,x\n2,y\n"], found: ["x": [1, 0, 0], "y": [1, 0, 0]]),
    Reported(
      report: "a table in a part's folder", images: ["train/images/a.jpg", "train/images/b.jpg"],
      files: ["train/labels.csv": "file,label\nimages/a.jpg,x\nimages/b.jpg,y\n"],
      found: ["x": [1, 0, 0], "y": [1, 0, 0]]),
    Reported(
      report: "Roboflow's multi-label tables", images: ["train/a.jpg", "test/c.jpg"],
      files: ["train/_classes.csv": "filename, x, y\na.jpg, 1, 0\n"], said: ["train/_classes.csv can't be used"]),
    Reported(
      report: "a table for each part", images: four,
      files: [
        "train.csv": "file,label\na.jpg,x\nb.jpg,y\n", "val.csv": "file,label\nc.jpg,x\n",
        "test_labels.csv": "file,label\nd.jpg,y\n",
      ],
      found: ["x": [1, 1, 0], "y": [1, 0, 1]]),
    Reported(
      report: "fastai #1155: a table and a folder for each part", images: ["train/a.jpg", "train/b.jpg", "test/a.jpg"],
      files: ["train.csv": "file,label\na.jpg,x\nb.jpg,y\n", "test.csv": "file,label\na.jpg,x\n"],
      found: ["x": [1, 0, 1], "y": [1, 0, 0]], silent: "test.csv can't be used"),
    Reported(
      report: "two columns of one name", images: four,
      files: ["labels.csv": "label,file,label\nx,a.jpg,p\ny,b.jpg,q\n"],
      said: ["labels.csv", "two columns called label"]),
  ]

  private static func classes(_ folders: [String: Int]) -> [String] {
    folders.sorted { $0.key < $1.key }.flatMap { name, count in (0..<count).map { "\(name)/\($0).jpg" } }
  }

  private static let folders = [
    Reported(
      report: "ultralytics #4310, #8837: a run's figures next to the parts",
      images: classes(["train/a": 2, "train/b": 2, "val/a": 1, "val/b": 1, "runs/classify/train": 1]),
      found: ["a": [2, 1, 0], "b": [2, 1, 0]], said: ["skipped: runs"]),
    Reported(
      report: "ultralytics #6658: classes that only validation has",
      images: classes(["train/a": 2, "train/b": 2, "val/a": 1, "val/c": 1]),
      found: ["a": [2, 1, 0], "b": [2, 0, 0], "c": [0, 1, 0]],
      said: ["Classes without a training image are not learnt: c."]),
    Reported(
      report: "images/PART/CLASS next to labels/",
      images: classes(["images/train/a": 2, "images/train/b": 2, "images/val/a": 1]),
      files: ["labels/train/0.txt": "0 0 0"],
      found: ["a": [2, 1, 0], "b": [2, 0, 0]], said: ["skipped: labels"]),
    Reported(
      report: "anyup #10: Kaggle's ImageNet, several folders deep",
      images: classes([
        "ILSVRC/Data/CLS-LOC/train/n01": 2, "ILSVRC/Data/CLS-LOC/train/n02": 2, "ILSVRC/Data/CLS-LOC/val": 2,
      ]),
      files: [
        "ILSVRC/Annotations/CLS-LOC/x.xml": "<a/>", "LOC_val_solution.csv": "ImageId,PredictionString\nv,n01 1\n",
      ],
      found: ["n01": [2, 0, 0], "n02": [2, 0, 0]], said: ["Images in val itself", "skipped: Annotations"]),
    Reported(
      report: "dinov2 #496: ImageNet's validation images without folders",
      images: classes(["train/n01440764": 2, "train/n01443537": 2, "val": 3]),
      found: ["n01440764": [2, 0, 0], "n01443537": [2, 0, 0]],
      said: ["Images in val itself, in no class folder, were skipped: 3."]),
    Reported(
      report: "Tiny ImageNet: train/CLASS/images, val/images",
      images: classes(["train/n01/images": 2, "train/n02/images": 2, "val/images": 2]),
      found: ["images": [0, 2, 0], "n01": [2, 0, 0], "n02": [2, 0, 0]], said: ["not learnt: images"]),
    Reported(
      report: "Kaggle's parts twice over", images: classes(["train/train/a": 2, "train/train/b": 2, "test/test/a": 1]),
      found: ["a": [2, 0, 1], "b": [2, 0, 0]]),
    Reported(
      report: "folds", images: classes(["fold1/a": 1, "fold1/b": 1, "fold2/a": 1, "fold2/b": 1]),
      said: ["--class-level"]),
    Reported(
      report: "datasets #7880: parts without classes", images: ["train/1.jpg", "test/2.jpg"],
      said: ["No images were found"]),
    Reported(
      report: "DIGITS #1017: capitals", images: classes(["train/Pedestrian": 2, "train/b": 2, "test/pedestrian": 1]),
      found: ["Pedestrian": [2, 0, 1], "b": [2, 0, 0]], said: ["Pedestrian and pedestrian are one class."]),
    Reported(
      report: "underscores in one part, blanks in the other",
      images: classes(["train/golden_retriever": 2, "train/pug": 2, "test/Golden Retriever": 1, "test/Pug": 1]),
      found: ["golden_retriever": [2, 0, 1], "pug": [2, 0, 1]],
      said: ["Golden Retriever is taken for the class golden_retriever."]),
    Reported(
      report: "marks that nobody sees", images: classes(["train/a\u{200B}b": 2, "train/c": 2, "test/ab": 1]),
      found: ["a\u{200B}b": [2, 0, 1], "c": [2, 0, 0]], said: ["are one class"]),
    Reported(
      report: "ImageNetV2 #10: numbers for names", images: classes(["0": 1, "1": 1, "2": 1, "10": 1]),
      found: ["0": [1, 0, 0], "1": [1, 0, 0], "2": [1, 0, 0], "10": [1, 0, 0]]),
    Reported(
      report: "plurals stay two classes, and are named",
      images: classes(["train/dogs": 2, "train/cats": 2, "test/dog": 1]),
      found: ["cats": [2, 0, 0], "dog": [0, 0, 1], "dogs": [2, 0, 0]], said: ["not learnt: dog."]),
  ]

  @Test(arguments: tables + folders) func isReadOrNamed(_ reported: Reported) throws {
    let folder = try TemporaryFolder()
    for name in reported.images { try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: name) }
    for (name, text) in reported.files { try folder.write(text.utf8, to: name) }
    var (found, said): ([String: [Int]], String) = ([:], "")
    do throws(CorpusError) {
      let set = try DataSet.find(at: [folder.url])
      let counts = [set.counts(in: .train), set.counts(in: .validation), set.counts(in: .test)]
      for (index, name) in set.classes.enumerated() { found[name.id] = counts.map { $0[index] } }
      said = set.notes.joined(separator: "\n")
    } catch {
      said = error.description
    }
    #expect(found == reported.found, "\(said)")
    #expect(!said.contains(reported.silent), "\(said)")
    for part in reported.said { #expect(said.contains(part), "\(said)") }
  }
}
