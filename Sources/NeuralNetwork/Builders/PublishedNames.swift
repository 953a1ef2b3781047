extension EfficientNetLite {
  /// The publisher's name of every parameter, and ours for it (`lukemelas/EfficientNet-PyTorch` naming).
  package var publishedNames: [String: String] {
    var units = ["_conv_stem": "stem.conv", "_bn0": "stem.norm", "_conv_head": "top.conv", "_bn1": "top.norm"]
    units["_fc"] = "classifier"
    for index in blocks.indices {
      for (theirs, norm, ours) in [
        ("_expand_conv", "_bn0", "expand"), ("_depthwise_conv", "_bn1", "depthwise"),
        ("_project_conv", "_bn2", "project"),
      ] {
        units["_blocks.\(index).\(theirs)"] = "blocks.\(index).\(ours).conv"
        units["_blocks.\(index).\(norm)"] = "blocks.\(index).\(ours).norm"
      }
    }
    return network().names(publishedAs: units)
  }
}

extension ResNet {
  /// torchvision's name of every parameter, and ours for it.
  package var publishedNames: [String: String] {
    var units = ["conv1": "stem.conv", "bn1": "stem.norm", "fc": "classifier"]
    for (index, block) in blocks.enumerated() {
      let theirs = "layer\(block.stage + 1).\(block.position)"
      let ours = "blocks.\(index)"
      for number in 1...3 {
        units["\(theirs).conv\(number)"] = "\(ours).conv\(number)"
        units["\(theirs).bn\(number)"] = "\(ours).norm\(number)"
      }
      units["\(theirs).downsample.0"] = "\(ours).shortcut.conv"
      units["\(theirs).downsample.1"] = "\(ours).shortcut.norm"
    }
    return network().names(publishedAs: units)
  }
}

extension Network {
  /// Parameter names from node names: only of nodes that the network has.
  fileprivate func names(publishedAs units: [String: String]) -> [String: String] {
    let parameters = Dictionary(grouping: parameters, by: \.node)
    var names: [String: String] = [:]
    for (theirs, ours) in units {
      for parameter in parameters[ours] ?? [] { names[theirs + parameter.name.dropFirst(ours.count)] = parameter.name }
    }
    return names
  }
}
