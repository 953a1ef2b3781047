// libvips' calls take variable arguments, which Swift can't make: here are the few that Imaging needs as plain
// functions. Every function that can fail returns 0 on success. libvips' error messages aren't passed on: its text is
// in one buffer for the whole process, where another thread's image may have written it.
#ifndef CVIPS_H
#define CVIPS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  CVIPS_JPEG,
  /// The same, and what a truncated file lacks is gray.
  CVIPS_JPEG_PARTIAL,
  CVIPS_PNG,
  CVIPS_WEBP,
  CVIPS_GIF,
  CVIPS_TIFF,
  CVIPS_HEIF
} cvips_loader;

/// An opened image. Owned by the caller until cvips_close.
typedef struct {
  void *image;
} cvips_image;

typedef struct {
  int width;
  int height;
  int frames;
  /// EXIF orientation, 1 to 8, of the pixels as they are read.
  int orientation;
  /// Samples of a pixel, and their bytes together.
  int bands;
  int pixel_bytes;
} cvips_info;

/// Sets libvips up: only the loaders above open, nothing is cached, one thread per image. Must be called once, first.
int cvips_start(void);

/// Reads an image's header. The bytes must stay where they are until cvips_close.
/// `shrink` (1, 2, 4 or 8) lets a JPEG be decoded smaller; the others ignore it.
int cvips_open(cvips_loader loader, const void *bytes, size_t length, int shrink, cvips_image *out);

void cvips_close(cvips_image opened);

cvips_info cvips_describe(cvips_image opened);

/// Keeps the first bands alone, where there are more.
int cvips_keep(cvips_image *opened, int bands);

/// The embedded ICC profile, borrowed from the image; NULL and 0 where there is none.
const void *cvips_profile(cvips_image opened, size_t *length);

/// Puts another embedded profile into the image, which copies it.
void cvips_set_profile(cvips_image opened, const void *profile, size_t length);

/// How the image's pixels are laid out in memory without their alpha: bands, and bytes of a sample times 256; 0 where no profile
/// can be applied to such pixels.
int cvips_layout(cvips_image opened);

/// Makes what converts pixels of a layout from a profile to 8-bit sRGB; NULL for a profile that doesn't fit them or can't
/// be read. Any number of threads may use it. Takes milliseconds, so keep it; free it with cvips_transform_free.
void *cvips_transform(const void *profile, size_t length, int layout);

void cvips_transform_free(void *transform);

/// Converts rows of interleaved pixels in place, by a transform for three bands of one byte, and parts them into planes.
void cvips_transform_rows(void *transform, uint8_t *pixels, int width, int height, size_t pixels_stride, uint8_t *red,
                          uint8_t *green, uint8_t *blue, size_t stride);

/// Turns the image to 8-bit sRGB with three bands: alpha is composited on white, colours are converted by `transform`,
/// which must be of the image's layout and outlive the image, or where it is NULL and `use_profile` isn't 0, as libvips
/// converts from the embedded profile. `shrink` averages squares of that many pixels. Replaces what `opened` holds;
/// pixels are still unread.
int cvips_convert(cvips_image *opened, void *transform, int use_profile, int shrink);

/// What reads a converted image's rows, on the calling thread; NULL where there is no memory. End it with cvips_rows_end
/// before cvips_close.
void *cvips_rows(cvips_image opened);

void cvips_rows_end(void *rows);

/// Decodes the next `count` rows, which must follow the ones before: `*start` is the first one's first byte, borrowed until
/// the next call, `*stride` the bytes from one row to the next.
int cvips_rows_next(void *rows, int top, int count, const uint8_t **start, size_t *stride);

/// Parts rows of interleaved pixels into three planes of as many rows, `stride` bytes each.
void cvips_part(const uint8_t *rows, size_t rows_stride, int width, int count, uint8_t *red, uint8_t *green, uint8_t *blue,
                size_t stride);

/// Encodes interleaved 8-bit RGB as PNG. The caller owns `*out` and frees it with cvips_free.
int cvips_png(const uint8_t *pixels, int width, int height, void **out, size_t *length);

/// Encodes interleaved 8-bit RGB as lossy WebP of quality 1 to 100. The caller frees `*out` with cvips_free.
int cvips_webp(const uint8_t *pixels, int width, int height, int quality, void **out, size_t *length);

void cvips_free(void *bytes);

#endif
