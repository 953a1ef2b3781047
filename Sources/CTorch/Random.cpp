#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randperm.h>

#include <mutex>

#include "Guard.hpp"

using namespace ctorch;

namespace {

at::Generator &generator(CTorchGenerator handle) {
  TORCH_CHECK(handle.pointer != nullptr, "a generator is missing");
  return *static_cast<at::Generator *>(handle.pointer);
}

}  // namespace

CTorchStatus ctorch_generator(uint64_t seed, CTorchDevice place, CTorchGenerator *out) {
  return guarded([&] {
    auto where = device(place);
    auto made = where.is_cpu()
                    ? at::make_generator<at::CPUGeneratorImpl>(seed)
                    : at::globalContext().getAcceleratorHooksInterface(where.type()).getNewGenerator(where.index());
    made.set_current_seed(seed);
    *out = {new at::Generator(std::move(made))};
  });
}

void ctorch_generator_release(CTorchGenerator handle) { delete static_cast<at::Generator *>(handle.pointer); }

CTorchStatus ctorch_generator_state(CTorchGenerator handle, CTorchTensor *out) {
  return result(out, [&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    return generator(handle).get_state();
  });
}

CTorchStatus ctorch_generator_restore(CTorchGenerator handle, CTorchTensor state) {
  return guarded([&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    generator(handle).set_state(tensor(state));
  });
}

CTorchStatus ctorch_uniform(CTorchInts shape, CTorchGenerator handle, CTorchTensor *out) {
  return result(out, [&] {
    auto &source = generator(handle);
    return at::rand(ints(shape), source, at::TensorOptions(at::kFloat).device(source.device()));
  });
}

CTorchStatus ctorch_normal(CTorchInts shape, CTorchGenerator handle, CTorchTensor *out) {
  return result(out, [&] {
    auto &source = generator(handle);
    return at::randn(ints(shape), source, at::TensorOptions(at::kFloat).device(source.device()));
  });
}

CTorchStatus ctorch_permutation(int64_t count, CTorchGenerator handle, CTorchTensor *out) {
  return result(out, [&] {
    auto &source = generator(handle);
    return at::randperm(count, source, at::TensorOptions(at::kLong).device(source.device()));
  });
}
