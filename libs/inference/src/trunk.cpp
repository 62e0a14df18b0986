#include "earmark/inference/trunk.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "earmark/base/errors.h"
#include "member_names.h"
#include "onnx_check.h"
#include "openvino_core.h"

namespace earmark::inference {
namespace {

std::vector<std::string> tags_of(const OnnxMetadata& metadata) {
  const auto found = metadata.find("tags");
  if (found == metadata.end()) {
    throw BundleError("its metadata name no \"tags\"");
  }
  return split_names(found->second);
}

std::shared_ptr<ov::Model> read_trunk(std::span<const std::byte> onnx,
                                      const features::LogMelPatchConfig& patch) {
  const std::string text{reinterpret_cast<const char*>(onnx.data()), onnx.size()};
  std::shared_ptr<ov::Model> model = openvino_core().read_model(text, ov::Tensor{});
  const ov::PartialShape wanted{1, static_cast<std::int64_t>(patch.n_frames),
                                static_cast<std::int64_t>(patch.n_mels)};
  const ov::PartialShape declared = model->input().get_partial_shape();
  if (!declared.compatible(wanted)) {
    throw BundleError("its input is " + declared.to_string() + ", not " + wanted.to_string());
  }
  model->reshape(wanted);
  check_activations(*model);
  if (model->input().get_element_type() != ov::element::f32 ||
      model->output().get_element_type() != ov::element::f32) {
    throw BundleError("its input and output must be 32-bit floats");
  }
  if (const ov::PartialShape& shape = model->output().get_partial_shape();
      shape.size() != 2 || shape[0] != 1) {
    throw BundleError("its output is " + shape.to_string() + ", not one row of values");
  }
  return model;
}

}  // namespace

features::LogMelPatchConfig patch_of(std::string_view kind) {
  if (kind == "musicnn") {
    return features::musicnn_patch();
  }
  if (kind == "ced") {
    return features::ced_patch();
  }
  throw BundleError("\"" + std::string{kind} + "\" is not a kind of trunk");
}

struct Trunk::State {
  explicit State(ov::CompiledModel model)
      : compiled{std::move(model)},
        n_values{compiled.output().get_shape().at(1)},
        n_inputs{ov::shape_size(compiled.input().get_shape())} {}

  ov::CompiledModel compiled;
  std::size_t n_values;
  std::size_t n_inputs;
  std::vector<std::string> tags;
  std::mutex mutex;
  std::vector<ov::InferRequest> idle;

  ov::InferRequest borrow() {
    const std::lock_guard lock{mutex};
    if (idle.empty()) {
      return compiled.create_infer_request();
    }
    ov::InferRequest request = std::move(idle.back());
    idle.pop_back();
    return request;
  }

  void give_back(ov::InferRequest request) {
    const std::lock_guard lock{mutex};
    idle.push_back(std::move(request));
  }
};

Trunk::Trunk(std::unique_ptr<State> state) : state_{std::move(state)} {}
Trunk::~Trunk() = default;

std::unique_ptr<const Trunk> Trunk::load(std::string_view kind, std::span<const std::byte> onnx,
                                         std::string_view where, std::size_t n_threads) {
  const features::LogMelPatchConfig patch = patch_of(kind);
  try {
    const OnnxMetadata metadata = check_onnx(onnx);
    auto state = in_words(
        [&] { return std::make_unique<State>(compile(read_trunk(onnx, patch), n_threads)); });
    state->tags = tags_of(metadata);
    if (state->tags.empty() || state->tags.size() > state->n_values) {
      throw BundleError("it names more tags than it has values");
    }
    return std::unique_ptr<const Trunk>{new Trunk{std::move(state)}};
  } catch (const BundleError& error) {
    throw BundleError(std::string{where} + " cannot be used: " + error.what());
  }
}

std::size_t Trunk::n_values() const { return state_->n_values; }
const std::vector<std::string>& Trunk::tags() const { return state_->tags; }

void Trunk::embed(std::span<const float> patch, std::span<float> out) const {
  if (patch.size() != state_->n_inputs || out.size() != state_->n_values) {
    throw std::invalid_argument("Trunk::embed: patch must be one of patch_of(), out [n_values]");
  }
  ov::InferRequest request = state_->borrow();
  std::ranges::copy(patch, request.get_input_tensor().data<float>());
  in_words([&] { request.infer(); });
  const ov::Tensor values = request.get_output_tensor();
  std::copy_n(values.data<const float>(), out.size(), out.begin());
  state_->give_back(std::move(request));
  if (!std::ranges::all_of(out, [](float value) { return std::isfinite(value); })) {
    throw BundleError("a trunk gives a value that is not finite");
  }
}

}  // namespace earmark::inference
