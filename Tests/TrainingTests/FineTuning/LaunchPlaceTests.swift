import Testing
import Torch

@testable import Training

@Suite struct LaunchPlaceTests {
  @Test func torchrunsVariables() throws {
    let place = try #require(
      try LaunchPlace.find(in: [
        "MASTER_ADDR": "a.example", "MASTER_PORT": "29400", "RANK": "3", "WORLD_SIZE": "4", "LOCAL_RANK": "1",
      ]))
    #expect(place.host == "a.example" && place.port == 29400 && place.rank == 3 && place.size == 4)
    #expect(place.localRank == 1)
    #expect(try LaunchPlace.find(in: ["RANK": "0", "WORLD_SIZE": "1"]) == nil)
    #expect(try LaunchPlace.find(in: [:]) == nil)
  }

  @Test func kubeflowsVariables() throws {
    let place = try #require(
      try LaunchPlace.find(in: [
        "PET_NNODES": "2", "PET_NODE_RANK": "1", "PET_MASTER_ADDR": "job-master-0", "PET_MASTER_PORT": "23456",
      ]))
    #expect(place.host == "job-master-0" && place.port == 23456 && place.rank == 1 && place.size == 2)
  }

  @Test func vertexCluster() throws {
    func spec(_ type: String, _ index: Int) -> [String: String] {
      [
        "CLUSTER_SPEC": """
        {"cluster": {"workerpool0": ["lead:2222"], "workerpool1": ["b:2222", "c:2222"]},
         "environment": "cloud", "task": {"type": "\(type)", "index": \(index)}}
        """
      ]
    }
    #expect(try LaunchPlace.find(in: spec("workerpool0", 0))?.rank == 0)
    let place = try #require(try LaunchPlace.find(in: spec("workerpool1", 1)))
    #expect(place.rank == 2 && place.size == 3 && place.host == "lead" && place.port == 2222)
    #expect(throws: LaunchError.self) { try LaunchPlace.find(in: spec("workerpool1", 2)) }
    #expect(throws: LaunchError.self) { try LaunchPlace.find(in: ["CLUSTER_SPEC": "{"]) }
    let alone = #"{"cluster": {"workerpool0": ["lead:2222"]}, "task": {"type": "workerpool0", "index": 0}}"#
    #expect(try LaunchPlace.find(in: ["CLUSTER_SPEC": alone]) == nil)
  }

  @Test(arguments: [
    ["RANK": "4", "WORLD_SIZE": "4", "MASTER_ADDR": "a"], ["RANK": "x", "WORLD_SIZE": "4", "MASTER_ADDR": "a"],
    ["RANK": "1", "WORLD_SIZE": "4"], ["RANK": "1", "WORLD_SIZE": "2", "MASTER_ADDR": "a", "MASTER_PORT": "99999"],
  ])
  func contradictionsAreRefused(_ environment: [String: String]) {
    #expect(throws: LaunchError.self) { try LaunchPlace.find(in: environment) }
  }
}
