#include "openvino_trunk.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "earmark/base/errors.h"
#include "idle_pool.h"
#include "openvino_core.h"

namespace earmark::inference {
namespace {

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

class OpenvinoTrunk final : public Trunk {
 public:
  OpenvinoTrunk(ov::CompiledModel model, const OnnxMetadata& metadata)
      : Trunk{ov::shape_size(model.input().get_shape()), model.output().get_shape().at(1),
              metadata},
        model_{std::move(model)} {}

 private:
  void run(std::span<const float> patch, std::span<float> out) const override {
    ov::InferRequest request = idle_.borrow([&] { return model_.create_infer_request(); });
    std::ranges::copy(patch, request.get_input_tensor().data<float>());
    in_words([&] { request.infer(); });
    const ov::Tensor values = request.get_output_tensor();
    std::copy_n(values.data<const float>(), out.size(), out.begin());
    idle_.give_back(std::move(request));
  }

  mutable ov::CompiledModel model_;
  mutable IdlePool<ov::InferRequest> idle_;
};

}  // namespace

std::unique_ptr<const Trunk> load_openvino_trunk(std::span<const std::byte> onnx,
                                                 const features::LogMelPatchConfig& patch,
                                                 const OnnxMetadata& metadata,
                                                 std::size_t n_threads) {
  return in_words([&] {
    return std::make_unique<const OpenvinoTrunk>(compile(read_trunk(onnx, patch), n_threads),
                                                 metadata);
  });
}

}  // namespace earmark::inference
