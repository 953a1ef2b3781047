extension ResNet {
  /// timm's names are torchvision's.
  func keyNames(_ network: Network) -> [KeyNames] { [torchvision(network), transformers(network)] }

  private func torchvision(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "conv1")
    list.unit("stem.norm", "bn1")
    list.unit("classifier", "fc")
    for (index, block) in blocks.enumerated() {
      let (ours, theirs) = ("blocks.\(index)", "layer\(block.stage + 1).\(block.position)")
      for number in 1...3 {
        list.unit("\(ours).conv\(number)", "\(theirs).conv\(number)")
        list.unit("\(ours).norm\(number)", "\(theirs).bn\(number)")
      }
      list.unit("\(ours).shortcut.conv", "\(theirs).downsample.0")
      list.unit("\(ours).shortcut.norm", "\(theirs).downsample.1")
    }
    return KeyNames(.torchvision, list)
  }

  private func transformers(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "embedder.embedder.convolution")
    list.unit("stem.norm", "embedder.embedder.normalization")
    list.unit("classifier", "classifier.1")
    for (index, block) in blocks.enumerated() {
      let (ours, theirs) = ("blocks.\(index)", "encoder.stages.\(block.stage).layers.\(block.position)")
      for number in 1...3 {
        list.unit("\(ours).conv\(number)", "\(theirs).layer.\(number - 1).convolution")
        list.unit("\(ours).norm\(number)", "\(theirs).layer.\(number - 1).normalization")
      }
      list.unit("\(ours).shortcut.conv", "\(theirs).shortcut.convolution")
      list.unit("\(ours).shortcut.norm", "\(theirs).shortcut.normalization")
    }
    return KeyNames(.transformers, list, prefix: "resnet.")
  }
}

extension ConvNeXt {
  func keyNames(_ network: Network) -> [KeyNames] { [torchvision(network), timm(network), transformers(network)] }

  private func torchvision(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "features.0.0")
    list.unit("stem.norm", "features.0.1")
    list.unit("norm", "classifier.0")
    list.unit("classifier", "classifier.2")
    for (stage, count) in repeats.enumerated() {
      list.unit("stages.\(stage).downsample.norm", "features.\(2 * stage).0")
      list.unit("stages.\(stage).downsample.conv", "features.\(2 * stage).1")
      for index in 0..<count {
        let (ours, theirs) = ("stages.\(stage).blocks.\(index)", "features.\(2 * stage + 1).\(index)")
        list.unit("\(ours).depthwise", "\(theirs).block.0")
        list.unit("\(ours).norm", "\(theirs).block.2")
        list.unit("\(ours).expand", "\(theirs).block.3")
        list.unit("\(ours).project", "\(theirs).block.5")
        list.array("\(ours).scale.weight", "\(theirs).layer_scale")
      }
    }
    return KeyNames(.torchvision, list)
  }

  private func timm(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "stem.0")
    list.unit("stem.norm", "stem.1")
    list.unit("norm", "head.norm")
    list.unit("classifier", "head.fc")
    for (stage, count) in repeats.enumerated() {
      list.unit("stages.\(stage).downsample.norm", "stages.\(stage).downsample.0")
      list.unit("stages.\(stage).downsample.conv", "stages.\(stage).downsample.1")
      for index in 0..<count {
        let block = "stages.\(stage).blocks.\(index)"
        list.unit("\(block).depthwise", "\(block).conv_dw")
        list.unit("\(block).norm", "\(block).norm")
        list.unit("\(block).expand", "\(block).mlp.fc1")
        list.unit("\(block).project", "\(block).mlp.fc2")
        list.array("\(block).scale.weight", "\(block).gamma")
      }
    }
    return KeyNames(.timm, list)
  }

  private func transformers(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("stem.conv", "embeddings.patch_embeddings")
    list.unit("stem.norm", "embeddings.layernorm")
    list.unit("norm", "layernorm")
    list.unit("classifier", "classifier")
    for (stage, count) in repeats.enumerated() {
      list.unit("stages.\(stage).downsample.norm", "encoder.stages.\(stage).downsampling_layer.0")
      list.unit("stages.\(stage).downsample.conv", "encoder.stages.\(stage).downsampling_layer.1")
      for index in 0..<count {
        let (ours, theirs) = ("stages.\(stage).blocks.\(index)", "encoder.stages.\(stage).layers.\(index)")
        list.unit("\(ours).depthwise", "\(theirs).dwconv")
        list.unit("\(ours).norm", "\(theirs).layernorm")
        list.unit("\(ours).expand", "\(theirs).pwconv1")
        list.unit("\(ours).project", "\(theirs).pwconv2")
        list.array("\(ours).scale.weight", "\(theirs).layer_scale_parameter")
      }
    }
    return KeyNames(.transformers, list, prefix: "convnext.")
  }
}
