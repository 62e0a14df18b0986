#include "network_member.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <openvino/core/except.hpp>
#include <openvino/runtime/core.hpp>
#include <openvino/runtime/properties.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "onnx_check.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kFrames = 130;
constexpr std::size_t kCoefficients = 13;
constexpr std::size_t kMaxActivations = std::size_t{1} << 24U;  // values of all layers together

// One core for the process: a second would load the plug-in again.
ov::Core& core() {
  static ov::Core instance;
  return instance;
}

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

void check_activations(const ov::Model& model) {
  std::size_t n_values = 0;
  for (const auto& op : model.get_ops()) {
    for (const auto& output : op->outputs()) {
      if (output.get_partial_shape().is_dynamic()) {
        throw BundleError("the size of a layer is not known beforehand");
      }
      n_values += ov::shape_size(output.get_shape());
      if (n_values > kMaxActivations) {
        throw BundleError("its layers are too large");
      }
    }
  }
}

std::shared_ptr<ov::Model> read_network(std::span<const std::byte> onnx, std::size_t n_genres) {
  const std::string text{reinterpret_cast<const char*>(onnx.data()), onnx.size()};
  std::shared_ptr<ov::Model> model = core().read_model(text, ov::Tensor{});
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

ov::CompiledModel compile(std::span<const std::byte> onnx, std::size_t n_genres) {
  try {
    check_onnx(onnx);
    return core().compile_model(read_network(onnx, n_genres), "CPU",
                                ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
                                ov::hint::inference_precision(ov::element::f32),
                                ov::inference_num_threads(1), ov::num_streams(1),
                                ov::hint::enable_cpu_pinning(false), ov::cache_dir(""));
  } catch (const ov::Exception& error) {
    throw BundleError(std::string{"OpenVINO refuses it: "} + error.what());
  }
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

NetworkMember::NetworkMember(std::span<const std::byte> onnx, std::size_t n_genres)
    : state_{std::make_unique<State>(compile(onnx, n_genres))} {}

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
    state_->request.infer();
    double sum = 0;
    for (std::size_t c = 0; c < probabilities.cols(); ++c) {
      const double p = out.data<const float>()[c];
      sum += probabilities(r, c) = p;
      if (!(p >= 0 && p <= 1)) {
        throw BundleError("the network gives " + std::to_string(p) + " as a probability");
      }
    }
    constexpr double kSumTolerance = 1e-3;  // far above a float softmax's rounding
    if (std::abs(sum - 1) > kSumTolerance) {
      throw BundleError("the network's probabilities add to " + std::to_string(sum) + ", not 1");
    }
    for (double& p : probabilities.row(r)) {
      p /= sum;
    }
  }
}

}  // namespace earmark::inference
