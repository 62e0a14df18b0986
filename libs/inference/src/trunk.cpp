#include "earmark/inference/trunk.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "ced_trunk.h"
#include "earmark/base/errors.h"
#include "member_names.h"
#include "onnx_check.h"
#include "openvino_trunk.h"

namespace earmark::inference {
namespace {

std::vector<std::string> tags_of(const OnnxMetadata& metadata) {
  const auto found = metadata.find("tags");
  if (found == metadata.end()) {
    throw BundleError("its metadata name no \"tags\"");
  }
  return split_names(found->second);
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

Trunk::Trunk(std::size_t n_inputs, std::size_t n_values,
             const std::map<std::string, std::string>& metadata)
    : n_inputs_{n_inputs}, n_values_{n_values}, tags_{tags_of(metadata)} {
  if (tags_.empty() || tags_.size() > n_values_) {
    throw BundleError("it names more tags than it has values");
  }
}

Trunk::~Trunk() = default;

std::unique_ptr<const Trunk> Trunk::load(std::string_view kind, std::span<const std::byte> onnx,
                                         std::string_view where, std::size_t n_threads) {
  const features::LogMelPatchConfig patch = patch_of(kind);
  try {
    const OnnxMetadata metadata = check_onnx(onnx);
    return kind == "ced" ? load_ced_trunk(onnx, metadata)
                         : load_openvino_trunk(onnx, patch, metadata, n_threads);
  } catch (const BundleError& error) {
    throw BundleError(std::string{where} + " cannot be used: " + error.what());
  }
}

void Trunk::embed(std::span<const float> patch, std::span<float> out) const {
  if (patch.size() != n_inputs_ || out.size() != n_values_) {
    throw std::invalid_argument("Trunk::embed: patch must be one of patch_of(), out [n_values]");
  }
  run(patch, out);
  if (!std::ranges::all_of(out, [](float value) { return std::isfinite(value); })) {
    throw BundleError("a trunk gives a value that is not finite");
  }
}

}  // namespace earmark::inference
