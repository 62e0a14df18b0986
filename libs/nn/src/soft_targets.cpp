#include "soft_targets.h"

#include "tensor_span.h"

namespace earmark::nn {

std::vector<float> soft_targets(std::span<const std::uint32_t> labels,
                                std::span<const float> weights, std::span<const float> shares,
                                std::size_t n_classes, double smoothing) {
  const std::size_t n = labels.size();
  std::vector<float> targets(n * n_classes);
  const auto spread = static_cast<float>(smoothing / static_cast<double>(n_classes));
  const auto rest = static_cast<float>(1.0 - smoothing);
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<float> target = block(std::span{targets}, i, n_classes);
    const auto add = [&](std::size_t patch, float share) {
      const float weight = share * (weights.empty() ? 1.0F : weights[patch]);
      for (float& value : target) {
        value += weight * spread;
      }
      target[labels[patch]] += weight * rest;
    };
    add(i, shares[i]);
    add((i + 1) % n, 1.0F - shares[i]);
  }
  return targets;
}

}  // namespace earmark::nn
