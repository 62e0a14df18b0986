#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::check {

/// How loud a sound is and how much of it is cut off, in one pass.
///
/// A sample is clipped where it stands in a run of three or more of its channel that lie at full
/// scale (0.9999 and beyond, where lossy formats overshoot), or that are equal and the channel's
/// peak: sound that was clipped first and made quieter later. The larger of the two counts.
class LevelMeter {
 public:
  /// @param n_channels  at least 1
  explicit LevelMeter(std::size_t n_channels) : channels_(n_channels) {}

  /// @param interleaved  whole frames
  void add(std::span<const float> interleaved);

  /// The largest magnitude so far; 1 is full scale.
  [[nodiscard]] float peak() const;

  /// Of the channel that has most: clipped samples of all its samples, 0 to 1.
  [[nodiscard]] double clipped_share() const;

 private:
  struct Channel {
    std::size_t n_samples = 0;
    float last = 0.0F;
    float peak = 0.0F;
    std::size_t full_run = 0;
    std::size_t n_full = 0;
    std::size_t flat_run = 0;
    std::size_t n_flat = 0;  ///< at the present peak

    void add(float x);
  };
  std::vector<Channel> channels_;
};

}  // namespace earmark::check
