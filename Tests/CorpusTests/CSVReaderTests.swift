import Corpus
import Foundation
import TestSupport
import Testing

@Suite struct CSVReaderTests {
  private func read(_ text: String) throws -> [[String]] { try read(Array(text.utf8)) }

  private func read(_ bytes: [UInt8]) throws -> [[String]] {
    var reader = try CSVReader(bytes: bytes, file: "t.csv")
    var rows: [[String]] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  @Test(
    arguments: [
      ("", []), ("\n\n", []), ("a", [["a"]]), ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
      ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]), ("a\rb", [["a"], ["b"]]), ("\u{FEFF}a,b", [["a", "b"]]),
      ("a,\n,b", [["a", ""], ["", "b"]]), ("\"a,b\",\"c\"\"d\"", [["a,b", "c\"d"]]), ("\"\"", [[""]]),
      ("\"a\r\nb\",c\n", [["a\r\nb", "c"]]), ("5\" pipe,x", [["5\" pipe", "x"]]), ("é,ß", [["é", "ß"]]),
      (" a , b ", [[" a ", " b "]]), ("a;b,c\n", [["a;b", "c"]]), ("id;b\n1;x,y\n", [["id", "b"], ["1", "x,y"]]),
      ("a\tb\n1\t2", [["a", "b"], ["1", "2"]]),
      ("\"a;;b\",c\n", [["a;;b", "c"]]), ("\"a\";\"b,\"", [["a", "b,"]]), ("a,", [["a", ""]]), ("\"a\",", [["a", ""]]),
    ] as [(String, [[String]])])
  func records(_ text: String, _ rows: [[String]]) throws { #expect(try read(text) == rows) }

  @Test func faultsNameTheLine() {
    #expect(throws: CorpusError.malformedTable(file: "t.csv", line: 2, reason: "a quote is opened and not closed")) {
      try read("a,b\n\"c,d\ne,f\n")
    }
    #expect(
      throws: CorpusError.malformedTable(file: "t.csv", line: 1, reason: "a closing quote is followed by more text")
    ) { try read("\"a\"b") }
    #expect(
      throws: CorpusError.malformedTable(file: "t.csv", line: 2, reason: "it contains bytes that aren't UTF-8 text")
    ) { try read(Array("a\n".utf8) + [0xC3, 0x28]) }
    #expect(throws: CorpusError.self) { try read([UInt8](repeating: 65, count: (1 << 20) + 1)) }
    #expect(throws: CorpusError.self) { try read([65, 0, 66]) }
  }

  @Test func lineNumbersCountLinesInsideQuotes() throws {
    var reader = try CSVReader(bytes: Array("a\n\n\"b\nc\"\nd".utf8), file: "t.csv")
    var lines: [Int] = []
    while try reader.next() != nil { lines.append(reader.line) }
    #expect(lines == [2, 5, 5])
  }

  /// What is written with RFC 4180's quoting is read back, whatever it holds.
  @Test func quotedFieldsComeBack() throws {
    var generator = SeededGenerator(seed: 4)
    let alphabet = Array("ab,\"\n\r é'")
    for _ in 0..<300 {
      let rows = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        (0..<3).map { _ in
          String((0..<Int.random(in: 0...5, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! })
        }
      }
      let text = rows.map { row in
        row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",")
      }.joined(separator: "\r\n")
      #expect(try read(text) == rows)
    }
  }

  /// Any bytes give rows or a typed error, and the reader ends.
  @Test func anyBytesEnd() {
    var generator = SeededGenerator(seed: 5)
    var (read, refused) = (0, 0)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? [34, 44, 10, 13, 65].randomElement(using: &generator)! : UInt8.random(in: 0...255, using: &generator)
      }
      do {
        for row in try self.read(bytes) { #expect(!row.isEmpty && row.count <= bytes.count + 1) }
        read += 1
      } catch {
        #expect(error is CorpusError)
        refused += 1
      }
    }
    #expect(read > 100 && refused > 100, "\(read) read, \(refused) refused")
  }

  @Test(.enabled(if: ReferencePython.available)) func pythonReadsTheSame() throws {
    var generator = SeededGenerator(seed: 6)
    let folder = try TemporaryFolder()
    let text = (0..<200).map { _ in
      (0..<3).map { _ in ["x", "\"q\"\"r\"", "\"a,b\"", "", "\"l\nm\"", "é"].randomElement(using: &generator)! }
        .joined(separator: ",")
    }.joined(separator: "\n")
    let file = try folder.write(text.utf8, to: "t.csv")
    let output = try ReferencePython.run(
      "import csv,json,sys;print(json.dumps(list(csv.reader(open(sys.argv[1],newline='',encoding='utf-8')))))",
      [file.path])
    #expect(try JSONDecoder().decode([[String]].self, from: Data(output.utf8)) == read(text))
  }
}
