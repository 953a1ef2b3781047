import DogbreedKit
import Foundation

// swift run Classify MODEL-FOLDER IMAGE…
let files = CommandLine.arguments.dropFirst().map { URL(filePath: $0) }
let classifier = try await ImageClassifier(modelAt: files.first ?? URL(filePath: "model"))
for try await image in classifier.classify(filesAt: Array(files.dropFirst())) {
  let answer = try image.result.get()
  print(image.file.lastPathComponent, answer.verdict, answer.predictions[0].imageClass.label)
}
