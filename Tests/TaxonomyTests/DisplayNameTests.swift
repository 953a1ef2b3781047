import Foundation
import Taxonomy
import Testing

@Suite struct DisplayNameTests {
  /// Every folder of Stanford Dogs with the name that people should read.
  @Test func allBreeds() throws {
    let file = try #require(Bundle.module.url(forResource: "breeds", withExtension: "csv"))
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows.count == 120)
    for row in rows { #expect(DisplayName.label(forFolder: String(row[0])) == row[1]) }
    #expect(Set(rows.map { $0[1] }).count == 120)
  }

  @Test(arguments: [
    ("n02098105-soft-coated_wheaten_terrier", "soft-coated wheaten terrier"), ("n02086240-Shih-Tzu", "Shih-Tzu"),
    ("n02100236-German_short-haired_pointer", "German short-haired pointer"), ("Shih-Tzu", "Shih-Tzu"),
    ("German shepherd", "German shepherd"), ("__pug__", "pug"), ("a  b", "a b"), ("___", "___"), ("", ""),
    ("n02086240", "n02086240"), ("n02086240-", "n02086240-"), ("n0208624-pug", "n0208624-pug"),
    ("n٠٢٠٨٦٢٤٠-pug", "n٠٢٠٨٦٢٤٠-pug"), ("0", "0"), ("Épagneul_breton", "Épagneul breton"),
  ])
  func folder(_ folder: String, _ label: String) { #expect(DisplayName.label(forFolder: folder) == label) }

  @Test func wordNetIDs() {
    #expect(DisplayName.wordNetID(of: "n02086240-Shih-Tzu") == "n02086240")
    #expect(DisplayName.wordNetID(of: "Shih-Tzu") == nil)
    #expect(DisplayName.wordNetID(of: "n02086240_Shih-Tzu") == nil)
  }
}
