#pragma once

#include <cstddef>
#include <numeric>
#include <optional>
#include <vector>

#include "earmark/features/recipe.h"
#include "earmark/features/segmenter.h"

namespace earmark::features::test {

/// A segment that outlives the Segmenter's.
struct Kept {
  std::vector<float> samples;
  std::size_t index = 0;
  double start_s = 0.0;
  double end_s = 0.0;
  bool silent = false;
  bool is_piece = true;
  bool is_step = true;

  bool operator==(const Kept&) const = default;
};

/// Remembers what a Segmenter hands out.
struct Song {
  explicit Song(std::size_t n_samples = kSegmentSamples, std::optional<double> hop_s = {})
      : segmenter{[this](const Segment& s) {
                    segments.push_back({{s.samples.begin(), s.samples.end()},
                                        s.index,
                                        s.start_s,
                                        s.end_s,
                                        s.silent,
                                        s.is_piece,
                                        s.is_step});
                  },
                  n_samples, hop_s} {}

  std::vector<Kept> segments;
  Segmenter segmenter;
};

/// 1, 2, 3, …
inline std::vector<float> ramp(std::size_t n) {
  std::vector<float> y(n);
  std::iota(y.begin(), y.end(), 1.0F);
  return y;
}

}  // namespace earmark::features::test
