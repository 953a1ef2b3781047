#include "CVips.h"

#include <vips/vips.h>

static void swallow(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data) {
  (void)domain, (void)level, (void)message, (void)data;
}

// Leaves no text behind in libvips' buffer, which nobody reads.
static int finish(int status) {
  vips_error_clear();
  return status ? -1 : 0;
}

int cvips_start(void) {
  static const char *const open[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng",  "VipsForeignLoadWebp",
                                     "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif"};
  if (vips_init("dogbreed")) return -1;
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoad", TRUE);
  for (size_t i = 0; i < sizeof open / sizeof *open; i++) vips_operation_block_set(open[i], FALSE);
  vips_cache_set_max(0);
  vips_concurrency_set(1);
  vips_leak_set(FALSE);
  g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG, swallow,
                    NULL);
  return 0;
}

int cvips_open(cvips_loader loader, const void *bytes, size_t length, int shrink, cvips_image *out) {
  void *buffer = (void *)bytes;
  VipsImage *image = NULL;
  int status = -1;
#define STRICT "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL
  switch (loader) {
    case CVIPS_JPEG: status = vips_jpegload_buffer(buffer, length, &image, "shrink", shrink, STRICT); break;
    case CVIPS_PNG: status = vips_pngload_buffer(buffer, length, &image, STRICT); break;
    case CVIPS_WEBP: status = vips_webpload_buffer(buffer, length, &image, STRICT); break;
    case CVIPS_GIF: status = vips_gifload_buffer(buffer, length, &image, STRICT); break;
    case CVIPS_TIFF: status = vips_tiffload_buffer(buffer, length, &image, STRICT); break;
    case CVIPS_HEIF: status = vips_heifload_buffer(buffer, length, &image, STRICT); break;
  }
#undef STRICT
  if (status) {
    if (image) g_object_unref(image);
    return finish(-1);
  }
  out->image = image;
  return finish(0);
}

void cvips_close(cvips_image opened) {
  if (opened.image) g_object_unref(opened.image);
}

cvips_info cvips_describe(cvips_image opened) {
  VipsImage *image = opened.image;
  cvips_info info = {image->Xsize, image->Ysize, vips_image_get_n_pages(image), vips_image_get_orientation(image)};
  return info;
}

const void *cvips_profile(cvips_image opened, size_t *length) {
  const void *data = NULL;
  *length = 0;
  if (!vips_image_get_typeof(opened.image, VIPS_META_ICC_NAME)) return NULL;
  if (vips_image_get_blob(opened.image, VIPS_META_ICC_NAME, &data, length)) return NULL;
  return data;
}

// Puts the outcome of one step in the place of its input.
static int step(VipsImage **image, int status, VipsImage *next) {
  if (status) {
    if (next) g_object_unref(next);
    return -1;
  }
  g_object_unref(*image);
  *image = next;
  return 0;
}

static int flatten(VipsImage **image) {
  VipsImage *in = *image, *next = NULL;
  double most = in->BandFmt == VIPS_FORMAT_USHORT ? 65535 : in->Type == VIPS_INTERPRETATION_scRGB ? 1 : 255;
  double white = in->Type == VIPS_INTERPRETATION_CMYK ? 0 : most;
  VipsArrayDouble *background = vips_array_double_new(&white, 1);
  int status = vips_flatten(in, &next, "background", background, "max_alpha", most, NULL);
  vips_area_unref(VIPS_AREA(background));
  return step(image, status, next);
}

int cvips_convert(cvips_image *opened, int use_profile, int shrink) {
  VipsImage *image = opened->image, *next = NULL;
  g_object_ref(image);
  int failed = vips_image_hasalpha(image) ? flatten(&image) : 0;
  int converted = 0;
  if (!failed && use_profile) {
    converted = !step(&image, vips_icc_transform(image, &next, "sRGB", "embedded", TRUE, NULL), next);
    // A profile that doesn't fit its pixels is passed over, as browsers do.
    next = NULL;
  }
  if (!failed && !converted) {
    failed = step(&image, vips_colourspace(image, &next, VIPS_INTERPRETATION_sRGB, NULL), next);
    next = NULL;
  }
  if (!failed && image->Bands != 3) {
    failed = image->Bands > 3 ? step(&image, vips_extract_band(image, &next, 0, "n", 3, NULL), next) : -1;
    next = NULL;
  }
  if (!failed && image->BandFmt != VIPS_FORMAT_UCHAR) {
    failed = step(&image, vips_cast_uchar(image, &next, NULL), next);
    next = NULL;
  }
  if (!failed && shrink > 1) failed = step(&image, vips_shrink(image, &next, shrink, shrink, NULL), next);
  if (failed) {
    g_object_unref(image);
    return finish(-1);
  }
  g_object_unref(opened->image);
  opened->image = image;
  return finish(0);
}

int cvips_read(cvips_image opened, uint8_t *red, uint8_t *green, uint8_t *blue, size_t stride) {
  VipsImage *image = opened.image;
  if (image->Bands != 3 || image->BandFmt != VIPS_FORMAT_UCHAR) return -1;
  VipsRegion *region = vips_region_new(image);
  if (!region) return -1;
  // Strips keep the interleaved pixels few, and their order is the one that sequential loaders give.
  for (int top = 0; top < image->Ysize; top += 16) {
    VipsRect strip = {0, top, image->Xsize, VIPS_MIN(16, image->Ysize - top)};
    if (vips_region_prepare(region, &strip)) {
      g_object_unref(region);
      return finish(-1);
    }
    for (int y = top; y < top + strip.height; y++) {
      const uint8_t *from = VIPS_REGION_ADDR(region, 0, y);
      size_t row = (size_t)y * stride;
      for (int x = 0; x < strip.width; x++, from += 3) {
        red[row + x] = from[0];
        green[row + x] = from[1];
        blue[row + x] = from[2];
      }
    }
  }
  g_object_unref(region);
  return finish(0);
}

static VipsImage *borrow(const uint8_t *pixels, int width, int height) {
  VipsImage *image =
      vips_image_new_from_memory(pixels, (size_t)width * height * 3, width, height, 3, VIPS_FORMAT_UCHAR);
  if (image) image->Type = VIPS_INTERPRETATION_sRGB;
  return image;
}

int cvips_png(const uint8_t *pixels, int width, int height, void **out, size_t *length) {
  VipsImage *image = borrow(pixels, width, height);
  if (!image) return finish(-1);
  int status = vips_pngsave_buffer(image, out, length, NULL);
  g_object_unref(image);
  return finish(status);
}

int cvips_webp(const uint8_t *pixels, int width, int height, int quality, void **out, size_t *length) {
  VipsImage *image = borrow(pixels, width, height);
  if (!image) return finish(-1);
  int status = vips_webpsave_buffer(image, out, length, "Q", quality, NULL);
  g_object_unref(image);
  return finish(status);
}

void cvips_free(void *bytes) { g_free(bytes); }
