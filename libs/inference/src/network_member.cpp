#include "network_member.h"

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/features/recipe.h"
#include "member_names.h"
#include "onnx_check.h"
#include "openvino_core.h"
#include "probability_row.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kFrames = 130;
constexpr std::size_t kCoefficients = 13;

// [n, 130, 13], [n, 130, 13, 1] and [n, 1, 130, 13] hold a segment's values in one order.
ov::PartialShape single_segment(const ov::PartialShape& declared) {
  const std::vector<ov::PartialShape> known{{1, 130, 13}, {1, 130, 13, 1}, {1, 1, 130, 13}};
  const auto fits = std::find_if(known.begin(), known.end(), [&](const ov::PartialShape& shape) {
    return declared.rank().is_static() && declared.size() == shape.size() &&
           declared.compatible(shape);
  });
  if (fits == known.end()) {
    throw BundleError("its input is " + declared.to_string() + ", not [?, 130, 13]");
  }
  return *fits;
}

void check_metadata(const OnnxMetadata& metadata, std::span<const std::string> genres) {
  ml::ModelNames names;
  if (const auto found = metadata.find("genres"); found != metadata.end()) {
    names.genres = split_names(found->second);
  }
  if (const auto found = metadata.find("recipe"); found != metadata.end()) {
    names.recipe = found->second;
  }
  check_names(names, genres, features::kRecipeVersion);
}

std::shared_ptr<ov::Model> read_network(std::span<const std::byte> onnx, std::size_t n_genres) {
  const std::string text{reinterpret_cast<const char*>(onnx.data()), onnx.size()};
  std::shared_ptr<ov::Model> model = openvino_core().read_model(text, ov::Tensor{});
  if (model->inputs().size() != 1 || model->outputs().size() != 1) {
    throw BundleError("it must have one input and one output");
  }
  model->reshape(single_segment(model->input().get_partial_shape()));
  check_activations(*model);
  if (model->input().get_element_type() != ov::element::f32 ||
      model->output().get_element_type() != ov::element::f32) {
    throw BundleError("its input and output must be 32-bit floats");
  }
  if (const ov::PartialShape wanted{1, static_cast<std::int64_t>(n_genres)};
      model->output().get_partial_shape() != wanted) {
    throw BundleError("its output is " + model->output().get_partial_shape().to_string() +
                      ", not " + wanted.to_string() + ": one probability a genre");
  }
  return model;
}

}  // namespace

struct NetworkMember::State {
  explicit State(ov::CompiledModel model)
      : compiled{std::move(model)}, request{compiled.create_infer_request()} {}

  ov::CompiledModel compiled;
  // One request under a lock: the plug-in has one stream, so a second would only wait inside it.
  std::mutex mutex;
  ov::InferRequest request;
};

NetworkMember::NetworkMember(std::span<const std::byte> onnx, std::span<const std::string> genres) {
  const OnnxMetadata metadata = check_onnx(onnx);
  state_ = in_words(
      [&] { return std::make_unique<State>(compile(read_network(onnx, genres.size()), 1)); });
  check_metadata(metadata, genres);
}

NetworkMember::~NetworkMember() = default;

void NetworkMember::predict(MatrixView<const float> segments,
                            MatrixView<double> probabilities) const {
  if (segments.cols() != kFrames * kCoefficients || probabilities.rows() != segments.rows()) {
    throw std::invalid_argument("NetworkMember::predict: segments must be [n, 1690]");
  }
  const std::lock_guard lock{state_->mutex};
  ov::Tensor in = state_->request.get_input_tensor();
  const ov::Tensor out = state_->request.get_output_tensor();
  for (std::size_t r = 0; r < segments.rows(); ++r) {
    std::copy(segments.row(r).begin(), segments.row(r).end(), in.data<float>());
    in_words([&] { state_->request.infer(); });
    const std::span<double> row = probabilities.row(r);
    std::copy_n(out.data<const float>(), row.size(), row.begin());
    const double sum = check_probability_row(row);
    for (double& p : row) {
      p /= sum;
    }
  }
}

}  // namespace earmark::inference
