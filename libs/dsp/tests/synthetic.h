#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "earmark/base/matrix.h"

namespace earmark::dsp::test {

/// The inputs of tools/make_golden_dsp_features.py, bit for bit.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_{seed} {}
  double operator()() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 17U;
    state_ ^= state_ << 5U;
    return static_cast<double>(state_ >> 8U) / 16777216.0;
  }

 private:
  std::uint32_t state_;
};

inline constexpr std::size_t kFrames = 130;

inline void add_partial(Matrix<float>& S, double hz, int partial, std::size_t onset) {
  const double place = hz * partial * 2048 / 22050;
  const auto centre = static_cast<int>(place);
  for (int k = std::max(1, centre - 2); k < centre + 4; ++k) {
    for (std::size_t t = onset; t < std::min(onset + 17, kFrames); ++t) {
      const double far = (k - place) * (k - place);
      const double age = 1.0 + static_cast<double>(t - onset);
      const double value = 40.0 / (partial * (1.0 + far * far) * age);
      S(static_cast<std::size_t>(k), t) += static_cast<float>(value);
    }
  }
}

inline Matrix<float> music_like_spectrogram(double detune = 1.0133) {
  Noise noise{2463534242};
  Matrix<float> S(1025, kFrames);
  for (std::size_t k = 0; k < S.rows(); ++k) {
    for (float& value : S.row(k)) {
      const double u = noise();
      value = static_cast<float>(u * u * u * u / (1.0 + static_cast<double>(k) / 64.0));
    }
  }
  double hz = 220.0 * detune;
  for (std::size_t onset = 0; onset < kFrames; onset += 17) {
    for (int partial = 1; partial < 9; ++partial) {
      add_partial(S, hz, partial, onset);
    }
    for (std::size_t i = 0; i < 1 + onset % 5; ++i) {
      hz *= 1.0594630943592953;
    }
    hz *= hz > 440.0 ? 0.5 : 1.0;
  }
  return S;
}

inline Matrix<float> squared(const Matrix<float>& S) {
  Matrix<float> P = S;
  for (std::size_t r = 0; r < P.rows(); ++r) {
    for (float& value : P.row(r)) {
      value *= value;
    }
  }
  return P;
}

inline std::vector<float> signal() {
  Noise noise{362436069};
  std::vector<float> y(66150);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double square = (i / 37) % 2 == 0 ? 0.25 : -0.25;
    const double fading = (noise() - 0.5) * (1.0 - static_cast<double>(i) / 66150.0);
    y[i] = static_cast<float>(fading + (i % 9000 < 3000 ? square : 0.0));
  }
  std::fill(y.begin() + 20000, y.begin() + 21000, 0.0F);
  return y;
}

}  // namespace earmark::dsp::test
