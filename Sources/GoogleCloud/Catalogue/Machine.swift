import Transport

/// A machine type that Vertex AI trains and serves on. All of them are x86-64.
package struct Machine: Sendable, Hashable {
  /// Google's name of the machine type.
  package let name: String
  /// Virtual CPUs.
  package let cores: Int
  /// Main memory in GiB.
  package let memory: Int
  /// The GPUs built into it; nil if GPUs are attached separately or not available.
  package let own: OwnAccelerators?

  package struct OwnAccelerators: Sendable, Hashable {
    /// The accelerators that the type has built in.
    package let kind: Accelerator
    /// How many of them.
    package let count: Int
  }

  /// The processor's architecture, as images name it.
  package static let architecture = "amd64"

  /// Throws `CloudError` of kind `usage` for a type that isn't in the table.
  package init(named name: String) throws(CloudError) {
    guard let found = Self.all.first(where: { $0.name == name }) else {
      let family = name.split(separator: "-").first.map(String.init) ?? ""
      let near = Self.all.filter { $0.name.hasPrefix(family + "-") }.map(\.name)
      throw CloudError(
        .usage,
        "There is no machine type \(name) in the table; known ones are: "
          + (near.isEmpty ? Self.all.map(\.name) : near).joined(separator: ", ")
          + "; for others give a known one, and the type in --spec FILE.json")
    }
    self = found
  }

  private init(_ name: String, _ cores: Int, _ memory: Int, _ own: OwnAccelerators? = nil) {
    self.name = name
    self.cores = cores
    self.memory = memory
    self.own = own
  }

  /// Google's tables of machine types, those that fit this work.
  package static let all: [Machine] =
    [4, 8, 16, 32].flatMap { cores in
      [
        Machine("n1-standard-\(cores)", cores, cores * 15 / 4), Machine("n1-highmem-\(cores)", cores, cores * 13 / 2),
      ]
    } + [4, 8, 16, 32].map { Machine("e2-standard-\($0)", $0, $0 * 4) }
    + [4, 8, 16, 32, 48, 64, 80].flatMap {
      [Machine("n2-standard-\($0)", $0, $0 * 4), Machine("n2-highmem-\($0)", $0, $0 * 8)]
    } + [4, 8, 16, 30, 60].map { Machine("c2-standard-\($0)", $0, $0 * 4) }
    + [(4, 1), (8, 1), (12, 1), (16, 1), (24, 2), (32, 1), (48, 4), (96, 8)].map { cores, count in
      Machine("g2-standard-\(cores)", cores, cores * 4, OwnAccelerators(kind: .l4, count: count))
    }
    + [(1, 12), (2, 24), (4, 48), (8, 96)].map { count, cores in
      Machine("a2-highgpu-\(count)g", cores, 85 * count, OwnAccelerators(kind: .a100, count: count))
    }
    + [(1, 12), (2, 24), (4, 48), (8, 96)].map { count, cores in
      Machine("a2-ultragpu-\(count)g", cores, 170 * count, OwnAccelerators(kind: .a100Large, count: count))
    }
    + [
      Machine("a3-highgpu-1g", 26, 234, OwnAccelerators(kind: .h100, count: 1)),
      Machine("a3-highgpu-2g", 52, 468, OwnAccelerators(kind: .h100, count: 2)),
      Machine("a3-highgpu-4g", 104, 936, OwnAccelerators(kind: .h100, count: 4)),
      Machine("a3-highgpu-8g", 208, 1872, OwnAccelerators(kind: .h100, count: 8)),
      Machine("a3-megagpu-8g", 208, 1872, OwnAccelerators(kind: .h100Mega, count: 8)),
      Machine("a3-ultragpu-8g", 224, 2952, OwnAccelerators(kind: .h200, count: 8)),
      Machine("a4-highgpu-8g", 224, 3968, OwnAccelerators(kind: .b200, count: 8)),
    ]
    + [1, 2, 4, 8].map { count in
      Machine("g4-standard-\(48 * count)", 48 * count, 180 * count, OwnAccelerators(kind: .rtxPro, count: count))
    }

  /// GPUs that can be attached to an N1 machine, each with its counts and the most cores a count goes with (Compute
  /// Engine's "GPU machine types").
  static let attachable: [Accelerator: [Int: Int]] = [
    .t4: [1: 48, 2: 48, 4: 96],
    .p4: [1: 24, 2: 48, 4: 96],
    .v100: [1: 12, 2: 24, 4: 48, 8: 96],
    .p100: [1: 16, 2: 32, 4: 96],
  ]
}
