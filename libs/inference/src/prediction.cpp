#include "earmark/inference/prediction.h"

#include <algorithm>
#include <numeric>

namespace earmark::inference {

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::kMusic:
      return "music";
    case Kind::kNotMusic:
      return "not_music";
    case Kind::kSilence:
      return "silence";
  }
  return "";
}

std::vector<std::size_t> largest(const std::vector<double>& values, std::size_t n) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  order.resize(std::min(n, order.size()));
  return order;
}

std::optional<std::size_t> Prediction::best() const {
  if (kind != Kind::kMusic || probabilities.empty()) {
    return std::nullopt;
  }
  return largest(probabilities, 1).front();
}

std::optional<std::size_t> Prediction::second() const {
  if (kind != Kind::kMusic || probabilities.size() < 2) {
    return std::nullopt;
  }
  return largest(probabilities, 2).back();
}

}  // namespace earmark::inference
