/// The display name, made from the name of a class folder.
public enum DisplayName {
  /// What can't be derived from Stanford's spelling: a lost cedilla, a stray capital.
  private static let oddities = [
    "Brabancon_griffon": "Brabançon griffon",
    "EntleBucher": "Entlebucher",
  ]

  /// Returns `German short-haired pointer` for `n02100236-German_short-haired_pointer`.
  ///
  /// A leading WordNet id (`n`, eight digits, a hyphen) goes, underscores become spaces, runs of spaces become one;
  /// hyphens and capitals stay. A name of nothing but an id or underscores is returned unchanged.
  public static func label(forFolder folder: String) -> String {
    var name = Substring(folder)
    if let id = wordNetID(of: folder) { name = name.dropFirst(id.count + 1) }
    if let odd = oddities[String(name)] { return odd }
    let words = name.split { $0 == "_" || $0 == " " }
    return words.isEmpty ? folder : words.joined(separator: " ")
  }

  /// The WordNet id (`n02100236`) that the name begins with, when a hyphen and more follow it.
  public static func wordNetID(of folder: String) -> Substring? {
    let id = folder.prefix(9)
    let bytes = Array(id.utf8)
    guard bytes.count == 9, bytes[0] == UInt8(ascii: "n"),
      bytes.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let rest = folder.dropFirst(9)
    return rest.first == "-" && rest.count > 1 ? id : nil
  }
}
