#include "earmark/dsp/tempogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <numeric>

#include "autocorrelation.h"
#include "padded.h"

namespace earmark::dsp {

void TempogramConfig::validate() const {
  require(win_length >= 1, "tempogram: win_length must be >= 1");
  require(is_valid_norm(norm), "tempogram: norm must be >= 0 or an infinity");
}

Tempogram::Tempogram(const TempogramConfig& config) : config_{config} {
  config_.validate();
  const std::size_t n = config_.win_length;
  window_ = get_window(config_.window, n);
  if (!config_.window.is_named("hann")) {
    return;
  }
  cosine_.resize(n);
  sine_.resize(n);
  for (std::size_t j = 0; j < n; ++j) {
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(n);
    cosine_[j] = std::cos(angle);
    sine_[j] = std::sin(angle);
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
  const std::size_t n = n_windows(onset_envelope.size());
  require_shape(tempogram, config_.win_length, n, "tempogram", "tempogram");
  extend(onset_envelope, scratch);
  // A window whose products are too small for a float is no silence: it is brought near 1 before it
  // is rounded, by a power of two, which no norm sees. No lag exceeds lag 0.
  auto& scale = scratch.weight;
  scale.assign(n, 1.0);
  if (config_.norm) {
    windowed_autocorrelation(scratch.extended, window_, 0, scale);
    std::ranges::transform(scale, scale.begin(), [](double value) {
      const bool silent = value < std::numeric_limits<double>::min();
      return silent ? 1.0 : std::ldexp(1.0, -std::ilogb(value));
    });
  }
  scratch.column.resize(n);
  for (std::size_t lag = 0; lag < config_.win_length; ++lag) {
    windowed_autocorrelation(scratch.extended, window_, lag, scratch.column);
    std::ranges::transform(scratch.column, scale, tempogram.row(lag).begin(),
                           [](double value, double by) { return static_cast<float>(value * by); });
  }
  normalize(tempogram, config_.norm);
}

void Tempogram::process_mean(std::span<const float> onset_envelope, std::size_t first_lag,
                             std::span<double> mean, Scratch& scratch) const {
  require(first_lag + mean.size() <= config_.win_length,
          "tempogram: lags must be under win_length");
  const std::size_t n = n_windows(onset_envelope.size());
  extend(onset_envelope, scratch);
  auto& weight = scratch.weight;
  weight.resize(n);
  // By Cauchy and Schwarz no lag exceeds lag 0, which therefore is the largest magnitude.
  windowed_autocorrelation(scratch.extended, window_, 0, weight);
  double least = std::numeric_limits<double>::infinity();
  double most = 0.0;
  for (double& value : weight) {
    const bool silent = value < std::numeric_limits<double>::min();
    value = silent ? 0.0 : 1.0 / (value * static_cast<double>(n));
    least = silent ? least : std::min(least, value);
    most = std::max(most, value);
  }
  // Differences of running sums lose what is small beside the largest weight.
  constexpr double kWidestRange = 1e6;
  if (most > kWidestRange * least || config_.win_length == 1 || cosine_.empty()) {
    mean_directly(first_lag, mean, scratch);
  } else {
    mean_by_cosines(first_lag, mean, scratch);
  }
}

void Tempogram::mean_directly(std::size_t first_lag, std::span<double> mean,
                              Scratch& scratch) const {
  auto& column = scratch.column;
  column.resize(scratch.weight.size());
  for (std::size_t i = 0; i < mean.size(); ++i) {
    windowed_autocorrelation(scratch.extended, window_, first_lag + i, column);
    mean[i] = std::inner_product(column.begin(), column.end(), scratch.weight.begin(), 0.0);
  }
}

// With w[j] = 1/2 - 1/2 cos(j a), a = 2 pi / W, the product of two shifted windows is
//
//     w[j] w[j+l] = A - B Re((1 + e^ila) e^ija) + C Re(e^ila e^2ija)
//     A = 1/4 + cos(la) / 8,  B = 1/4,  C = 1/8
//
// and the mean over windows t with weights c[t] becomes one sum over the places i = t + j,
//
//     mean[l] = sum_i x[i] x[i+l] V(i),   V(i) = sum_t c[t] w[i-t] w[i-t+l],
//
// where t runs from max(0, i - W + 1 + l) to min(i, n - 1). Running sums F_h of c[t] e^-hita over
// t give V as the difference of its value at the upper and at the lower end. Each end depends on l
// only by a rotation, so that all lags share ten rows of products: five dot products each.
void Tempogram::mean_by_cosines(std::size_t first_lag, std::span<double> mean,
                                Scratch& scratch) const {
  const std::size_t W = config_.win_length;
  const std::size_t n = scratch.weight.size();
  const auto& x = scratch.extended;
  const std::size_t end = n + W - 1;
  const auto is_sound = [](double value) { return value != 0.0; };
  const auto first_sound = static_cast<std::size_t>(
      std::find_if(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(end), is_sound) - x.begin());
  fill_ends(scratch);
  const double* upper = scratch.ends.data();
  const double* lower = upper + 5 * end;
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const std::size_t lag = first_lag + i;
    std::array<double, 5> up{};
    std::array<double, 5> down{};
    if (first_sound + lag < end) {
      const std::size_t from = first_sound;
      five_dot_products(x.data() + from + lag, upper + from, end, end - lag - from, up);
    }
    // Place i = m + W - 1 - lag for the lower end m in [1, n).
    const std::size_t from =
        std::max<std::size_t>(1, first_sound + lag + 1 > W ? first_sound + lag + 1 - W : 1);
    if (from < n) {
      five_dot_products(x.data() + from + W - 1 - lag, lower + from, n, n - from, down);
    }
    const double u = cosine_[lag];
    const double v = sine_[lag];
    const double flat = (0.25 + 0.125 * u) * (up[0] - down[0]);
    const double once = (1.0 + u) * (up[1] - down[1]) - v * (up[2] + down[2]);
    const double twice = u * (up[3] - down[3]) - v * (up[4] + down[4]);
    mean[i] = flat - 0.25 * once + 0.125 * twice;
  }
}

// Rows [5][end] of x[i] times F_0, Re and Im of e^ia F_1, Re and Im of e^2ia F_2 up to window
// min(i, n - 1), then rows [5][n] of x[m + W - 1] times the same before window m at place m - 1.
void Tempogram::fill_ends(Scratch& scratch) const {
  const std::size_t W = config_.win_length;
  const std::size_t n = scratch.weight.size();
  const std::size_t end = n + W - 1;
  const auto& x = scratch.extended;
  scratch.ends.resize(5 * (end + n));
  double* upper = scratch.ends.data();
  double* lower = upper + 5 * end;
  double flat = 0.0;
  std::complex<double> once;
  std::complex<double> twice;
  const auto write = [&](double* rows, std::size_t stride, std::size_t at, std::size_t place,
                         double scale) {
    const double c = cosine_[place % W];
    const double s = sine_[place % W];
    const double c2 = cosine_[2 * place % W];
    const double s2 = sine_[2 * place % W];
    rows[at] = scale * flat;
    rows[stride + at] = scale * (c * once.real() - s * once.imag());
    rows[2 * stride + at] = scale * (s * once.real() + c * once.imag());
    rows[3 * stride + at] = scale * (c2 * twice.real() - s2 * twice.imag());
    rows[4 * stride + at] = scale * (s2 * twice.real() + c2 * twice.imag());
  };
  for (std::size_t i = 0; i < end; ++i) {
    if (i < n) {
      write(lower, n, i, i + W - 1, x[i + W - 1]);
      const double weight = scratch.weight[i];
      flat += weight;
      once += weight * std::complex<double>{cosine_[i % W], -sine_[i % W]};
      twice += weight * std::complex<double>{cosine_[2 * i % W], -sine_[2 * i % W]};
    }
    write(upper, end, i, i, x[i]);
  }
}

}  // namespace earmark::dsp
