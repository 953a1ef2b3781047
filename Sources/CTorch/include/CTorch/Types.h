#ifndef CTORCH_TYPES_H
#define CTORCH_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

/// What a call came to; anything but CTORCH_OK is a failure that `ctorch_message` describes.
typedef enum { CTORCH_OK = 0, CTORCH_FAILED = 1, CTORCH_OUT_OF_MEMORY = 2 } CTorchStatus;

/// The message of the last failure on this thread; valid until the thread's next failure.
const char *ctorch_message(void);

/// A counted reference to a tensor; NULL inside stands for "no tensor".
typedef struct {
  void *_Nullable pointer;
} CTorchTensor;

/// A source of random numbers.
typedef struct {
  void *_Nullable pointer;
} CTorchGenerator;

/// The type of a tensor's elements.
typedef enum {
  CTORCH_FLOAT32 = 0,
  CTORCH_FLOAT64 = 1,
  CTORCH_BFLOAT16 = 2,
  CTORCH_INT64 = 3,
  CTORCH_UINT8 = 4,
  CTORCH_BOOL = 5
} CTorchType;

/// The device that holds a tensor.
typedef enum { CTORCH_CPU = 0, CTORCH_CUDA = 1, CTORCH_MPS = 2 } CTorchDeviceKind;

typedef struct {
  CTorchDeviceKind kind;
  int32_t index;
} CTorchDevice;

/// Borrowed whole numbers: a shape, a list of dimensions.
typedef struct {
  const int64_t *_Nullable values;
  size_t count;
} CTorchInts;

/// Borrowed tensors.
typedef struct {
  const CTorchTensor *_Nullable values;
  size_t count;
} CTorchTensors;

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
