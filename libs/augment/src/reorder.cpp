#include "earmark/augment/reorder.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace earmark::augment {
namespace {

std::vector<std::size_t> own_order(std::size_t n_parts) {
  std::vector<std::size_t> order(n_parts);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

}  // namespace

Sound reorder(const Sound& sound, std::span<const std::size_t> order) {
  sound.validate();
  const auto own = own_order(order.size());
  if (order.empty() || !std::is_permutation(order.begin(), order.end(), own.begin())) {
    throw std::invalid_argument("reorder: order must hold each of its parts once");
  }
  const std::size_t n_frames = sound.n_frames();
  const auto n_channels = static_cast<std::size_t>(sound.n_channels);
  const auto at = [&](std::size_t part) {
    return sound.samples.begin() +
           static_cast<std::ptrdiff_t>(n_frames * part / order.size() * n_channels);
  };
  Sound result{.samples = {}, .sample_rate = sound.sample_rate, .n_channels = sound.n_channels};
  result.samples.reserve(sound.samples.size());
  for (const std::size_t part : order) {
    result.samples.insert(result.samples.end(), at(part), at(part + 1));
  }
  return result;
}

std::vector<std::size_t> random_order(std::size_t n_parts, Rng& rng) {
  if (n_parts < 2) {
    throw std::invalid_argument("random_order: n_parts must be at least 2");
  }
  const auto own = own_order(n_parts);
  auto order = own;
  while (order == own) {
    for (std::size_t i = n_parts; i > 1; --i) {
      std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
    }
  }
  return order;
}

}  // namespace earmark::augment
