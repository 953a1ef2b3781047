// Whether libtorch has Gloo is its builder's choice; the pinned one has. Its headers need Gloo's own.
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif

#if __has_include(<gloo/transport/device.h>)
#define CTORCH_GLOO 1
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroup.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#include <torch/csrc/distributed/c10d/reducer.hpp>

#ifdef CTORCH_NCCL
#ifndef USE_C10D_NCCL
#define USE_C10D_NCCL
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <algorithm>
#include <cstring>

#include "Guard.hpp"

using namespace ctorch;

namespace {

struct Group {
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroup> processes;
};

Group &group(CTorchGroup handle) {
  TORCH_CHECK(handle.pointer != nullptr, "a process group is missing");
  return *static_cast<Group *>(handle.pointer);
}

/// The reducer warns on standard error that a depthwise kernel's gradient could be laid out in two ways: which it can.
class Quiet : public c10::WarningHandler {
 public:
  void process(const c10::Warning &) override {}
};

/// Moves tensors on CUDA devices.
c10::intrusive_ptr<c10d::Backend> cuda_backend(const CTorchGroupOptions &options,
                                               const c10::intrusive_ptr<c10d::Store> &store,
                                               std::chrono::milliseconds timeout) {
#ifdef CTORCH_NCCL
  auto chosen = c10d::ProcessGroupNCCL::Options::create();
  chosen->timeout = timeout;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, options.rank, options.size, chosen);
#else
  TORCH_CHECK(false, "several processes on CUDA need a build with NCCL");
#endif
}

/// Moves tensors in main memory.
c10::intrusive_ptr<c10d::Backend> cpu_backend(const CTorchGroupOptions &options,
                                              const c10::intrusive_ptr<c10d::Store> &store,
                                              std::chrono::milliseconds timeout) {
#ifdef CTORCH_GLOO
  auto chosen = c10d::ProcessGroupGloo::Options::create(timeout);
  chosen->devices.push_back(options.interface ? c10d::ProcessGroupGloo::createDeviceForInterface(options.interface)
                                              : c10d::ProcessGroupGloo::createDefaultDevice());
  chosen->threads = 2;
  return c10::make_intrusive<c10d::ProcessGroupGloo>(store, options.rank, options.size, chosen);
#else
  TORCH_CHECK(false, "several processes need a build with Gloo");
#endif
}

/// The sum over all ranks, whose gradient is the sum of all ranks' gradients.
class SumOverRanks : public torch::autograd::Function<SumOverRanks> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &value,
                            const c10::intrusive_ptr<c10d::ProcessGroup> &processes) {
    context->saved_data["processes"] = processes;
    return sum(value, processes);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    auto processes = context->saved_data["processes"].toCustomClass<c10d::ProcessGroup>();
    return {sum(gradients[0], processes), at::Tensor()};
  }

 private:
  static at::Tensor sum(const at::Tensor &value, const c10::intrusive_ptr<c10d::ProcessGroup> &processes) {
    std::vector<at::Tensor> one{value.clone(at::MemoryFormat::Contiguous)};
    processes->allreduce(one)->wait();
    return one[0];
  }
};

}  // namespace

CTorchStatus ctorch_synced_batch_norm(CTorchGroup handle, CTorchTensor input, CTorchTensor weight, CTorchTensor bias,
                                      CTorchTensor running_mean, CTorchTensor running_variance, double momentum,
                                      double epsilon, CTorchTensor *out) {
  return result(out, [&] {
    auto processes = group(handle).processes;
    auto image = tensor(input);
    auto value = image.to(at::kFloat);
    auto channels = value.size(1);
    std::vector<int64_t> over, shape(static_cast<size_t>(value.dim()), 1);
    shape[1] = channels;
    for (int64_t i = 0; i < value.dim(); ++i)
      if (i != 1) over.push_back(i);
    auto here = at::full({1}, static_cast<double>(value.numel() / std::max<int64_t>(channels, 1)), value.options());
    // Ranks may hold unequal numbers of rows.
    auto sums = SumOverRanks::apply(at::cat({value.sum(over), here}), processes);
    auto count = sums.narrow(0, channels, 1).detach();
    auto mean = sums.narrow(0, 0, channels) / count;
    auto centred = value - mean.view(shape);
    // A second pass: the mean of squares less the square of the mean would cancel.
    auto variance = SumOverRanks::apply(centred.square().sum(over), processes) / count;
    {
      at::NoGradGuard none;
      auto unbiased = variance.detach() * count / (count - 1).clamp_min(1);
      changed(running_mean).mul_(1 - momentum).add_(mean.detach(), momentum);
      changed(running_variance).mul_(1 - momentum).add_(unbiased, momentum);
    }
    auto scale = (variance + epsilon).rsqrt() * tensor(weight);
    return (centred * scale.view(shape) + tensor(bias).view(shape)).to(image.scalar_type());
  });
}

CTorchStatus ctorch_group_join(CTorchGroupOptions options, CTorchGroup *out) {
  return guarded([&] {
    auto timeout = std::chrono::milliseconds(static_cast<int64_t>(options.timeout * 1000));
    c10d::TCPStoreOptions place;
    place.port = options.port;
    place.isServer = options.rank == 0;
    place.numWorkers = static_cast<size_t>(options.size);
    place.timeout = std::chrono::milliseconds(static_cast<int64_t>(options.join_timeout * 1000));
    auto store = c10::make_intrusive<c10d::TCPStore>(options.host, place);
    auto processes = c10::make_intrusive<c10d::ProcessGroup>(store, options.rank, options.size);
    // Numbers and bytes travel from main memory, whatever the device that trains.
    auto gloo = cpu_backend(options, c10::make_intrusive<c10d::PrefixStore>("memory", store), timeout);
    processes->setBackend(at::kCPU, c10d::ProcessGroup::BackendType::GLOO, gloo);
    processes->setDefaultBackend(c10d::ProcessGroup::BackendType::GLOO);
    if (options.device.kind == CTORCH_CUDA) {
      auto nccl = cuda_backend(options, c10::make_intrusive<c10d::PrefixStore>("gradients", store), timeout);
      processes->setBackend(at::kCUDA, c10d::ProcessGroup::BackendType::NCCL, nccl);
    }
    *out = {new Group{store, processes}};
  });
}

void ctorch_group_release(CTorchGroup handle) {
  guarded([&] { delete static_cast<Group *>(handle.pointer); });
}

CTorchStatus ctorch_group_sum(CTorchGroup handle, CTorchTensors values) {
  return guarded([&] {
    c10d::AllreduceOptions options;
    options.reduceOp = c10d::ReduceOp::SUM;
    for (auto &value : tensors(values)) {
      // Sums run over the numbers in their memory layout.
      auto dense = value.detach().contiguous();
      std::vector<at::Tensor> one{dense};
      group(handle).processes->allreduce(one, options)->wait();
      if (!dense.is_same(value)) value.detach().copy_(one[0]);
    }
  });
}

CTorchStatus ctorch_group_broadcast(CTorchGroup handle, CTorchTensors values, int32_t root) {
  return guarded([&] {
    c10d::BroadcastOptions options;
    options.rootRank = root;
    for (auto &value : tensors(values)) {
      auto dense = value.detach().contiguous();
      std::vector<at::Tensor> one{dense};
      group(handle).processes->broadcast(one, options)->wait();
      value.detach().copy_(one[0]);
    }
  });
}

CTorchStatus ctorch_group_send(CTorchGroup handle, CTorchTensor value, int32_t to) {
  return guarded([&] {
    std::vector<at::Tensor> one{tensor(value).detach().contiguous()};
    group(handle).processes->send(one, to, 0)->wait();
  });
}

CTorchStatus ctorch_group_receive(CTorchGroup handle, CTorchTensor value, int32_t from) {
  return guarded([&] {
    auto &target = changed(value);
    TORCH_CHECK(target.is_contiguous(), "what is received must be contiguous");
    std::vector<at::Tensor> one{target};
    group(handle).processes->recv(one, from, 0)->wait();
  });
}

CTorchStatus ctorch_group_leave_word(CTorchGroup handle, const char *key, const char *word) {
  return guarded([&] {
    group(handle).store->set(key, std::vector<uint8_t>(word, word + std::strlen(word)));
  });
}

CTorchStatus ctorch_group_word(CTorchGroup handle, const char *key, char *word, size_t capacity, bool *found) {
  return guarded([&] {
    *found = group(handle).store->check({key});
    if (!*found || capacity == 0) return;
    auto bytes = group(handle).store->get(key);
    auto length = std::min(bytes.size(), capacity - 1);
    std::memcpy(word, bytes.data(), length);
    word[length] = 0;
  });
}

CTorchStatus ctorch_reducer(CTorchGroup handle, CTorchTensors parameters, CTorchReducer *out) {
  return guarded([&] {
    auto all = tensors(parameters);
    // Gradients become known from the last layer to the first: buckets are filled in that order.
    std::vector<at::Tensor> reversed(all.rbegin(), all.rend());
    auto [buckets, limits] = c10d::compute_bucket_assignment_by_size(
        reversed, {c10d::kDefaultFirstBucketBytes, c10d::kDefaultBucketBytesCap}, {}, {}, {});
    std::unordered_map<size_t, std::string> names;
    for (size_t i = 0; i < reversed.size(); ++i) names[i] = "parameter " + std::to_string(reversed.size() - 1 - i);
    *out = {new c10d::Reducer(reversed, buckets, group(handle).processes, std::vector<bool>(reversed.size(), false),
                              c10d::kDefaultBucketBytesCap, false, false, names, c10d::kDefaultFirstBucketBytes, false,
                              false, {})};
  });
}

CTorchStatus ctorch_reducer_prepare(CTorchReducer handle) {
  return guarded([&] {
    TORCH_CHECK(handle.pointer != nullptr, "a reducer is missing");
    // The handler is the calling thread's own, on which a CPU's backward pass runs.
    static Quiet quiet;
    c10::WarningUtils::set_warning_handler(&quiet);
    static_cast<c10d::Reducer *>(handle.pointer)->prepare_for_backward({});
  });
}

void ctorch_reducer_release(CTorchReducer handle) {
  guarded([&] { delete static_cast<c10d::Reducer *>(handle.pointer); });
}
