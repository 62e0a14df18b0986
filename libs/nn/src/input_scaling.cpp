#include "input_scaling.h"

#include <algorithm>
#include <array>

#include "earmark/ml/standard_scaler.h"
#include "earmark/nn/cnn_shape.h"

namespace earmark::nn {
namespace {

using Sums = std::array<double, kNCoefficients>;

// The mean over all frames of (x - origin)^power, per coefficient.
template <int kPower>
Sums mean_power(const LabelledSegments& data, const Sums& origin) {
  Sums sums{};
  for (const std::size_t row : data.rows) {
    const auto segment = data.mfcc.subspan(row * kSegmentSize, kSegmentSize);
    for (std::size_t i = 0; i < kSegmentSize; ++i) {
      const double distance = segment[i] - origin[i % kNCoefficients];
      sums[i % kNCoefficients] += kPower == 1 ? distance : distance * distance;
    }
  }
  for (double& sum : sums) {
    sum /= static_cast<double>(data.rows.size() * kNFrames);
  }
  return sums;
}

}  // namespace

void fit_input_scaling(const LabelledSegments& data, CnnWeights& weights) {
  const Sums mean = mean_power<1>(data, {});
  const Sums variance = mean_power<2>(data, mean);
  weights.input_mean.assign(mean.begin(), mean.end());
  weights.input_scale.clear();
  for (std::size_t k = 0; k < kNCoefficients; ++k) {
    const double scale =
        ml::standard_scale(mean[k], variance[k], data.rows.size() * std::size_t{kNFrames});
    weights.input_scale.push_back(static_cast<float>(1.0 / scale));
  }
}

void scale_segment(const CnnWeights& weights, std::span<const float> x, std::span<float> out) {
  if (weights.input_mean.empty()) {
    std::copy(x.begin(), x.end(), out.begin());
    return;
  }
  for (std::size_t frame = 0; frame < kNFrames; ++frame) {
    for (std::size_t k = 0; k < kNCoefficients; ++k) {
      const std::size_t i = frame * kNCoefficients + k;
      out[i] = (x[i] - weights.input_mean[k]) * weights.input_scale[k];
    }
  }
}

}  // namespace earmark::nn
