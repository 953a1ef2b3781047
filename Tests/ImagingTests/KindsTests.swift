import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Files of every kind and pixel form, written by Pillow, come out as the sRGB colours that were put in.
@Suite(.enabled(if: ReferencePython.available))
struct KindsTests {
  /// One file a line: name, kind, frames, the colours left and right.
  static let script = """
    import sys, struct, zlib
    from PIL import Image
    folder = sys.argv[1]
    left, right = (200, 120, 40), (30, 60, 220)
    image = Image.new('RGB', (48, 32), left)
    image.paste(right, (24, 0, 48, 32))
    gray = Image.new('L', (48, 32), 90)
    gray.paste(180, (24, 0, 48, 32))
    half = image.convert('RGBA')
    half.putalpha(Image.new('L', (48, 32), 128))
    def over(colour, alpha):
        return tuple(round(c * alpha / 255 + 255 - alpha) for c in colour)
    def tell(name, kind, frames, a, b):
        print(name, kind, frames, *a, *b)
    def save(image, name, kind, a, b, frames=1, **options):
        image.save(folder + '/' + name, **options)
        tell(name, kind, frames, a, b)
    def png16(name, colour_type, pixel):
        rows = b''.join(b'\\0' + b''.join(struct.pack('>%dH' % len(pixel(x)), *pixel(x)) for x in range(48)) for _ in range(32))
        def chunk(tag, data):
            return struct.pack('>I', len(data)) + tag + data + struct.pack('>I', zlib.crc32(tag + data))
        header = struct.pack('>IIBBBBB', 48, 32, 16, colour_type, 0, 0, 0)
        with open(folder + '/' + name, 'wb') as out:
            out.write(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))
    save(image, 'rgb.png', 'png', left, right)
    save(image.quantize(4), 'palette.png', 'png', left, right)
    save(gray, 'gray.png', 'png', (90,) * 3, (180,) * 3)
    save(gray.point(lambda v: 255 if v > 128 else 0).convert('1'), 'bits.png', 'png', (0,) * 3, (255,) * 3)
    save(half, 'alpha.png', 'png', over(left, 128), over(right, 128))
    save(half.convert('LA'), 'grayalpha.png', 'png', over((134,) * 3, 128), over((69,) * 3, 128))
    png16('gray16.png', 0, lambda x: ((90 if x < 24 else 180) * 257,))
    tell('gray16.png', 'png', 1, (90,) * 3, (180,) * 3)
    png16('rgb16.png', 2, lambda x: tuple(c * 257 for c in (left if x < 24 else right)))
    tell('rgb16.png', 'png', 1, left, right)
    png16('rgba16.png', 6, lambda x: tuple(c * 257 for c in (left if x < 24 else right)) + (32896,))
    tell('rgba16.png', 'png', 1, over(left, 128), over(right, 128))
    save(image, 'lossless.webp', 'webp', left, right, lossless=True)
    save(half, 'alpha.webp', 'webp', over(left, 128), over(right, 128), lossless=True)
    save(image, 'lossy.webp', 'webp', left, right, quality=95)
    save(image, 'still.gif', 'gif', left, right)
    other = Image.new('RGB', (48, 32), (0, 255, 0))
    save(image, 'moving.gif', 'gif', left, right, frames=2, save_all=True, append_images=[other])
    save(image, 'moving.webp', 'webp', left, right, frames=2, save_all=True, append_images=[other], lossless=True)
    save(image, 'plain.tif', 'tiff', left, right)
    save(image, 'deflate.tif', 'tiff', left, right, compression='tiff_adobe_deflate')
    save(gray, 'gray.tif', 'tiff', (90,) * 3, (180,) * 3)
    save(gray, 'gray.jpg', 'jpeg', (90,) * 3, (180,) * 3, quality=95)
    save(image, 'coded.jpg', 'jpeg', left, right, quality=95, keep_rgb=True)
    save(image, 'progressive.jpg', 'jpeg', left, right, quality=95, progressive=True)
    save(image, 'image.avif', 'avif', left, right, quality=95)
    """

  @Test("every kind, depth and channel form decodes to its colours")
  func colours() throws {
    let folder = try TemporaryFolder()
    let lines = try ReferencePython.run(Self.script, [folder.path]).split(separator: "\n")
    #expect(lines.count == 22)
    for line in lines {
      let fields = line.split(separator: " ").map(String.init)
      let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: fields[0])))
      let header = try DecodedImage.inspect(bytes)
      #expect(header.kind.rawValue == fields[1] && header.width == 48 && header.height == 32, "\(line)")
      #expect(header.frames == Int(fields[2]), "\(line)")
      if let (width, height) = ClaimedSize.certain(bytes, header.kind) {
        #expect(width == 48 && height == 32, "\(line)")
      }
      let drawn = try DecodedImage.decode(bytes).rgb(width: 48, height: 32)
      for (x, colour) in [(10, fields[3..<6]), (38, fields[6..<9])] {
        let start = (16 * 48 + x) * 3
        for (found, expected) in zip(drawn.pixels[start..<start + 3], colour.compactMap(Int.init)) {
          #expect(abs(Int(found) - expected) <= 4, "\(line): \(drawn.pixels[start..<start + 3])")
        }
      }
    }
  }

  @Test("a CMYK image keeps its hues")
  func cmyk() throws {
    let folder = try TemporaryFolder()
    let script = """
      import sys
      from PIL import Image
      image = Image.new('CMYK', (48, 32), (0, 200, 200, 0))
      image.paste((200, 0, 200, 20), (24, 0, 48, 32))
      image.save(sys.argv[1], quality=95)
      """
    let file = folder.url.appending(path: "cmyk.jpg")
    _ = try ReferencePython.run(script, [file.path])
    let drawn = try DecodedImage.decode([UInt8](try Data(contentsOf: file)), minimumSide: 16).rgb(width: 48, height: 32)
    let (red, green) = (
      drawn.pixels[(16 * 48 + 8) * 3..<(16 * 48 + 9) * 3], drawn.pixels[(16 * 48 + 40) * 3..<(16 * 48 + 41) * 3]
    )
    #expect(red.first ?? 0 > 180 && red.dropFirst().allSatisfy { $0 < 140 })
    #expect(green.dropFirst().first ?? 0 > 100 && green.first ?? 255 < 120)
  }
}
