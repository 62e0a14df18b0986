#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/nn/cnn_shape.h"
#include "earmark/nn/train_cnn.h"

namespace earmark::nn::test {

/// Segments of noise, to which each genre adds a level of its own in one coefficient.
struct SyntheticSegments {
  std::vector<float> mfcc;
  std::vector<std::uint32_t> labels;
  std::vector<std::size_t> rows;

  SyntheticSegments(std::size_t n, std::size_t n_classes, std::uint64_t seed, float level = 30.0F)
      : mfcc(n * kSegmentSize), labels(n), rows(n) {
    Rng rng{seed};
    for (std::size_t i = 0; i < mfcc.size(); ++i) {
      const std::size_t segment = i / kSegmentSize;
      labels[segment] = static_cast<std::uint32_t>(segment % n_classes);
      const bool marked = i % kNCoefficients == labels[segment];
      mfcc[i] = static_cast<float>(10.0 * rng.normal()) + (marked ? level : 0.0F);
    }
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  }

  [[nodiscard]] LabelledSegments view() const { return {mfcc, labels, {}, rows}; }
};

}  // namespace earmark::nn::test
