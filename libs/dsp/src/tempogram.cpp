#include "earmark/dsp/tempogram.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "padded.h"

namespace earmark::dsp {

void TempogramConfig::validate() const {
  require(win_length >= 1, "tempogram: win_length must be >= 1");
  require(!norm || (!std::isnan(*norm) && (*norm >= 0.0 || std::isinf(*norm))),
          "tempogram: norm must be >= 0 or an infinity");
}

Tempogram::Tempogram(const TempogramConfig& config) : config_{config} {
  config_.validate();
  window_.resize(config_.win_length);
  const auto n = static_cast<double>(config_.win_length);
  for (std::size_t j = 0; j < window_.size(); ++j) {
    window_[j] = config_.win_length == 1
                     ? 1.0
                     : 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(j) / n);
  }
}

std::size_t Tempogram::n_windows(std::size_t n_frames) const {
  require(n_frames >= 1, "tempogram: onset_envelope is empty");
  require(config_.center || n_frames >= config_.win_length,
          "tempogram: onset_envelope is shorter than win_length");
  return config_.center ? n_frames : n_frames - config_.win_length + 1;
}

void Tempogram::extend(std::span<const float> onset_envelope, Scratch& scratch) const {
  const std::size_t pad = config_.center ? config_.win_length / 2 : 0;
  auto& x = scratch.extended;
  x.assign(onset_envelope.size() + 2 * pad, 0.0);
  std::copy(onset_envelope.begin(), onset_envelope.end(),
            x.begin() + static_cast<std::ptrdiff_t>(pad));
  // numpy.pad's linear_ramp, which works in the envelope's float.
  const auto length = static_cast<float>(pad);
  for (std::size_t i = 0; i < pad; ++i) {
    const auto place = static_cast<float>(i);
    x[i] = static_cast<double>(place * (onset_envelope.front() / length));
    x[x.size() - 1 - i] = static_cast<double>(place * (onset_envelope.back() / length));
  }
}

void Tempogram::process(std::span<const float> onset_envelope, MatrixView<float> tempogram,
                        Scratch& scratch) const {
  const std::size_t n_lags = config_.win_length;
  require_shape(tempogram, n_lags, n_windows(onset_envelope.size()), "tempogram", "tempogram");
  extend(onset_envelope, scratch);
  const auto& x = scratch.extended;
  for (std::size_t t = 0; t < tempogram.cols(); ++t) {
    for (std::size_t lag = 0; lag < n_lags; ++lag) {
      double sum = 0.0;
      for (std::size_t j = 0; j + lag < n_lags; ++j) {
        sum += window_[j] * window_[j + lag] * x[t + j] * x[t + j + lag];
      }
      tempogram(lag, t) = static_cast<float>(sum);
    }
  }
  normalize(tempogram, config_.norm);
}

void Tempogram::process_mean(std::span<const float> onset_envelope, std::size_t first_lag,
                             std::span<double> mean, Scratch& scratch) const {
  const std::size_t n_lags = config_.win_length;
  require(first_lag + mean.size() <= n_lags, "tempogram: lags must be under win_length");
  const std::size_t n = n_windows(onset_envelope.size());
  extend(onset_envelope, scratch);
  const auto& x = scratch.extended;
  std::fill(mean.begin(), mean.end(), 0.0);
  for (std::size_t t = 0; t < n; ++t) {
    const auto correlation = [&](std::size_t lag) {
      double sum = 0.0;
      for (std::size_t j = 0; j + lag < n_lags; ++j) {
        sum += window_[j] * window_[j + lag] * x[t + j] * x[t + j + lag];
      }
      return sum;
    };
    const double zero = correlation(0);
    const double scale = zero < std::numeric_limits<double>::min() ? 1.0 : zero;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += correlation(first_lag + i) / scale;
    }
  }
  for (double& value : mean) {
    value /= static_cast<double>(n);
  }
}

}  // namespace earmark::dsp
