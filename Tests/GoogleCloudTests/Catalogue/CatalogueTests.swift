import GoogleCloud
import Testing
import Transport

@Suite struct CatalogueTests {
  @Test(arguments: [
    ("n1-standard-8+t4", "NVIDIA_TESLA_T4", 1), ("n1-standard-8+t4:2", "NVIDIA_TESLA_T4", 2),
    ("g2-standard-8", "NVIDIA_L4", 1), ("g2-standard-24+l4", "NVIDIA_L4", 2), ("a2-highgpu-2g", "NVIDIA_TESLA_A100", 2),
    ("n1-standard-16+v100", "NVIDIA_TESLA_V100", 2), ("n1-standard-32+NVIDIA_TESLA_T4:4", "NVIDIA_TESLA_T4", 4),
    ("n1-standard-8+nvidia-tesla-p100", "NVIDIA_TESLA_P100", 1), ("a3-megagpu-8g", "NVIDIA_H100_MEGA_80GB", 8),
    ("a3-ultragpu-8g+h200", "NVIDIA_H200_141GB", 8), ("a4-highgpu-8g", "NVIDIA_B200", 8),
    ("g4-standard-96", "NVIDIA_RTX_PRO_6000", 2),
  ])
  func machinesWithTheirGPUs(_ text: String, _ kind: String, _ count: Int) throws {
    let choice = try MachineChoice(parsing: text)
    #expect(choice.accelerator?.vertexName == kind && choice.count == count)
    #expect(try MachineChoice(parsing: choice.description) == choice)
  }

  @Test(arguments: [
    ("n1-standard-9", "no machine type"), ("n1-standard-8+l4", "g2-standard-4"),
    ("g2-standard-8+t4", "comes with 1 × l4"),
    ("e2-standard-8+t4", "isn't available with"), ("n1-standard-8+t4:3", "isn't an available count"),
    ("n1-standard-16+v100:1", "at most 12"),
    ("n1-standard-8+k80", "no GPU"), ("n1-standard-8+t4:x", "count"), ("", "empty"),
    ("a2-highgpu-1g+a100:2", "comes with"),
  ])
  func whatDoesNotGoTogether(_ text: String, _ words: String) {
    let error = #expect(throws: CloudError.self) { try MachineChoice(parsing: text) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("e2-standard-8", false, "custom_model_training_cpus"),
    ("n1-standard-8", true, "custom_model_training_preemptible_cpus"),
    ("n2-highmem-8", false, "custom_model_training_n2_cpus"), ("c2-standard-8", false, "custom_model_training_c2_cpus"),
    ("n1-standard-8+t4", true, "custom_model_training_preemptible_nvidia_t4_gpus"),
    ("a2-ultragpu-1g", false, "custom_model_training_nvidia_a100_80gb_gpus"),
  ])
  func quotasAreCountedByTheirMetric(_ text: String, _ spot: Bool, _ metric: String) throws {
    #expect(
      Preflight.metric(try MachineChoice(parsing: text), spot: spot) == "aiplatform.googleapis.com/" + metric)
  }

  @Test func namesAreTheOriginalsWithOneStamp() {
    let names = JobNames(tag: "GPU_V1", bucket: "p-aiplatform", stamp: "20260131_010203")
    #expect(names.job == "GPU_V1_DATE_TIME_20260131_010203")
    #expect(names.model == "gs://p-aiplatform/models/GPU_V1_20260131_010203")
    #expect(names.logs == "gs://p-aiplatform/logs/GPU_V1_20260131_010203")
    #expect(names.data == "gs://p-aiplatform/data")
    #expect(JobNames.label("GPU_V1 Ünder/x") == "gpu_v1__nder_x")
  }

  @Test func estimatesSayTheirDate() throws {
    let t4 = try CostEstimate(MachineChoice(parsing: "n1-standard-8+t4"), machines: 2, hours: 3)
    #expect(
      abs((t4.hourly ?? 0) - 2 * (0.4369977 + 0.4025)) < 1e-6 && abs((t4.total ?? 0) - 3 * (t4.hourly ?? 0)) < 1e-9)
    #expect(t4.pricesOf == "2025-06" && t4.remark.contains("check"))
    let plain = try CostEstimate(MachineChoice(parsing: "n1-standard-4"), machines: 1, hours: 1)
    #expect(plain.pricesOf == "2026-10-07" && plain.total == 0.21849885)
    // What isn't known isn't guessed.
    #expect(try CostEstimate(MachineChoice(parsing: "n2-standard-4"), machines: 1, hours: 1).total == nil)
    for hours in [0, -1, Double.infinity, Double.nan] {
      #expect(throws: CloudError.self) {
        try CostEstimate(MachineChoice(parsing: "n1-standard-4"), machines: 1, hours: hours)
      }
    }
  }

  @Test func placesAreTriedInTheirOrder() throws {
    let machines = [try MachineChoice(parsing: "n1-standard-8+t4"), try MachineChoice(parsing: "g2-standard-8")]
    var places = Places(machines: machines, regions: ["a", "b"], atTheEnd: .giveUp)
    var seen: [String] = []
    while case .go(let place) = places.advance() { seen.append("\(place)") }
    #expect(
      seen == ["n1-standard-8+t4 in a", "g2-standard-8 in a", "n1-standard-8+t4 in b", "g2-standard-8 in b"])
    var waiting = Places(machines: [machines[0]], regions: ["a"], atTheEnd: .wait(.seconds(60)))
    _ = waiting.advance()
    #expect(waiting.advance() == .wait(.seconds(60), then: Places.Place(machine: machines[0], region: "a")))
    #expect(waiting.advance() == .wait(.seconds(60), then: Places.Place(machine: machines[0], region: "a")))
  }
}
