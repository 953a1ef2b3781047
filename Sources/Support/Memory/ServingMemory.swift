/// How the memory of a server is shared out: by this one rule the server sets its budgets, and the cloud the size of
/// its instances.
package struct ServingMemory: Hashable, Sendable {
  /// Bytes of the model folder's files together.
  package let modelBytes: Int

  package init(modelBytes: Int) { self.modelBytes = max(0, modelBytes) }

  /// Bytes of the program and of three times the model: its file, the compiled net, its activations.
  package var base: Int {
    let (model, overflow) = modelBytes.multipliedReportingOverflow(by: 3)
    return overflow || model > .max - 160 << 20 ? .max : 160 << 20 + model
  }

  /// Bytes that decoded images and requests' bodies may take within a memory: 512 MiB each where there is plenty, else a
  /// half and a third of what the base leaves, the rest being what becomes of the bodies.
  package func budgets(within memory: Int) -> (decode: Int, body: Int) {
    let spare = max(96 << 20, memory - base)
    return (decode: min(512 << 20, spare / 2), body: min(512 << 20, spare / 3))
  }

  /// Bytes with which a telephone's photo of 12 megapixels is decoded in any format, and a body of 32 MiB is read.
  package var needed: Int { base > .max - 288 << 20 ? .max : base + 288 << 20 }
}
