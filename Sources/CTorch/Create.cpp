#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>

#include <cstring>

#include "Guard.hpp"

using namespace ctorch;

at::ScalarType ctorch::scalar_type(CTorchType type) {
  switch (type) {
    case CTORCH_FLOAT32: return at::kFloat;
    case CTORCH_FLOAT64: return at::kDouble;
    case CTORCH_BFLOAT16: return at::kBFloat16;
    case CTORCH_INT64: return at::kLong;
    case CTORCH_UINT8: return at::kByte;
    case CTORCH_BOOL: return at::kBool;
  }
  TORCH_CHECK(false, "unknown element type ", static_cast<int>(type));
}

at::Device ctorch::device(CTorchDevice device) {
  switch (device.kind) {
    case CTORCH_CPU: return at::Device(at::kCPU);
    case CTORCH_CUDA: return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
    case CTORCH_MPS: return at::Device(at::kMPS, static_cast<at::DeviceIndex>(device.index));
  }
  TORCH_CHECK(false, "unknown kind of device ", static_cast<int>(device.kind));
}

CTorchStatus ctorch_copy_in(const void *bytes, size_t count, CTorchInts shape, CTorchType type, CTorchTensor *out) {
  return result(out, [&] {
    auto made = at::empty(ints(shape), scalar_type(type));
    TORCH_CHECK(made.nbytes() == count, "shape ", made.sizes(), " takes ", made.nbytes(), " bytes, not ", count);
    if (count > 0) std::memcpy(made.mutable_data_ptr(), bytes, count);
    return made;
  });
}

CTorchStatus ctorch_copy_out(CTorchTensor source, void *bytes, size_t count) {
  return guarded([&] {
    auto plain = tensor(source).detach().to(at::kCPU).contiguous();
    TORCH_CHECK(plain.nbytes() == count, "shape ", plain.sizes(), " takes ", plain.nbytes(), " bytes, not ", count);
    if (count > 0) std::memcpy(bytes, plain.const_data_ptr(), count);
  });
}

CTorchStatus ctorch_empty(CTorchInts shape, CTorchType type, CTorchTensor *out) {
  return result(out, [&] { return at::empty(ints(shape), scalar_type(type)); });
}

CTorchStatus ctorch_memory(CTorchTensor source, void **bytes, size_t *count) {
  return guarded([&] {
    auto &target = changed(source);
    TORCH_CHECK(target.is_cpu() && target.is_contiguous(), "the elements don't lie row-major in this machine's memory");
    *bytes = target.mutable_data_ptr();
    *count = target.nbytes();
  });
}

CTorchStatus ctorch_full(CTorchInts shape, double value, CTorchType type, CTorchDevice place, CTorchTensor *out) {
  return result(out, [&] {
    return at::full(ints(shape), value, at::TensorOptions(scalar_type(type)).device(device(place)));
  });
}

CTorchStatus ctorch_arange(int64_t count, CTorchType type, CTorchDevice place, CTorchTensor *out) {
  return result(out, [&] { return at::arange(count, at::TensorOptions(scalar_type(type)).device(device(place))); });
}

CTorchStatus ctorch_to(CTorchTensor source, CTorchType type, CTorchDevice place, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).to(device(place), scalar_type(type)); });
}

CTorchStatus ctorch_clone(CTorchTensor source, CTorchTensor *out) {
  return result(out, [&] { return tensor(source).clone(); });
}

CTorchStatus ctorch_contiguous(CTorchTensor source, bool channels_last, CTorchTensor *out) {
  return result(out, [&] {
    return tensor(source).contiguous(channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
  });
}

CTorchStatus ctorch_assign(CTorchTensor target, CTorchTensor source) {
  return guarded([&] { changed(target).copy_(tensor(source)); });
}

CTorchStatus ctorch_rank(CTorchTensor source, size_t *out) {
  return guarded([&] { *out = static_cast<size_t>(tensor(source).dim()); });
}

CTorchStatus ctorch_shape(CTorchTensor source, int64_t *out, size_t rank) {
  return guarded([&] {
    auto sizes = tensor(source).sizes();
    TORCH_CHECK(sizes.size() == rank, "the tensor has ", sizes.size(), " dimensions, not ", rank);
    for (size_t i = 0; i < rank; ++i) out[i] = sizes[i];
  });
}

CTorchStatus ctorch_type(CTorchTensor source, CTorchType *out) {
  return guarded([&] {
    switch (tensor(source).scalar_type()) {
      case at::kFloat: *out = CTORCH_FLOAT32; return;
      case at::kDouble: *out = CTORCH_FLOAT64; return;
      case at::kBFloat16: *out = CTORCH_BFLOAT16; return;
      case at::kLong: *out = CTORCH_INT64; return;
      case at::kByte: *out = CTORCH_UINT8; return;
      case at::kBool: *out = CTORCH_BOOL; return;
      default: TORCH_CHECK(false, "the element type ", tensor(source).scalar_type(), " has no name here");
    }
  });
}

CTorchStatus ctorch_device(CTorchTensor source, CTorchDevice *out) {
  return guarded([&] {
    auto place = tensor(source).device();
    auto index = static_cast<int32_t>(place.has_index() ? place.index() : 0);
    switch (place.type()) {
      case at::kCPU: *out = {CTORCH_CPU, 0}; return;
      case at::kCUDA: *out = {CTORCH_CUDA, index}; return;
      case at::kMPS: *out = {CTORCH_MPS, index}; return;
      default: TORCH_CHECK(false, "the device ", place, " has no name here");
    }
  });
}

void ctorch_release(CTorchTensor source) { delete static_cast<at::Tensor *>(source.pointer); }
