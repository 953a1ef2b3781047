import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Images that other programs were reported to misread, made again, and the colours that their formats mean.
@Suite(.enabled(if: ReferencePython.available))
struct ReportedImagesTests {
  /// A file, and the colour at a place that is given in eighths of its width and height.
  struct Case: CustomTestStringConvertible {
    let file: String
    let x: Int
    let y: Int
    let colour: [Int]
    var tolerance = 3
    var testDescription: String { "\(file) at \(x), \(y)" }
  }

  /// Red runs from left to right, green from top to bottom, blue is 80.
  private static func ramp(_ file: String, _ tolerance: Int = 3) -> [Case] {
    [(1, 1), (6, 2), (3, 7)].map {
      Case(file: file, x: $0.0, y: $0.1, colour: [$0.0 * 32, $0.1 * 32, 80], tolerance: tolerance)
    }
  }

  static let cases: [Case] =
    [
      // Transparency of gray and of 16-bit images by one colour: on white (meerk40t 962).
      Case(file: "gray-trns.png", x: 1, y: 4, colour: [255, 255, 255]),
      Case(file: "gray-trns.png", x: 6, y: 4, colour: [100, 100, 100]),
      Case(file: "rgb16-trns.png", x: 1, y: 4, colour: [255, 255, 255]),
      Case(file: "rgb16-trns.png", x: 6, y: 4, colour: [255, 0, 0]),
      // 16 bits are scaled, not cut off (Pillow 2574).
      Case(file: "gray16.png", x: 4, y: 4, colour: [132, 132, 132], tolerance: 5),
      Case(file: "rgb16.tif", x: 4, y: 4, colour: [255, 128, 0]),
      // Few bits fill the whole range.
      Case(file: "gray1.png", x: 1, y: 4, colour: [255, 255, 255], tolerance: 40),
      Case(file: "gray4.tif", x: 4, y: 4, colour: [136, 136, 136]),
      // White is 0, one plane after another, a palette (Pillow 2503 and its kin).
      Case(file: "planar.tif", x: 6, y: 2, colour: [192, 64, 80]),
      Case(file: "pal.tif", x: 4, y: 4, colour: [255, 0, 0]),
      // Alpha that is multiplied in, that isn't, and a fourth band that is none.
      Case(file: "unassoc-alpha.tif", x: 4, y: 4, colour: [255, 127, 127]),
      // CMYK with and without Adobe's marker (vision 6538, sharp 1649).
      Case(file: "cmyk-adobe.jpg", x: 4, y: 0, colour: [128, 0, 80], tolerance: 70),
    ] + ramp("ramp.png") + ramp("ramp.jpg", 8) + ramp("rgb-coded.jpg", 8) + ramp("trailing.jpg", 8) + ramp("anim.webp")
    + ramp("anim.png") + ramp("predictor.tif") + ramp("planar.tif") + ramp("ycbcr.tif", 5)
    + ["png", "webp", "tif", "jpg"].flatMap { ramp("turned.\($0)", 8) } + ramp("exif0.jpg", 8) + ramp("exif9.jpg", 8)

  static let script = """
    import io, struct, sys, zlib
    import numpy as np
    from PIL import Image
    out = sys.argv[1] + '/'
    a = np.zeros((64, 96, 3), np.uint8)
    a[:, :, 0], a[:, :, 1], a[:, :, 2] = np.arange(96)[None] * 256 / 96, np.arange(64)[:, None] * 4, 80
    ramp = Image.fromarray(a)

    def chunk(kind, data): return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))
    def png(name, depth, colour, row, extra=b''):
        head = struct.pack('>IIBBBBB', 32, 32, depth, colour, 0, 0, 0)
        open(out + name, 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', head) + extra
                                     + chunk(b'IDAT', zlib.compress((b'\\0' + row) * 32)) + chunk(b'IEND', b''))
    png('gray-trns.png', 8, 0, bytes([0] * 16 + [100] * 16), chunk(b'tRNS', struct.pack('>H', 0)))
    png('rgb16-trns.png', 16, 2, bytes(96) + b'\\xff\\xff\\0\\0\\0\\0' * 16, chunk(b'tRNS', bytes(6)))
    png('gray16.png', 16, 0, b''.join(struct.pack('>H', x * 2114) for x in range(32)))
    png('gray1.png', 1, 0, b'\\xff\\xff\\0\\0')

    def tiff(name, width, height, tags, *strips):
        data = b''.join(strips)
        places = [8 + sum(map(len, strips[:n])) for n in range(len(strips))]
        all = {256: [width], 257: [height], 259: [1], 273: places, 278: [height], 279: list(map(len, strips)), **tags}
        start = 8 + len(data)
        far, entries, more = start + 2 + 12 * len(all) + 4, b'', b''
        for tag in sorted(all):
            values = b''.join(struct.pack('<I' if tag in (273, 279) else '<H', v) for v in all[tag])
            entry = values.ljust(4, b'\\0') if len(values) <= 4 else struct.pack('<I', far + len(more))
            if len(values) > 4: more += values
            entries += struct.pack('<HHI', tag, 4 if tag in (273, 279) else 3, len(all[tag])) + entry
        open(out + name, 'wb').write(b'II*\\0' + struct.pack('<I', start) + data + struct.pack('<H', len(all)) + entries
                                     + bytes(4) + more)
    tiff('rgb16.tif', 8, 8, {258: [16] * 3, 262: [2], 277: [3]}, struct.pack('<HHH', 65535, 0x8000, 0) * 64)
    tiff('gray4.tif', 8, 8, {258: [4], 262: [1], 277: [1]}, b'\\x88' * 32)
    tiff('planar.tif', 96, 64, {258: [8] * 3, 262: [2], 277: [3], 284: [2]}, *(a[:, :, n].tobytes() for n in range(3)))
    tiff('pal.tif', 8, 8, {258: [8], 262: [3], 277: [1], 320: [65535] * 256 + [0] * 512}, b'\\3' * 64)
    tiff('unassoc-alpha.tif', 8, 8, {258: [8] * 4, 262: [2], 277: [4], 338: [2]}, bytes([255, 0, 0, 128]) * 64)
    ramp.convert('YCbCr').save(out + 'ycbcr.tif')
    ramp.save(out + 'predictor.tif', compression='tiff_lzw', tiffinfo={317: 2})
    ramp.save(out + 'ramp.png')
    ramp.save(out + 'ramp.jpg', quality=98, subsampling=0)
    ramp.save(out + 'rgb-coded.jpg', quality=98, keep_rgb=True)
    open(out + 'trailing.jpg', 'wb').write(open(out + 'ramp.jpg', 'rb').read() + bytes(5000) + b'more')
    for name, more in [('anim.webp', {'lossless': True}), ('anim.png', {})]:
        ramp.save(out + name, save_all=True, append_images=[Image.new('RGB', ramp.size)], duration=100, **more)
    ramp.convert('CMYK').save(out + 'cmyk-adobe.jpg', quality=95)
    for name, number in [('exif0', 0), ('exif9', 9)]:
        exif = Image.Exif(); exif[0x112] = number
        ramp.save(out + name + '.jpg', quality=98, subsampling=0, exif=exif)
    turned = ramp.transpose(Image.ROTATE_90)
    exif = Image.Exif(); exif[0x112] = 6
    turned.save(out + 'turned.png', exif=exif)
    turned.save(out + 'turned.webp', exif=exif, lossless=True)
    turned.save(out + 'turned.jpg', exif=exif, quality=98, subsampling=0)
    turned.save(out + 'turned.tif', tiffinfo={274: 6})
    """

  @Test("each has the colours that its format means")
  func colours() throws {
    let folder = try TemporaryFolder()
    _ = try ReferencePython.run(Self.script, [folder.path])
    for expected in Self.cases {
      let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: expected.file)))
      let image = try DecodedImage.decode(bytes)
      let drawn = try image.rgb(width: image.width, height: image.height)
      let place = 3 * (expected.y * image.height / 8 * image.width + expected.x * image.width / 8)
      let found = drawn.pixels[place..<place + 3].map(Int.init)
      let worst = zip(found, expected.colour).map { abs($0 - $1) }.max() ?? 255
      #expect(worst <= expected.tolerance, "\(expected.testDescription): \(found), not \(expected.colour)")
    }
  }
}
