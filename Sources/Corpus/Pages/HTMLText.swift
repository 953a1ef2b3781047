/// HTML, written by hand.
enum HTMLText {
  /// Text that stands for itself, in an element or a quoted attribute.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      // What no HTML document may hold.
      case "\0"..."\u{8}", "\u{B}"..."\u{C}", "\u{E}"..."\u{1F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }

  /// A whole page that loads nothing from elsewhere and runs nothing.
  static func page(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    \(PageMark.generator)
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width">
    <title>\(escaped(title))</title>
    <style>\(style)</style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }

  private static let style = """
    :root { color-scheme: light dark; }
    body { font: 15px/1.45 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
    h2 { margin-top: 2.5rem; } table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: left; }
    td.n { text-align: right; font-variant-numeric: tabular-nums; }
    .sheet { display: flex; flex-wrap: wrap; gap: .6rem; margin: .4rem 0 1rem; }
    figure { margin: 0; width: 112px; } figure img, figure .none { width: 112px; height: 112px; object-fit: contain; background: #8882; display: block; }
    figure .none { display: grid; place-items: center; opacity: .6; }
    figcaption { font-size: 11px; line-height: 1.25; overflow-wrap: anywhere; }
    .problem { border-left: 4px solid #c33; padding-left: .7rem; } .warning { border-left: 4px solid #c90; padding-left: .7rem; }
    .remark { border-left: 4px solid #888; padding-left: .7rem; } .bar { background: #48c; height: .7rem; min-width: 1px; }
    """
}
