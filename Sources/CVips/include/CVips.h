// libvips' calls take variable arguments, which Swift can't make: here are the few that Imaging needs as plain functions.
// Every function that can fail returns 0 when it went well. What libvips says of a failure isn't handed on: its text lies
// in one buffer for the whole process, where another thread's picture may have written it.
#ifndef CVIPS_H
#define CVIPS_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  CVIPS_JPEG,
  CVIPS_PNG,
  CVIPS_WEBP,
  CVIPS_GIF,
  CVIPS_TIFF,
  CVIPS_HEIF
} cvips_loader;

/// An opened picture. Owned by the caller until cvips_close.
typedef struct {
  void *image;
} cvips_picture;

typedef struct {
  int width;
  int height;
  int frames;
  /// EXIF orientation, 1 to 8, of the pixels as they are read.
  int orientation;
} cvips_info;

/// Sets libvips up: only the loaders above open, nothing is cached, one thread a picture. To be called once, first.
int cvips_start(void);

/// Reads a picture's header. The bytes must stay where they are until cvips_close.
/// `shrink` (1, 2, 4 or 8) lets a JPEG be decoded smaller; the others ignore it.
int cvips_open(cvips_loader loader, const void *bytes, size_t length, int shrink, cvips_picture *out);

void cvips_close(cvips_picture picture);

cvips_info cvips_describe(cvips_picture picture);

/// The embedded ICC profile, borrowed from the picture; NULL and 0 where there is none.
const void *cvips_profile(cvips_picture picture, size_t *length);

/// Turns the picture to 8-bit sRGB with three bands: alpha is laid on white, `use_profile` converts from the embedded
/// profile. `shrink` averages squares of that many pixels. Replaces what `picture` holds; pixels are still unread.
int cvips_convert(cvips_picture *picture, int use_profile, int shrink);

/// Decodes into three planes of cvips_describe's size, `stride` bytes a row, on the calling thread.
int cvips_read(cvips_picture picture, uint8_t *red, uint8_t *green, uint8_t *blue, size_t stride);

/// Encodes interleaved 8-bit RGB as PNG. The caller owns `*out` and frees it with cvips_free.
int cvips_png(const uint8_t *pixels, int width, int height, void **out, size_t *length);

/// Encodes interleaved 8-bit RGB as lossy WebP of quality 1 to 100. The caller frees `*out` with cvips_free.
int cvips_webp(const uint8_t *pixels, int width, int height, int quality, void **out, size_t *length);

void cvips_free(void *bytes);

#endif
