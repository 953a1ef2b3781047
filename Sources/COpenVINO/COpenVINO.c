#include "COpenVINO.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if !__has_include(<openvino/c/openvino.h>)
#error OpenVINO's C headers are missing: run script/bootstrap, or set OPENVINO to the root that holds include and lib.
#endif
#include <openvino/c/openvino.h>

static _Thread_local char last_error[2048];

static cov_status fail(cov_status status, const char *text) {
  snprintf(last_error, sizeof last_error, "%s", text);
  return status;
}

/// Keeps the engine's words at once: it holds one message a process, which the next failure overwrites.
static cov_status check(ov_status_e status) {
  if (status == OK) return OK;
  const char *detail = status == INVALID_C_PARAM ? NULL : ov_get_last_err_msg();
  snprintf(last_error, sizeof last_error, "%s", detail != NULL ? detail : ov_get_error_info(status));
  if (detail != NULL) ov_free(detail);
  return status;
}

cov_status cov_error_text(char *buffer, size_t capacity) {
  if (capacity == 0) return INVALID_C_PARAM;
  snprintf(buffer, capacity, "%s", last_error);
  return OK;
}

cov_status cov_text_release(char *owned) {
  if (owned != NULL) ov_free(owned);
  return OK;
}

cov_status cov_multiplies_bytes(int32_t *answer) {
  *answer = 0;
#if defined(__x86_64__)
  *answer = __builtin_cpu_supports("avx512vnni") || __builtin_cpu_supports("avxvnni");
#endif
  return OK;
}

cov_status cov_version(char *buffer, size_t capacity) {
  ov_version_t version = {NULL, NULL};
  if (capacity == 0) return INVALID_C_PARAM;
  cov_status status = check(ov_get_openvino_version(&version));
  if (status != OK) return status;
  snprintf(buffer, capacity, "%s", version.buildNumber);
  ov_version_free(&version);
  return OK;
}

cov_status cov_core_create(cov_core *owned) {
  ov_core_t *core = NULL;
  cov_status status = check(ov_core_create(&core));
  owned->handle = core;
  return status;
}

cov_status cov_core_release(cov_core owned) {
  if (owned.handle != NULL) ov_core_free(owned.handle);
  return OK;
}

cov_status cov_core_set(cov_core core, const char *key, const char *value) {
  return check(ov_core_set_property(core.handle, "", key, value));
}

cov_status cov_model_read(cov_core core, const char *path, cov_model *owned) {
  ov_model_t *model = NULL;
  cov_status status = check(ov_core_read_model(core.handle, path, NULL, &model));
  owned->handle = model;
  return status;
}

cov_status cov_model_release(cov_model owned) {
  if (owned.handle != NULL) ov_model_free(owned.handle);
  return OK;
}

cov_status cov_model_counts(cov_model model, size_t *inputs, size_t *outputs) {
  cov_status status = check(ov_model_inputs_size(model.handle, inputs));
  return status != OK ? status : check(ov_model_outputs_size(model.handle, outputs));
}

static cov_status describe_shape(ov_output_const_port_t *port, cov_shape *shape) {
  ov_element_type_e type;
  cov_status status = check(ov_port_get_element_type(port, &type));
  if (status != OK) return status;
  shape->is_float32 = type == F32;
  ov_partial_shape_t partial = {0};
  status = check(ov_port_get_partial_shape(port, &partial));
  if (status != OK) return status;
  if (ov_rank_is_dynamic(partial.rank) || partial.rank.max < 0 || partial.rank.max > COV_MAXIMUM_RANK) {
    status = fail(GENERAL_ERROR, "the rank isn't fixed or is above 8");
  } else {
    shape->rank = (size_t)partial.rank.max;
    for (size_t axis = 0; axis < shape->rank; axis++) {
      ov_dimension_t dimension = partial.dims[axis];
      shape->dimensions[axis] = ov_dimension_is_dynamic(dimension) ? -1 : dimension.max;
    }
  }
  ov_partial_shape_free(&partial);
  return status;
}

/// Describes the port and releases it.
static cov_status describe(cov_status status, ov_output_const_port_t *port, char **owned_name, cov_shape *shape) {
  *owned_name = NULL;
  if (status == OK) status = describe_shape(port, shape);
  if (status == OK) status = check(ov_port_get_any_name(port, owned_name));
  if (port != NULL) ov_output_const_port_free(port);
  return status;
}

cov_status cov_model_input(cov_model model, size_t index, char **owned_name, cov_shape *shape) {
  ov_output_const_port_t *port = NULL;
  cov_status status = check(ov_model_const_input_by_index(model.handle, index, &port));
  return describe(status, port, owned_name, shape);
}

cov_status cov_model_output(cov_model model, size_t index, char **owned_name, cov_shape *shape) {
  ov_output_const_port_t *port = NULL;
  cov_status status = check(ov_model_const_output_by_index(model.handle, index, &port));
  return describe(status, port, owned_name, shape);
}

cov_status cov_model_reshape(cov_model model, const int64_t *dimensions, size_t rank) {
  ov_partial_shape_t shape = {0};
  cov_status status = check(ov_partial_shape_create_static((int64_t)rank, dimensions, &shape));
  if (status != OK) return status;
  status = check(ov_model_reshape_single_input(model.handle, shape));
  ov_partial_shape_free(&shape);
  return status;
}

cov_status cov_model_compile(
    cov_core core, cov_model model, const char *device, const cov_property *properties, size_t count,
    cov_compiled *owned) {
  enum { maximum = 16 };
  owned->handle = NULL;
  if (count > maximum) return fail(INVALID_C_PARAM, "more than 16 settings");
  ov_property_t settings[maximum];
  for (size_t index = 0; index < count; index++) {
    settings[index] = (ov_property_t){properties[index].key, properties[index].value};
  }
  ov_compiled_model_t *compiled = NULL;
  cov_status status =
      check(ov_core_compile_model_props(core.handle, model.handle, device, count, settings, &compiled));
  owned->handle = compiled;
  return status;
}

cov_status cov_compiled_release(cov_compiled owned) {
  if (owned.handle != NULL) ov_compiled_model_free(owned.handle);
  return OK;
}

cov_status cov_compiled_property(cov_compiled compiled, const char *key, char **owned_text) {
  *owned_text = NULL;
  return check(ov_compiled_model_get_property(compiled.handle, key, owned_text));
}

/// OpenVINO keeps the address of the callback, not a copy of it: so it lives as long as the request.
typedef struct {
  ov_infer_request_t *inner;
  ov_callback_t callback;
} watched_request;

static ov_infer_request_t *inner(cov_request request) {
  return ((watched_request *)request.handle)->inner;
}

cov_status cov_request_create(
    cov_compiled compiled, cov_completion completion, void *context, cov_request *owned) {
  owned->handle = NULL;
  watched_request *request = calloc(1, sizeof *request);
  if (request == NULL) return fail(NOT_ALLOCATED, "out of memory");
  request->callback = (ov_callback_t){completion, context};
  cov_status status = check(ov_compiled_model_create_infer_request(compiled.handle, &request->inner));
  if (status == OK) status = check(ov_infer_request_set_callback(request->inner, &request->callback));
  owned->handle = request;
  if (status != OK) {
    cov_request_release(*owned);
    owned->handle = NULL;
  }
  return status;
}

cov_status cov_request_release(cov_request owned) {
  watched_request *request = owned.handle;
  if (request == NULL) return OK;
  if (request->inner != NULL) ov_infer_request_free(request->inner);
  free(request);
  return OK;
}

/// The values of a float32 tensor, borrowed until the tensor is given back.
static cov_status float_values(const ov_tensor_t *tensor, float **values, size_t *count) {
  ov_element_type_e type;
  cov_status status = check(ov_tensor_get_element_type(tensor, &type));
  if (status != OK) return status;
  if (type != F32) return fail(PARAMETER_MISMATCH, "the values are not float32");
  status = check(ov_tensor_get_size(tensor, count));
  if (status != OK || *count == 0) return status;
  void *data = NULL;
  status = check(ov_tensor_data(tensor, &data));
  *values = data;
  return status;
}

cov_status cov_request_write(cov_request request, const float *values, size_t count) {
  ov_tensor_t *tensor = NULL;
  cov_status status = check(ov_infer_request_get_input_tensor(inner(request), &tensor));
  if (status != OK) return status;
  float *target = NULL;
  size_t size = 0;
  status = float_values(tensor, &target, &size);
  if (status == OK && size != count) status = fail(PARAMETER_MISMATCH, "the input takes another number of values");
  if (status == OK && size > 0) memcpy(target, values, size * sizeof(float));
  ov_tensor_free(tensor);
  return status;
}

cov_status cov_request_write_bytes(cov_request request, const uint8_t *values, size_t count) {
  ov_tensor_t *tensor = NULL;
  cov_status status = check(ov_infer_request_get_input_tensor(inner(request), &tensor));
  if (status != OK) return status;
  ov_element_type_e type;
  size_t size = 0;
  void *target = NULL;
  status = check(ov_tensor_get_element_type(tensor, &type));
  if (status == OK && type != U8) status = fail(PARAMETER_MISMATCH, "the input doesn't take 8-bit values");
  if (status == OK) status = check(ov_tensor_get_size(tensor, &size));
  if (status == OK && size != count) status = fail(PARAMETER_MISMATCH, "the input takes another number of values");
  if (status == OK) status = check(ov_tensor_data(tensor, &target));
  if (status == OK && size > 0) memcpy(target, values, size);
  ov_tensor_free(tensor);
  return status;
}

cov_status cov_request_start(cov_request request) {
  return check(ov_infer_request_start_async(inner(request)));
}

cov_status cov_request_wait(cov_request request) {
  return check(ov_infer_request_wait(inner(request)));
}

cov_status cov_request_output_count(cov_request request, size_t index, size_t *count) {
  ov_tensor_t *tensor = NULL;
  cov_status status = check(ov_infer_request_get_output_tensor_by_index(inner(request), index, &tensor));
  if (status != OK) return status;
  float *source = NULL;
  status = float_values(tensor, &source, count);
  ov_tensor_free(tensor);
  return status;
}

cov_status cov_request_read(cov_request request, size_t index, float *values, size_t count) {
  ov_tensor_t *tensor = NULL;
  cov_status status = check(ov_infer_request_get_output_tensor_by_index(inner(request), index, &tensor));
  if (status != OK) return status;
  float *source = NULL;
  size_t size = 0;
  status = float_values(tensor, &source, &size);
  if (status == OK && size != count) status = fail(PARAMETER_MISMATCH, "the output holds another number of values");
  if (status == OK && size > 0) memcpy(values, source, size * sizeof(float));
  ov_tensor_free(tensor);
  return status;
}
