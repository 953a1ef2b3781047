import CZimg

/// One zimg pass: crop, colour conversion and antialiased bicubic resizing (Catmull and Rom's, as Pillow's) to float
/// planes of RGB, or of luma alone for a gray source.
///
/// `@unchecked Sendable`: the graph isn't changed after building, and zimg processes it from many threads as long as
/// each has its own working memory.
final class ScalingGraph: @unchecked Sendable {
  private let graph: OpaquePointer
  private let working: Int
  private static let version = UInt32(ZIMG_API_VERSION_MAJOR << 8 | ZIMG_API_VERSION_MINOR)

  init(_ geometry: Geometry) throws(ImagingError) {
    var source = Self.format(width: geometry.sourceWidth, height: geometry.sourceHeight)
    source.pixel_type = ZIMG_PIXEL_BYTE
    source.pixel_range = ZIMG_RANGE_FULL
    source.active_region.left = geometry.left
    source.active_region.top = geometry.top
    source.active_region.width = geometry.width
    source.active_region.height = geometry.height
    var target = Self.format(width: geometry.targetWidth, height: geometry.targetHeight)
    target.pixel_type = ZIMG_PIXEL_FLOAT
    switch geometry.coding {
    case .gray:
      source.color_family = ZIMG_COLOR_GREY
      target.color_family = ZIMG_COLOR_GREY
    case .rgb:
      source.color_family = ZIMG_COLOR_RGB
      source.matrix_coefficients = ZIMG_MATRIX_RGB
      target.color_family = ZIMG_COLOR_RGB
      target.matrix_coefficients = ZIMG_MATRIX_RGB
    case .yuv(let shiftX, let shiftY):
      source.color_family = ZIMG_COLOR_YUV
      source.matrix_coefficients = ZIMG_MATRIX_BT470_BG
      source.subsample_w = UInt32(shiftX)
      source.subsample_h = UInt32(shiftY)
      source.chroma_location = ZIMG_CHROMA_CENTER
      target.color_family = ZIMG_COLOR_RGB
      target.matrix_coefficients = ZIMG_MATRIX_RGB
    }
    var parameters = zimg_graph_builder_params()
    zimg_graph_builder_params_default(&parameters, Self.version)
    parameters.resample_filter = ZIMG_RESIZE_BICUBIC
    parameters.filter_param_a = 0
    parameters.filter_param_b = 0.5
    parameters.resample_filter_uv = ZIMG_RESIZE_BILINEAR
    parameters.cpu_type = ZIMG_CPU_AUTO_64B
    guard let graph = zimg_filter_graph_build(&source, &target, &parameters) else { throw Self.failure() }
    self.graph = graph
    var working = 0
    guard zimg_filter_graph_get_tmp_size(graph, &working) == ZIMG_ERROR_SUCCESS else {
      zimg_filter_graph_free(graph)
      throw Self.failure()
    }
    self.working = working
  }

  deinit { zimg_filter_graph_free(graph) }

  /// Draws planes of the geometry's source size into float planes of its target size, values about 0 to 1.
  func draw(_ source: [Plane], into target: [Plane]) throws(ImagingError) {
    var from = zimg_image_buffer_const()
    var to = zimg_image_buffer()
    from.version = Self.version
    to.version = Self.version
    for (index, plane) in source.enumerated() { czimg_source(&from, UInt32(index), plane.bytes, plane.stride) }
    for (index, plane) in target.enumerated() { czimg_target(&to, UInt32(index), plane.bytes, plane.stride) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: max(working, 1), alignment: Plane.alignment)
    defer { memory.deallocate() }
    guard zimg_filter_graph_process(graph, &from, &to, memory, nil, nil, nil, nil) == ZIMG_ERROR_SUCCESS else {
      throw Self.failure()
    }
  }

  private static func format(width: Int, height: Int) -> zimg_image_format {
    var format = zimg_image_format()
    zimg_image_format_default(&format, version)
    format.width = UInt32(width)
    format.height = UInt32(height)
    return format
  }

  private static func failure() -> ImagingError {
    var text = [CChar](repeating: 0, count: 256)
    let code = zimg_get_last_error(&text, text.count)
    let said = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return .unrenderable(reason: said.isEmpty ? "zimg error \(code.rawValue)" : said)
  }
}
