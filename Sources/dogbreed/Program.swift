import Commands
import Foundation

@main enum Program {
  static func main() async {
    exit(await Commands.run())
  }
}
