// Swift can't import zimg's arrays of unnamed structures: two setters stand in for them.
#include <zimg.h>

static inline void czimg_source(zimg_image_buffer_const *buffer, unsigned plane, const void *data, ptrdiff_t stride) {
  buffer->plane[plane].data = data;
  buffer->plane[plane].stride = stride;
  buffer->plane[plane].mask = ZIMG_BUFFER_MAX;
}

static inline void czimg_target(zimg_image_buffer *buffer, unsigned plane, void *data, ptrdiff_t stride) {
  buffer->plane[plane].data = data;
  buffer->plane[plane].stride = stride;
  buffer->plane[plane].mask = ZIMG_BUFFER_MAX;
}
