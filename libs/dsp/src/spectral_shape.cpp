#include "earmark/dsp/spectral_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "earmark/dsp/mel_scale.h"
#include "padded.h"
#include "spectral_moments.h"

namespace earmark::dsp {

void SpectralShapeConfig::validate() const {
  require(std::isfinite(sr) && sr > 0.0, "spectral_shape: sr must be finite and > 0");
  require(n_fft >= 2, "spectral_shape: n_fft must be >= 2");
  require(std::isfinite(p) && p > 0.0, "spectral_shape: p must be finite and > 0");
  require(roll_percent > 0.0 && roll_percent < 1.0,
          "spectral_shape: roll_percent must lie in (0, 1)");
}

SpectralShape::SpectralShape(const SpectralShapeConfig& config) : config_{config} {
  config_.validate();
  frequencies_ = fft_frequencies(config_.sr, config_.n_fft);
}

double SpectralShape::deviation(MatrixView<const float> S, std::size_t t, double centroid) const {
  double sum = 0.0;
  for (std::size_t k = 0; k < S.rows(); ++k) {
    sum += std::pow(std::abs(frequencies_[k] - centroid), config_.p) * static_cast<double>(S(k, t));
  }
  return sum;
}

void SpectralShape::process(MatrixView<const float> S, std::span<float> centroid,
                            std::span<float> bandwidth, std::span<float> rolloff,
                            Scratch& scratch) const {
  require_shape(S, frequencies_.size(), S.cols(), "spectral_shape", "S");
  require_padded(S, "spectral_shape", "S");
  require(centroid.size() == S.cols() && bandwidth.size() == S.cols() && rolloff.size() == S.cols(),
          "spectral_shape: centroid, bandwidth and rolloff must have one value for each frame");
  const std::size_t n = S.stride();
  scratch.sums.resize(3 * n);
  scratch.rolloff_bin.resize(n);
  const std::span<double> sums = scratch.sums;
  const SpectralMoments moments{.zeroth = sums.first(n),
                                .first = sums.subspan(n, n),
                                .second = sums.subspan(2 * n, n),
                                .rolloff_bin = scratch.rolloff_bin};
  spectral_moments(S, static_cast<float>(config_.roll_percent), moments);
  const double bin_hz = frequencies_[1];
  for (std::size_t t = 0; t < S.cols(); ++t) {
    const double sum = moments.zeroth[t];
    const double scale = sum < static_cast<double>(std::numeric_limits<float>::min()) ? 1.0 : sum;
    const double mean = moments.first[t] / scale;
    centroid[t] = static_cast<float>(mean * bin_hz);
    if (config_.p == 2.0) {
      const double variance = std::max(0.0, moments.second[t] / scale - mean * mean);
      bandwidth[t] =
          static_cast<float>(std::sqrt(config_.norm ? variance : variance * scale) * bin_hz);
    } else {
      const double sum_p = deviation(S, t, mean * bin_hz) / (config_.norm ? scale : 1.0);
      bandwidth[t] = static_cast<float>(std::pow(sum_p, 1.0 / config_.p));
    }
    const auto bin = static_cast<std::size_t>(moments.rolloff_bin[t]);
    rolloff[t] = static_cast<float>(frequencies_[std::min(bin, frequencies_.size() - 1)]);
  }
}

namespace {

struct Shape {
  std::vector<float> centroid;
  std::vector<float> bandwidth;
  std::vector<float> rolloff;
};

Shape shape_of(MatrixView<const float> S, SpectralShapeConfig config) {
  require(S.rows() >= 2, "spectral_shape: S must have at least 2 bins");
  config.n_fft = 2 * (S.rows() - 1);
  Shape shape{std::vector<float>(S.cols()), std::vector<float>(S.cols()),
              std::vector<float>(S.cols())};
  SpectralShape::Scratch scratch;
  SpectralShape{config}.process(S, shape.centroid, shape.bandwidth, shape.rolloff, scratch);
  return shape;
}

}  // namespace

std::vector<float> spectral_centroid(MatrixView<const float> S, double sr) {
  return shape_of(S, {.sr = sr}).centroid;
}

std::vector<float> spectral_bandwidth(MatrixView<const float> S, double sr, double p, bool norm) {
  return shape_of(S, {.sr = sr, .p = p, .norm = norm}).bandwidth;
}

std::vector<float> spectral_rolloff(MatrixView<const float> S, double sr, double roll_percent) {
  return shape_of(S, {.sr = sr, .roll_percent = roll_percent}).rolloff;
}

}  // namespace earmark::dsp
