extension VisionTransformer {
  /// DINOv2's own names are timm's.
  func keyNames(_ network: Network) -> [KeyNames] {
    (classifies ? [torchvision(network)] : [])
      + [timm(network), transformers(network, version: 4), transformers(network, version: 5)]
  }

  private func torchvision(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("patches", "conv_proj")
    list.array("tokens.class_token", "class_token")
    list.array("tokens.position", "encoder.pos_embedding")
    list.unit("norm", "encoder.ln")
    list.unit("classifier", "heads.head")
    for index in 0..<Self.depth {
      let (ours, theirs) = ("blocks.\(index)", "encoder.layers.encoder_layer_\(index)")
      list.unit("\(ours).norm1", "\(theirs).ln_1")
      list.array("\(ours).qkv.weight", "\(theirs).self_attention.in_proj_weight")
      list.array("\(ours).qkv.bias", "\(theirs).self_attention.in_proj_bias")
      list.unit("\(ours).gather", "\(theirs).self_attention.out_proj")
      list.unit("\(ours).norm2", "\(theirs).ln_2")
      list.unit("\(ours).expand", "\(theirs).mlp.0")
      list.unit("\(ours).project", "\(theirs).mlp.3")
    }
    return KeyNames(.torchvision, list)
  }

  private func timm(_ network: Network) -> KeyNames {
    var list = KeyList(network)
    list.unit("patches", "patch_embed.proj")
    list.array("tokens.class_token", "cls_token")
    list.array("tokens.position", "pos_embed")
    list.unit("norm", "norm")
    list.unit("classifier", "head")
    for index in 0..<Self.depth {
      let block = "blocks.\(index)"
      list.unit("\(block).norm1", "\(block).norm1")
      list.unit("\(block).qkv", "\(block).attn.qkv")
      list.unit("\(block).gather", "\(block).attn.proj")
      list.unit("\(block).norm2", "\(block).norm2")
      list.unit("\(block).expand", "\(block).mlp.fc1")
      list.unit("\(block).project", "\(block).mlp.fc2")
      list.scales(block, hasLayerScale, "\(block).ls1.gamma", "\(block).ls2.gamma")
    }
    // What masked patches were replaced by in training.
    return KeyNames(.timm, list, unused: ["mask_token"])
  }

  /// The names of transformers 4, which the published files have, or of transformers 5.
  private func transformers(_ network: Network, version: Int) -> KeyNames {
    let isDino = hasLayerScale
    var list = KeyList(network)
    list.unit("patches", "embeddings.patch_embeddings.projection")
    list.array("tokens.class_token", "embeddings.cls_token")
    list.array("tokens.position", "embeddings.position_embeddings")
    list.unit("norm", "layernorm")
    list.unit("classifier", "classifier")
    for index in 0..<Self.depth {
      let ours = "blocks.\(index)"
      let theirs = version == 4 || isDino ? "encoder.layer.\(index)" : "layers.\(index)"
      list.unit("\(ours).norm1", "\(theirs).\(isDino ? "norm1" : "layernorm_before")")
      list.unit("\(ours).norm2", "\(theirs).\(isDino ? "norm2" : "layernorm_after")")
      let attention = "\(theirs).attention"
      if version == 4 {
        list.unit(
          "\(ours).qkv", "\(attention).attention.query", "\(attention).attention.key", "\(attention).attention.value")
      } else {
        list.unit("\(ours).qkv", "\(attention).q_proj", "\(attention).k_proj", "\(attention).v_proj")
      }
      list.unit("\(ours).gather", version == 4 ? "\(attention).output.dense" : "\(attention).o_proj")
      let isNumbered = isDino || version == 5
      list.unit("\(ours).expand", "\(theirs).\(isNumbered ? "mlp.fc1" : "intermediate.dense")")
      list.unit("\(ours).project", "\(theirs).\(isNumbered ? "mlp.fc2" : "output.dense")")
      list.scales(ours, isDino, "\(theirs).layer_scale1.lambda1", "\(theirs).layer_scale2.lambda1")
    }
    return KeyNames(
      .transformers, list, prefix: isDino ? "dinov2." : "vit.",
      unused: ["embeddings.mask_token", "pooler.dense.weight", "pooler.dense.bias"])
  }
}

extension KeyList {
  fileprivate mutating func scales(_ block: String, _ areThere: Bool, _ first: String, _ second: String) {
    guard areThere else { return }
    array("\(block).scale1.weight", first)
    array("\(block).scale2.weight", second)
  }
}
