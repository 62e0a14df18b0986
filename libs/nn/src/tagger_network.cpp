#include "earmark/nn/tagger_network.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "musicnn_layers.h"
#include "predict_patches.h"
#include "tagger_module.h"

namespace earmark::nn {
namespace {

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
  TaggerModule module{network};
  module.eval();
  return predict_patches(log_mel, "predict_tagger_network", [&](const at::Tensor& patches) {
    return at::softmax(module.forward(patches), 1);
  });
}

}  // namespace earmark::nn
