import Foundation
import Imaging

/// How a terminal shows images, detected from the environment alone, without querying it.
enum TerminalImage: Equatable {
  /// kitty's graphics protocol: PNG in base64, in pieces of at most 4096 bytes.
  case kitty
  /// iTerm2's inline images: a whole file in base64.
  case iTerm2
  /// DEC sixels.
  case sixel

  /// Nil where the terminal shows no images, or doesn't say that it does.
  init?(environment: [String: String]) {
    let terminal = environment["TERM"] ?? ""
    let program = environment["TERM_PROGRAM"] ?? ""
    // A multiplexer in between passes images on only if configured to.
    if environment["TMUX"] != nil || terminal.hasPrefix("screen") || terminal.hasPrefix("tmux") { return nil }
    if environment["KITTY_WINDOW_ID"] != nil || terminal == "xterm-kitty" || terminal == "xterm-ghostty"
      || program == "ghostty"
    {
      self = .kitty
    } else if ["iTerm.app", "WezTerm", "mintty"].contains(program) || environment["LC_TERMINAL"] == "iTerm2" {
      self = .iTerm2
    } else if terminal.contains("sixel") || terminal.hasPrefix("foot") || terminal == "mlterm"
      || terminal == "yaft-256color"
    {
      self = .sixel
    } else {
      return nil
    }
  }

  /// The characters that show an image at the cursor, with a line end. Throws what encoding throws.
  func text(_ image: RGBImage) throws -> String {
    switch self {
    case .kitty: Self.kitty(Data(try image.png()).base64EncodedString()) + "\n"
    case .iTerm2: try Self.iTerm2(Data(image.png())) + "\n"
    case .sixel: Sixel.text(image) + "\n"
    }
  }

  /// `f=100` is PNG, `a=T` shows at once, `q=2` asks for no answer, `m=1` says that more follows.
  private static func kitty(_ encoded: String) -> String {
    let bytes = Array(encoded.utf8)
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 4096) {
      let end = min(start + 4096, bytes.count)
      let keys = start == 0 ? "f=100,a=T,q=2," : ""
      text +=
        "\u{1B}_G\(keys)m=\(end < bytes.count ? 1 : 0);\(String(decoding: bytes[start..<end], as: UTF8.self))\u{1B}\\"
    }
    return text
  }

  private static func iTerm2(_ file: Data) -> String {
    "\u{1B}]1337;File=inline=1;size=\(file.count);preserveAspectRatio=1:\(file.base64EncodedString())\u{7}"
  }
}
