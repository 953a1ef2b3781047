import Foundation
import TrainingCommands

@main enum Program {
  static func main() async {
    exit(await TrainingCommands.run())
  }
}
