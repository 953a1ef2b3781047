/// Which region of an image goes where in the square.
struct Layout {
  var region: Region
  var left = 0
  var top = 0
  var width: Int
  var height: Int

  init(_ preprocessing: Preprocessing, _ region: Region, width imageWidth: Int, height imageHeight: Int) {
    let size = preprocessing.size
    self.region = region
    (width, height) = (size, size)
    // In pixels of the upright original, whatever it was decoded at.
    let across = max(region.width * Double(imageWidth), 1)
    let down = max(region.height * Double(imageHeight), 1)
    switch preprocessing.resize {
    case .squash: break
    case .crop:
      let side = min(across, down)
      let (shareX, shareY) = (region.width * side / across, region.height * side / down)
      self.region = Region(
        x: region.x + (region.width - shareX) / 2, y: region.y + (region.height - shareY) / 2, width: shareX,
        height: shareY)
    case .letterbox:
      let scale = min(1, Double(size) / max(across, down))
      width = min(size, max(1, Int((across * scale).rounded(.toNearestOrEven))))
      height = min(size, max(1, Int((down * scale).rounded(.toNearestOrEven))))
      left = (size - width) / 2
      top = (size - height) / 2
    }
  }
}
