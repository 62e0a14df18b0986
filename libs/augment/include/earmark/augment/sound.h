#pragma once

#include <cstddef>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::augment {

/// A sound that a change cannot be made to, or a change that no sound can take: kind "augment".
class AugmentError : public DataError {
 public:
  explicit AugmentError(const std::string& message) : DataError{"augment", message} {}
};

/// A whole sound in memory. The changes of this library take one and return another; they keep
/// its channels and its rate, and are pure: the same sound, settings and random numbers give the
/// same samples on one machine. They may be called from any thread.
struct Sound {
  /// [n_frames][n_channels]: sample c of frame i is samples[i * n_channels + c]; full scale is 1.
  std::vector<float> samples = {};
  int sample_rate = 22050;  ///< Hz, > 0
  int n_channels = 1;       ///< > 0

  [[nodiscard]] std::size_t n_frames() const {
    return samples.size() / static_cast<std::size_t>(n_channels);
  }
  [[nodiscard]] double duration_s() const {
    return static_cast<double>(n_frames()) / static_cast<double>(sample_rate);
  }

  /// @throws std::invalid_argument  a rate or number of channels that is not positive, or samples
  ///                                that do not fill the last frame
  void validate() const;
};

/// Sum of the squares of all samples.
[[nodiscard]] double energy(const Sound& sound);

/// Largest magnitude of a sample, 0 for none.
[[nodiscard]] double peak(const Sound& sound);

/// Whether no sample is infinite or NaN.
[[nodiscard]] bool is_finite(const Sound& sound);

}  // namespace earmark::augment
