#include "earmark/nn/tagger_network.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "musicnn_layers.h"
#include "tagger_module.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

constexpr std::size_t kBatch = 16;

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"TaggerNetwork: "} + rule);
  }
}

}  // namespace

TaggerHead blank_head(std::size_t n_values, std::size_t n_classes) {
  return {.n_classes = n_classes,
          .mean = std::vector<float>(n_values),
          .scale = std::vector<float>(n_values, 1.0F),
          .kernel = std::vector<float>(n_values * n_classes),
          .bias = std::vector<float>(n_classes)};
}

void validate(const TaggerNetwork& network) {
  if (const std::string fault = fault_of(network.trunk); !fault.empty()) {
    throw std::invalid_argument("TaggerNetwork: trunk must be sound, but " + fault);
  }
  const TaggerHead& head = network.head;
  const std::size_t n_values = n_embedding_values(network.trunk);
  require(head.n_classes >= 2, "head.n_classes must be at least 2");
  require(head.mean.size() == n_values && head.scale.size() == n_values,
          "head.mean and head.scale must be [n_values]");
  require(head.kernel.size() == n_values * head.n_classes,
          "head.kernel must be [n_values, n_classes]");
  require(head.bias.size() == head.n_classes, "head.bias must be [n_classes]");
  for (const auto* array : {&head.mean, &head.scale, &head.kernel, &head.bias}) {
    require(std::ranges::all_of(*array, [](float value) { return std::isfinite(value); }),
            "head's values must be finite");
  }
  require(std::ranges::all_of(head.scale, [](float value) { return value > 0.0F; }),
          "head.scale must be positive");
}

std::vector<float> predict_tagger_network(const TaggerNetwork& network,
                                          std::span<const float> log_mel) {
  if (log_mel.size() % kMusicnnPatchSize != 0) {
    throw std::invalid_argument(
        "predict_tagger_network: log_mel must hold whole patches of 187 x 96 values");
  }
  const at::NoGradGuard no_grad;
  TaggerModule module{network};
  module.eval();
  std::vector<float> probabilities;
  const std::size_t n_patches = log_mel.size() / kMusicnnPatchSize;
  for (std::size_t first = 0; first < n_patches; first += kBatch) {
    const std::size_t n = std::min(kBatch, n_patches - first);
    const at::Tensor patches =
        at::empty({static_cast<std::int64_t>(n), kMusicnnFrames, kMusicnnBands});
    std::ranges::copy(log_mel.subspan(first * kMusicnnPatchSize, n * kMusicnnPatchSize),
                      values(patches).begin());
    const at::Tensor out = at::softmax(module.forward(patches), 1);
    const auto from = values(out);
    probabilities.insert(probabilities.end(), from.begin(), from.end());
  }
  return probabilities;
}

}  // namespace earmark::nn
