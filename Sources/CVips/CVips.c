#include "CVips.h"

#include <lcms2.h>
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
  // What loaders hold whole is to be in memory: libvips takes a file of the temporary folder from 100 MB on.
  int is_interlaced = length > 28 && ((const uint8_t *)bytes)[28] != 0;
#define STRICT "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL
  switch (loader) {
    case CVIPS_JPEG: status = vips_jpegload_buffer(buffer, length, &image, "shrink", shrink, STRICT); break;
    case CVIPS_JPEG_PARTIAL:
      status = vips_jpegload_buffer(buffer, length, &image, "shrink", shrink, "access", VIPS_ACCESS_SEQUENTIAL,
                                    "fail_on", VIPS_FAIL_ON_NONE, NULL);
      break;
    case CVIPS_PNG: status = vips_pngload_buffer(buffer, length, &image, "memory", is_interlaced, STRICT); break;
    case CVIPS_WEBP: status = vips_webpload_buffer(buffer, length, &image, "memory", TRUE, STRICT); break;
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
  cvips_info info = {image->Xsize,
                     image->Ysize,
                     vips_image_get_n_pages(image),
                     vips_image_get_orientation(image),
                     image->Bands,
                     (int)VIPS_IMAGE_SIZEOF_PEL(image)};
  return info;
}

const void *cvips_profile(cvips_image opened, size_t *length) {
  const void *data = NULL;
  *length = 0;
  if (!vips_image_get_typeof(opened.image, VIPS_META_ICC_NAME)) return NULL;
  if (vips_image_get_blob(opened.image, VIPS_META_ICC_NAME, &data, length)) return NULL;
  return data;
}

void cvips_set_profile(cvips_image opened, const void *profile, size_t length) {
  vips_image_set_blob_copy(opened.image, VIPS_META_ICC_NAME, profile, length);
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

int cvips_keep(cvips_image *opened, int bands) {
  VipsImage *image = opened->image, *next = NULL;
  if (image->Bands <= bands) return 0;
  int failed = step(&image, vips_extract_band(image, &next, 0, "n", bands, NULL), next);
  opened->image = image;
  return finish(failed);
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

int cvips_layout(cvips_image opened) {
  VipsImage *image = opened.image;
  int bands = image->Bands - (vips_image_hasalpha(image) ? 1 : 0);
  if (image->Coding != VIPS_CODING_NONE || (bands != 1 && bands != 3 && bands != 4)) return 0;
  if (image->BandFmt == VIPS_FORMAT_UCHAR) return bands | 1 << 8;
  return image->BandFmt == VIPS_FORMAT_USHORT ? bands | 2 << 8 : 0;
}

void *cvips_transform(const void *profile, size_t length, int layout) {
  int bands = layout & 0xFF, bytes = layout >> 8;
  int space = bands == 1 ? PT_GRAY : bands == 3 ? PT_RGB : PT_CMYK;
  cmsColorSpaceSignature wanted = bands == 1 ? cmsSigGrayData : bands == 3 ? cmsSigRgbData : cmsSigCmykData;
  VipsBlob *blob = NULL;
  if (length > UINT32_MAX || vips_profile_load("sRGB", &blob, NULL) || !blob) return finish(-1), NULL;
  size_t size = 0;
  const void *bytes_of_srgb = vips_blob_get(blob, &size);
  cmsHPROFILE from = cmsOpenProfileFromMem(profile, (cmsUInt32Number)length);
  cmsHPROFILE to = cmsOpenProfileFromMem(bytes_of_srgb, (cmsUInt32Number)size);
  cmsHTRANSFORM transform = NULL;
  // Without lcms' memory of the last pixel, any number of threads may use it at once.
  if (from && to && cmsGetColorSpace(from) == wanted &&
      cmsIsIntentSupported(from, INTENT_RELATIVE_COLORIMETRIC, LCMS_USED_AS_INPUT)) {
    transform = cmsCreateTransform(from, COLORSPACE_SH(space) | CHANNELS_SH(bands) | BYTES_SH(bytes), to, TYPE_RGB_8,
                                   INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE);
  }
  if (from) cmsCloseProfile(from);
  if (to) cmsCloseProfile(to);
  vips_area_unref(VIPS_AREA(blob));
  return transform;
}

void cvips_transform_free(void *transform) {
  if (transform) cmsDeleteTransform(transform);
}

void cvips_transform_rows(void *transform, uint8_t *pixels, int width, int height, size_t pixels_stride, uint8_t *red,
                          uint8_t *green, uint8_t *blue, size_t stride) {
  for (int y = 0; y < height; y++) {
    uint8_t *from = pixels + (size_t)y * pixels_stride;
    size_t row = (size_t)y * stride;
    cmsDoTransform(transform, from, from, (cmsUInt32Number)width);
    for (int x = 0; x < width; x++, from += 3) {
      red[row + x] = from[0];
      green[row + x] = from[1];
      blue[row + x] = from[2];
    }
  }
}

static int transform_region(VipsRegion *out, void *sequence, void *image, void *transform, gboolean *stop) {
  (void)image, (void)stop;
  VipsRegion *in = sequence;
  const VipsRect *part = &out->valid;
  if (vips_region_prepare(in, part)) return -1;
  for (int y = part->top; y < VIPS_RECT_BOTTOM(part); y++) {
    cmsDoTransform(transform, VIPS_REGION_ADDR(in, part->left, y), VIPS_REGION_ADDR(out, part->left, y),
                   (cmsUInt32Number)part->width);
  }
  return 0;
}

static int transformed(VipsImage **image, void *transform) {
  VipsImage *next = vips_image_new();
  if (vips_image_pipelinev(next, VIPS_DEMAND_STYLE_THINSTRIP, *image, NULL)) {
    g_object_unref(next);
    return -1;
  }
  next->Bands = 3;
  next->BandFmt = VIPS_FORMAT_UCHAR;
  next->Type = VIPS_INTERPRETATION_sRGB;
  if (vips_image_generate(next, vips_start_one, transform_region, vips_stop_one, *image, transform)) {
    g_object_unref(next);
    return -1;
  }
  // The new image reads from the old one as long as it lives.
  vips_object_local(next, *image);
  *image = next;
  return 0;
}

// Converts colours, by the transform or by what libvips makes of the embedded profile.
static int convert_colours(VipsImage **image, void *transform, int use_profile) {
  VipsImage *next = NULL;
  if (transform) return transformed(image, transform);
  if (use_profile) {
    int status = vips_icc_transform(*image, &next, "sRGB", "embedded", TRUE, NULL);
    if (!step(image, status, next)) return 0;
    // A profile that doesn't fit its pixels is passed over, as browsers do.
    next = NULL;
  }
  int status = vips_colourspace(*image, &next, VIPS_INTERPRETATION_sRGB, NULL);
  return step(image, status, next);
}

int cvips_convert(cvips_image *opened, void *transform, int use_profile, int shrink) {
  VipsImage *image = opened->image, *next = NULL;
  int layout = cvips_layout(*opened);
  g_object_ref(image);
  int failed = vips_image_hasalpha(image) ? flatten(&image) : 0;
  cvips_image flat = {image};
  if (cvips_layout(flat) != layout) transform = NULL;
  if (!failed) failed = convert_colours(&image, transform, use_profile);
  if (!failed && image->Bands != 3) {
    int status = image->Bands > 3 ? vips_extract_band(image, &next, 0, "n", 3, NULL) : -1;
    failed = step(&image, status, next);
    next = NULL;
  }
  if (!failed && image->BandFmt != VIPS_FORMAT_UCHAR) {
    int status = vips_cast_uchar(image, &next, NULL);
    failed = step(&image, status, next);
    next = NULL;
  }
  if (!failed && shrink > 1) {
    int status = vips_shrink(image, &next, shrink, shrink, NULL);
    failed = step(&image, status, next);
  }
  if (failed) {
    g_object_unref(image);
    return finish(-1);
  }
  g_object_unref(opened->image);
  opened->image = image;
  return finish(0);
}

void *cvips_rows(cvips_image opened) {
  VipsImage *image = opened.image;
  if (image->Bands != 3 || image->BandFmt != VIPS_FORMAT_UCHAR) return NULL;
  return vips_region_new(image);
}

void cvips_rows_end(void *rows) { g_object_unref(rows); }

int cvips_rows_next(void *rows, int top, int count, const uint8_t **start, size_t *stride) {
  VipsRegion *region = rows;
  VipsRect strip = {0, top, region->im->Xsize, count};
  if (vips_region_prepare(region, &strip)) return finish(-1);
  *start = VIPS_REGION_ADDR(region, 0, top);
  *stride = (size_t)VIPS_REGION_LSKIP(region);
  return finish(0);
}

void cvips_part(const uint8_t *rows, size_t rows_stride, int width, int count, uint8_t *red, uint8_t *green, uint8_t *blue,
                size_t stride) {
  for (int y = 0; y < count; y++) {
    const uint8_t *from = rows + (size_t)y * rows_stride;
    size_t row = (size_t)y * stride;
    for (int x = 0; x < width; x++, from += 3) {
      red[row + x] = from[0];
      green[row + x] = from[1];
      blue[row + x] = from[2];
    }
  }
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
