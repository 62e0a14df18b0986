#include "earmark/dsp/window.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <span>
#include <stdexcept>
#include <string_view>

#include "padded.h"

namespace earmark::dsp {
namespace {

constexpr double kPi = std::numbers::pi;

// Shape of a symmetric window of n >= 2 samples at sample i.
using Shape = std::function<double(double i, double n)>;

/// Sum of coefficients[k] (-1)^k cos(2 pi k i / (n - 1)).
Shape cosine_sum(std::vector<double> coefficients) {
  return [c = std::move(coefficients)](double i, double n) {
    double sum = 0.0;
    double sign = 1.0;
    for (std::size_t k = 0; k < c.size(); ++k) {
      sum += sign * c[k] * std::cos(2.0 * kPi * static_cast<double>(k) * i / (n - 1.0));
      sign = -sign;
    }
    return sum;
  };
}

double triang(double i, double n) {
  const double j = std::min(i, n - 1.0 - i) + 1.0;
  const bool odd = std::fmod(n, 2.0) == 1.0;
  return odd ? 2.0 * j / (n + 1.0) : (2.0 * j - 1.0) / n;
}

double bartlett(double i, double n) { return 2.0 * std::min(i, n - 1.0 - i) / (n - 1.0); }

double bohman(double i, double n) {
  const double x = std::abs(2.0 * i / (n - 1.0) - 1.0);
  return i == 0.0 || i == n - 1.0 ? 0.0 : (1.0 - x) * std::cos(kPi * x) + std::sin(kPi * x) / kPi;
}

double cosine(double i, double n) { return std::sin(kPi / n * (i + 0.5)); }

Shape tukey(double alpha) {
  if (alpha <= 0.0) {
    return [](double, double) { return 1.0; };
  }
  return [a = std::min(alpha, 1.0)](double i, double n) {
    const double edge = 2.0 * std::min(i, n - 1.0 - i) / (a * (n - 1.0));
    return edge >= 1.0 ? 1.0 : 0.5 * (1.0 + std::cos(kPi * (edge - 1.0)));
  };
}

Shape kaiser(double beta) {
  return [beta](double i, double n) {
    const double x = 2.0 * i / (n - 1.0) - 1.0;
    const double inside = std::max(0.0, 1.0 - x * x);
    return std::cyl_bessel_i(0.0, beta * std::sqrt(inside)) / std::cyl_bessel_i(0.0, beta);
  };
}

Shape gaussian(double std_samples) {
  return [std_samples](double i, double n) {
    const double z = (i - (n - 1.0) / 2.0) / std_samples;
    return std::exp(-0.5 * z * z);
  };
}

const std::map<std::string_view, Shape>& plain_shapes() {
  static const std::map<std::string_view, Shape> shapes{
      {"boxcar", [](double, double) { return 1.0; }},
      {"triang", triang},
      {"bartlett", bartlett},
      {"hann", cosine_sum({0.5, 0.5})},
      {"hamming", cosine_sum({0.54, 0.46})},
      {"blackman", cosine_sum({0.42, 0.50, 0.08})},
      {"nuttall", cosine_sum({0.3635819, 0.4891775, 0.1365995, 0.0106411})},
      {"blackmanharris", cosine_sum({0.35875, 0.48829, 0.14128, 0.01168})},
      {"flattop", cosine_sum({0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368})},
      {"bohman", bohman},
      {"cosine", cosine},
  };
  return shapes;
}

Shape shape_of(const WindowSpec& window) {
  if (const auto plain = plain_shapes().find(window.name); plain != plain_shapes().end()) {
    require(!window.parameter, "get_window: this window has no parameter");
    return plain->second;
  }
  require(!window.parameter || std::isfinite(*window.parameter),
          "get_window: parameter must be finite");
  if (window.name == "tukey") {
    return tukey(window.parameter.value_or(0.5));
  }
  const bool known =
      window.name == "kaiser" || window.name == "gaussian" || window.name == "general_hamming";
  if (!known) {
    throw std::invalid_argument("get_window: unknown window '" + window.name + "'");
  }
  if (!window.parameter) {
    throw std::invalid_argument("get_window: this window needs a parameter");
  }
  const double value = *window.parameter;
  if (window.name == "kaiser") {
    // The Bessel function overflows beyond.
    require(value >= 0.0 && value <= 700.0, "get_window: beta must lie in [0, 700]");
    return kaiser(value);
  }
  if (window.name == "gaussian") {
    require(value > 0.0, "get_window: std must be > 0");
    return gaussian(value);
  }
  return cosine_sum({value, 1.0 - value});
}

}  // namespace

std::vector<double> get_window(const WindowSpec& window, std::size_t Nx, bool fftbins) {
  require(Nx >= 1, "get_window: Nx must be >= 1");
  if (!window.values.empty()) {
    require(window.values.size() == Nx, "get_window: a window's values must be Nx");
    require(std::all_of(window.values.begin(), window.values.end(),
                        [](double value) { return std::isfinite(value); }),
            "get_window: a window's values must be finite");
    return window.values;
  }
  const Shape shape = shape_of(window);
  if (Nx == 1) {
    return {1.0};
  }
  // A periodic window is a symmetric one of one sample more, without its last.
  const auto n = static_cast<double>(fftbins ? Nx + 1 : Nx);
  std::vector<double> values(Nx);
  for (std::size_t i = 0; i < Nx; ++i) {
    values[i] = shape(static_cast<double>(i), n);
  }
  return values;
}

std::vector<double> pad_center(const std::vector<double>& data, std::size_t size) {
  require(size >= data.size(), "pad_center: size must be >= the length of the data");
  std::vector<double> padded(size, 0.0);
  const auto left = static_cast<std::ptrdiff_t>((size - data.size()) / 2);
  std::ranges::copy(data, padded.begin() + left);
  return padded;
}

std::vector<double> window_sumsquare(const WindowSpec& window, std::size_t n_frames,
                                     std::size_t hop_length, std::size_t win_length,
                                     std::size_t n_fft) {
  require(n_frames >= 1, "window_sumsquare: n_frames must be >= 1");
  require(hop_length >= 1, "window_sumsquare: hop_length must be >= 1");
  require(win_length >= 1 && win_length <= n_fft,
          "window_sumsquare: win_length must lie in 1 to n_fft");
  const std::vector<double> one = pad_center(get_window(window, win_length), n_fft);
  std::vector<double> sum(n_fft + hop_length * (n_frames - 1), 0.0);
  for (std::size_t t = 0; t < n_frames; ++t) {
    for (std::size_t i = 0; i < n_fft; ++i) {
      sum[t * hop_length + i] += one[i] * one[i];
    }
  }
  return sum;
}

}  // namespace earmark::dsp
