extension EfficientNetLite {
  func keyNames(_ network: Network) -> [KeyNames] { [lukemelas(network), timm(network)] }

  /// The names of `lukemelas/EfficientNet-PyTorch`, whose packages publish the weights.
  private func lukemelas(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "_conv_stem")
    list.unit("stem.norm", "_bn0")
    list.unit("top.conv", "_conv_head")
    list.unit("top.norm", "_bn1")
    list.unit("classifier", "_fc")
    for index in blocks.indices {
      for (theirs, norm, ours) in [
        ("_expand_conv", "_bn0", "expand"), ("_depthwise_conv", "_bn1", "depthwise"),
        ("_project_conv", "_bn2", "project"),
      ] {
        list.unit("blocks.\(index).\(ours).conv", "_blocks.\(index).\(theirs)")
        list.unit("blocks.\(index).\(ours).norm", "_blocks.\(index).\(norm)")
      }
    }
    return KeyNames(.publisher, list)
  }

  private func timm(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.timmEnds()
    for (index, block) in blocks.enumerated() {
      list.timmBlock("blocks.\(index)", "blocks.\(block.stage).\(block.position)", expands: block.expansion > 1)
    }
    return KeyNames(.timm, list)
  }
}

extension EfficientNet {
  /// Those of TensorFlow's weights come from timm and Hugging Face, the others from torchvision and timm.
  func keyNames(_ network: Network) -> [KeyNames] {
    isTensorFlows ? [timm(network), transformers(network)] : [torchvision(network), timm(network)]
  }

  private func torchvision(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.torchvisionUnit("stem", "features.0")
    list.torchvisionUnit("top", "features.8")
    list.unit("classifier", "classifier.1")
    for (index, block) in blocks.enumerated() {
      list.torchvisionBlock(
        "blocks.\(index)", "features.\(block.stage + 1).\(block.position).block", block.residual)
    }
    return KeyNames(.torchvision, list)
  }

  private func timm(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.timmEnds()
    for (index, block) in blocks.enumerated() {
      list.timmBlock("blocks.\(index)", "blocks.\(block.stage).\(block.position)", expands: block.stage > 0)
    }
    return KeyNames(.timm, list)
  }

  private func transformers(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "embeddings.convolution")
    list.unit("stem.norm", "embeddings.batchnorm")
    list.unit("top.conv", "encoder.top_conv")
    list.unit("top.norm", "encoder.top_bn")
    list.unit("classifier", "classifier")
    for index in blocks.indices {
      let (ours, theirs) = ("blocks.\(index)", "encoder.blocks.\(index)")
      list.unit("\(ours).expand.conv", "\(theirs).expansion.expand_conv")
      list.unit("\(ours).expand.norm", "\(theirs).expansion.expand_bn")
      list.unit("\(ours).depthwise.conv", "\(theirs).depthwise_conv.depthwise_conv")
      list.unit("\(ours).depthwise.norm", "\(theirs).depthwise_conv.depthwise_norm")
      list.unit("\(ours).squeeze.reduce", "\(theirs).squeeze_excite.reduce")
      list.unit("\(ours).squeeze.expand", "\(theirs).squeeze_excite.expand")
      list.unit("\(ours).project.conv", "\(theirs).projection.project_conv")
      list.unit("\(ours).project.norm", "\(theirs).projection.project_bn")
    }
    return KeyNames(.transformers, list, prefix: "efficientnet.")
  }
}

extension MobileNetV3 {
  func keyNames(_ network: Network) -> [KeyNames] {
    publisher == .torchvision ? [torchvision(network)] : [timm(network)]
  }

  private func torchvision(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.torchvisionUnit("stem", "features.0")
    list.torchvisionUnit("top", "features.\(Self.blocks.count + 1)")
    list.unit("hidden", "classifier.0")
    list.unit("classifier", "classifier.3")
    for (index, block) in Self.blocks.enumerated() {
      list.torchvisionBlock("blocks.\(index)", "features.\(index + 1).block", block.residual)
    }
    return KeyNames(.torchvision, list)
  }

  private func timm(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "conv_stem")
    list.unit("stem.norm", "bn1")
    list.unit("top.conv", "blocks.6.0.conv")
    list.unit("top.norm", "blocks.6.0.bn1")
    list.unit("hidden", "conv_head")
    list.unit("classifier", "classifier")
    for (index, block) in Self.blocks.enumerated() {
      list.timmBlock("blocks.\(index)", "blocks.\(block.stage).\(block.position)", expands: block.stage > 0)
    }
    return KeyNames(.timm, list)
  }
}

extension KeyList {
  /// timm's stem, top and classifier of EfficientNets.
  fileprivate mutating func timmEnds() {
    unit("stem.conv", "conv_stem")
    unit("stem.norm", "bn1")
    unit("top.conv", "conv_head")
    unit("top.norm", "bn2")
    unit("classifier", "classifier")
  }

  /// timm's inverted residual, or its depthwise separable block where nothing is expanded.
  fileprivate mutating func timmBlock(_ ours: String, _ theirs: String, expands: Bool) {
    let steps =
      expands
      ? [("expand", "conv_pw"), ("depthwise", "conv_dw"), ("project", "conv_pwl")]
      : [("depthwise", "conv_dw"), ("project", "conv_pw")]
    for (place, (step, name)) in steps.enumerated() {
      unit("\(ours).\(step).conv", "\(theirs).\(name)")
      unit("\(ours).\(step).norm", "\(theirs).bn\(place + 1)")
    }
    unit("\(ours).squeeze.reduce", "\(theirs).se.conv_reduce")
    unit("\(ours).squeeze.expand", "\(theirs).se.conv_expand")
  }

  /// torchvision's convolution and batch norm.
  fileprivate mutating func torchvisionUnit(_ ours: String, _ theirs: String) {
    unit("\(ours).conv", "\(theirs).0")
    unit("\(ours).norm", "\(theirs).1")
  }

  /// torchvision's block, whose steps are numbered as they come.
  fileprivate mutating func torchvisionBlock(_ ours: String, _ theirs: String, _ block: InvertedResidual) {
    var place = 0
    func next() -> String {
      defer { place += 1 }
      return "\(theirs).\(place)"
    }
    if block.expanded != block.inputs { torchvisionUnit("\(ours).expand", next()) }
    torchvisionUnit("\(ours).depthwise", next())
    if block.squeezed != nil {
      let squeeze = next()
      unit("\(ours).squeeze.reduce", "\(squeeze).fc1")
      unit("\(ours).squeeze.expand", "\(squeeze).fc2")
    }
    torchvisionUnit("\(ours).project", next())
  }
}
