#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "earmark/dsp/framing.h"

namespace earmark::dsp {

/// Parameters of the zero crossing rate, with librosa's names and defaults.
struct ZeroCrossingRateConfig {
  FrameConfig frame = {};
  float threshold = 1e-10F;  ///< samples of at most this magnitude count as 0, >= 0
  bool zero_pos = true;      ///< 0 counts as positive, instead of as a sign of its own
  bool pad = false;          ///< the first sample of each frame counts as a crossing

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// Share of the samples of each frame whose sign differs from that of the sample before, as
/// librosa.feature.zero_crossing_rate: centred frames see the first and last sample repeated
/// beyond the ends.
///
/// Thread-safe.
class ZeroCrossingRate {
 public:
  /// @throws std::invalid_argument  as ZeroCrossingRateConfig::validate
  explicit ZeroCrossingRate(const ZeroCrossingRateConfig& config = {});

  /// Working memory of process(); after the largest input process() does not allocate.
  struct Scratch {
    std::vector<std::size_t> block_counts;
  };

  /// @param y     samples, not empty
  /// @param rate  [n_frames], FrameConfig::n_frames(y.size()) of them, each in [0, 1]
  /// @throws std::invalid_argument  rate has another size, or y is shorter than a frame
  void process(std::span<const float> y, std::span<float> rate, Scratch& scratch) const;

 private:
  ZeroCrossingRateConfig config_;
};

}  // namespace earmark::dsp
