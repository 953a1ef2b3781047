import ArgumentParser
import Testing

@testable import Commands

@Suite struct ShardTests {
  @Test(arguments: ["3/16", "1/1", "16/16"]) func isRead(text: String) throws {
    let shard = try #require(Shard(argument: text))
    #expect("\(shard.number)/\(shard.count)" == text)
  }

  @Test(arguments: ["0/4", "5/4", "3", "3/", "/4", "a/b", "1/4/2", "-1/4", "1/0", ""])
  func isRefused(text: String) { #expect(Shard(argument: text) == nil) }

  @Test func everyImageBelongsToOnePart() {
    for count in [1, 3, 16] {
      let shards = (1...count).map { Shard(number: $0, count: count) }
      for place in 0..<100 { #expect(shards.count { $0.holds(place) } == 1) }
    }
  }

  @Test func filesHaveNamesOfTheirOwn() {
    let shard = Shard(number: 3, count: 16)
    #expect(shard.name(of: "answers.csv") == "answers-003-of-016.csv")
    #expect(shard.name(of: "a.b/answers") == "a.b/answers-003-of-016")
    #expect(shard.name(of: "x/.csv") == "x/.csv-003-of-016")
    #expect(Shard(number: 1, count: 1).name(of: "a.csv") == "a.csv")
  }

  @Test func variablesOfStarters() throws {
    let torchrun = try #require(try Shard.environment(["RANK": "2", "WORLD_SIZE": "4"]))
    #expect(torchrun.shard == Shard(number: 3, count: 4))
    let indexed = try #require(try Shard.environment(["JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "8"]))
    #expect(indexed.shard == Shard(number: 1, count: 8))
    let run = try #require(try Shard.environment(["CLOUD_RUN_TASK_INDEX": "7", "CLOUD_RUN_TASK_COUNT": "8"]))
    #expect(run.shard == Shard(number: 8, count: 8))
    #expect(try Shard.environment(["RANK": "2"]) == nil)
    #expect(try Shard.environment([:]) == nil)
    #expect(throws: ValidationError.self) { try Shard.environment(["JOB_COMPLETION_INDEX": "0"]) }
    #expect(throws: ValidationError.self) { try Shard.environment(["RANK": "4", "WORLD_SIZE": "4"]) }
    #expect(throws: ValidationError.self) { try Shard.environment(["RANK": "x", "WORLD_SIZE": "4"]) }
  }
}
