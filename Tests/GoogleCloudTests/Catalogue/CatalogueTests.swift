import Foundation
import GoogleCloud
import TestSupport
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

  /// What a catalogue sells, as Google writes it: description, unit, whole dollars and nanos, region.
  private static func sold(
    _ description: String, _ nanos: Int, units: String = "0", unit: String = "h", usage: String = "OnDemand",
    region: String = "us-central1"
  ) throws -> BillingCatalog.Item {
    let text = """
      {"description": "\(description)", "category": {"usageType": "\(usage)"}, "serviceRegions": ["\(region)"],
      "pricingInfo": [{"effectiveTime": "2026-11-28T08:00:00Z", "pricingExpression": {"usageUnit": "\(unit)",
      "tieredRates": [{"startUsageAmount": 0, "unitPrice": {"units": "\(units)", "nanos": \(nanos)}}]}}]}
      """
    return try JSONDecoder().decode(BillingCatalog.Item.self, from: Data(text.utf8))
  }

  /// An invoice's own lines make its sum; what is not sold, or in two ways, is named and not guessed.
  @Test func theCataloguesPartsMakeAMachine() throws {
    let training = "Vertex AI: Training/Pipelines"
    let items = [
      try Self.sold("\(training) on NVIDIA H100 80GB in Iowa", 266_033_200, units: "11"),
      try Self.sold("\(training) on A3 Instance Core in Iowa", 29_322_700),
      try Self.sold("\(training) on A3 Instance RAM in Iowa", 2_553_400, unit: "GiBy.h"),
      try Self.sold("\(training) Management fee on A3 Instance Core in Iowa", 3_824_700),
      try Self.sold("\(training) on N1 Predefined Instance Core running in Iowa", 36_353_000),
      try Self.sold("\(training) on N1 Predefined Instance Ram running in Iowa", 4_872_000, unit: "GiBy.h"),
      try Self.sold("\(training) on SSD backed PD Capacity in Iowa", 195_500_000, unit: "GiBy.mo"),
      try Self.sold("\(training) on N2 Instance Core in Iowa", 10_000_000),
      try Self.sold("\(training) on N2 Instance Core running in Iowa", 20_000_000),
      try Self.sold("\(training) on N2 Instance Ram in Iowa", 3_000_000, unit: "GiBy.h"),
      try Self.sold(
        "Spot Preemptible N1 Predefined Instance Core running in Americas", 7_000_000, usage: "Preemptible"),
      try Self.sold("Spot Preemptible N1 Predefined Instance Ram running in Americas", 900_000, unit: "GiBy.h"),
      try Self.sold("Nvidia Tesla T4 GPU attached to Spot Preemptible VMs running in Americas", 140_000_000),
      try Self.sold("\(training) Management fee on N1 Instance Core in Iowa", 4_700_000),
      try Self.sold("\(training) Management fee on N1 Instance RAM in Iowa", 600_000, unit: "GiBy.h"),
      try Self.sold("\(training) Management fee on Nvidia Tesla T4 GPU in Iowa", 52_500_000),
    ]
    let prices = CatalogPrices(items, region: "us-central1")
    func cost(_ name: String, spot: Bool = false) throws -> CostEstimate {
      try CostEstimate(MachineChoice(parsing: name), machines: 1, hours: 1, spot: spot, prices: prices)
    }
    let large = try cost("a3-highgpu-8g")
    #expect(abs((large.total ?? 0) - 101.007352) < 1e-6 && large.pricesOf == "2026-11-28")
    // The page's own price of the machine.
    #expect(abs((try cost("n1-standard-4").total ?? 0) - 0.21849) < 2e-5)
    let spot = try cost("n1-standard-4+t4", spot: true)
    #expect(abs((spot.total ?? 0) - (4 * 0.0117 + 15 * 0.0015 + 0.1925)) < 1e-9, "\(spot)")
    #expect(try cost("n1-standard-4+t4").unknown == ["t4"])
    #expect(try cost("n2-standard-4").unknown == ["n2 core"], "two prices for one thing are none")
    #expect(try cost("a3-highgpu-8g", spot: true).total == nil)
  }

  @Test func aFileOfPricesIsTakenAsItStands() throws {
    let folder = try TemporaryFolder()
    func read(_ text: String) throws -> PriceFile {
      try PriceFile(reading: folder.write(Array(text.utf8), to: "prices.json").path)
    }
    let file = try read(
      #"{"region": "europe-west4", "date": "2026-11", "machines": {"n2-standard-8": 0.5, "n1-standard-8": 0.4}, "#
        + #""gpus": {"nvidia-tesla-t4": 0.3}, "spot": {"machines": {"n2-standard-8": 0.1}}}"#)
    func cost(_ name: String, spot: Bool = false, region: String? = nil) throws -> CostEstimate {
      try CostEstimate(
        MachineChoice(parsing: name), machines: 2, hours: 10, spot: spot, region: region, prices: file)
    }
    #expect(try cost("n2-standard-8").total == 10 && cost("n2-standard-8", spot: true).total == 2)
    #expect(abs((try cost("n1-standard-8+t4:2").total ?? 0) - 20) < 1e-9)
    #expect(try cost("n2-standard-8").region == "europe-west4" && cost("n2-standard-8").pricesOf == "2026-11")
    #expect(try cost("n1-standard-8+t4", spot: true).unknown == ["spot n1-standard-8", "spot t4"])
    #expect(try cost("n2-standard-8", region: "us-east1").total == nil)
    for text in ["{}", #"{"region": "r", "date": "d", "machines": {"n1-standard-4": -1}}"#, "no"] {
      #expect(throws: CloudError.self) { try read(text) }
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
