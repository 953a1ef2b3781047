// A thin C layer over OpenVINO's C API, so that Swift sees neither its headers nor its variadic calls.
//
// Every function returns a status: 0, or OpenVINO's own negative code, and then `cov_error_text` says more. A handle is
// a struct of its own kind, so that two kinds can't be mixed. `*_create`, `*_read` and `*_compile` hand on a handle
// that the caller owns and releases once with `*_release`. Texts given out are owned by the caller: `cov_text_release`.
#ifndef COPENVINO_H
#define COPENVINO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef int32_t cov_status;

typedef struct { void *_Nullable handle; } cov_core;
typedef struct { void *_Nullable handle; } cov_model;
typedef struct { void *_Nullable handle; } cov_compiled;
typedef struct { void *_Nullable handle; } cov_request;

/// A setting by OpenVINO's own key, as text; both borrowed for the call.
typedef struct {
  const char *key;
  const char *value;
} cov_property;

enum { COV_MAXIMUM_RANK = 8 };

/// What is known of an input or output: a dimension that isn't fixed is -1.
typedef struct {
  int32_t is_float32;
  size_t rank;
  int64_t dimensions[8];
} cov_shape;

/// Runs on a thread of OpenVINO's when a request has ended, well or badly.
typedef void (*cov_completion)(void *context);

/// Copies what the last failed call of this thread said into `buffer`, cut to `capacity` with its closing zero.
cov_status cov_error_text(char *buffer, size_t capacity);
cov_status cov_text_release(char *_Nullable owned);

/// OpenVINO's own version.
cov_status cov_version(char *buffer, size_t capacity);

/// Whether the processor multiplies and adds 8-bit integers in one instruction (VNNI): 0 or 1.
cov_status cov_multiplies_bytes(int32_t *answer);

cov_status cov_core_create(cov_core *owned);
cov_status cov_core_release(cov_core owned);
/// Sets a property of the engine itself, by OpenVINO's own key.
cov_status cov_core_set(cov_core core, const char *key, const char *value);

cov_status cov_model_read(cov_core core, const char *path, cov_model *owned);
cov_status cov_model_release(cov_model owned);
cov_status cov_model_counts(cov_model model, size_t *inputs, size_t *outputs);
cov_status cov_model_input(cov_model model, size_t index, char *_Nullable *_Nonnull owned_name, cov_shape *shape);
cov_status cov_model_output(cov_model model, size_t index, char *_Nullable *_Nonnull owned_name, cov_shape *shape);
/// Fixes every dimension of the model's only input.
cov_status cov_model_reshape(cov_model model, const int64_t *dimensions, size_t rank);

cov_status cov_model_compile(
    cov_core core, cov_model model, const char *device, const cov_property *_Nullable properties, size_t count,
    cov_compiled *owned);
cov_status cov_compiled_release(cov_compiled owned);
cov_status cov_compiled_property(cov_compiled compiled, const char *key, char *_Nullable *_Nonnull owned_text);

/// `completion` is called with `context`, which is borrowed and must outlive the request, whenever the request ends.
cov_status cov_request_create(cov_compiled compiled, cov_completion completion, void *context, cov_request *owned);
/// Must not be called while the request runs.
cov_status cov_request_release(cov_request owned);
/// Copies `count` values into the request's only input; fails when the input has another count or isn't float32.
cov_status cov_request_write(cov_request request, const float *values, size_t count);
/// The same for an input of 8-bit values.
cov_status cov_request_write_bytes(cov_request request, const uint8_t *values, size_t count);
cov_status cov_request_start(cov_request request);
/// Blocks until the request has ended, the completion included, and says how it ended.
cov_status cov_request_wait(cov_request request);
/// How many values output `index` holds now; fails when it isn't float32.
cov_status cov_request_output_count(cov_request request, size_t index, size_t *count);
/// Copies output `index`, which must hold exactly `count` values.
cov_status cov_request_read(cov_request request, size_t index, float *values, size_t count);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
