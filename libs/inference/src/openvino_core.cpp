#include "openvino_core.h"

#include <cstdint>
#include <openvino/runtime/properties.hpp>
#include <string>
#include <utility>

#include "shape_size.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kMaxActivations = std::size_t{1} << 25U;  // values of all layers together

}  // namespace

ov::Core& openvino_core() {
  static ov::Core instance;
  return instance;
}

void check_activations(const ov::Model& model) {
  std::size_t n_values = 0;
  for (const auto& op : model.get_ops()) {
    for (const auto& output : op->outputs()) {
      if (output.get_partial_shape().is_dynamic()) {
        throw BundleError("the size of a layer is not known beforehand");
      }
      n_values += bounded_shape_size(output.get_shape(), kMaxActivations);
      if (n_values > kMaxActivations) {
        throw BundleError("its layers are too large");
      }
    }
  }
}

ov::CompiledModel compile(const std::shared_ptr<ov::Model>& model, std::size_t n_streams) {
  // Kernels that fuse small operators are made at run time: a third of the time that a transformer
  // takes to compile, and it is no faster with them.
  const std::pair<std::string, ov::Any> no_snippets{"SNIPPETS_MODE", "DISABLE"};
  // Single precision holds for what is multiplied too: by default OpenVINO makes 8-bit integers of
  // what meets 8-bit weights, other ones on every kind of processor.
  return openvino_core().compile_model(
      model, "CPU", no_snippets, ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
      ov::hint::inference_precision(ov::element::f32), ov::hint::dynamic_quantization_group_size(0),
      ov::inference_num_threads(static_cast<std::int32_t>(n_streams)),
      ov::num_streams(static_cast<std::int32_t>(n_streams)), ov::hint::enable_cpu_pinning(false),
      ov::cache_dir(""));
}

}  // namespace earmark::inference
