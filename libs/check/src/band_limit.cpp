#include "band_limit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "earmark/features/recipe.h"

namespace earmark::check {
namespace {

constexpr std::size_t kNFft = 2048;
constexpr std::size_t kHopLength = 8192;  // eight looks at 3 s
constexpr std::size_t kBandBins = 20;
constexpr double kBandHz = static_cast<double>(kBandBins) * features::kSampleRate / kNFft;
constexpr std::array kLowerRates{8000, 11025, 16000};
/// Where resampling filters begin to fall, of half the rate.
constexpr double kPassBand = 0.88;
/// Where gentle ones have fallen.
constexpr double kStopBand = 1.05;
/// Quieter than the loudest band by so much, the music itself may end there.
constexpr double kLeastLevelDb = -75.0;
constexpr double kLeastPower = 1e-20;

/// In dB, of bands of kBandBins bins each; what does not fill the last one is left out.
std::vector<double> band_levels(const std::vector<double>& power) {
  std::vector<double> levels;
  levels.reserve(power.size() / kBandBins);
  for (std::size_t b = 0; b + kBandBins <= power.size(); b += kBandBins) {
    double sum = kLeastPower;
    for (std::size_t k = b; k < b + kBandBins; ++k) {
      sum += power[k];
    }
    levels.push_back(10.0 * std::log10(sum));
  }
  return levels;
}

/// Whether the spectrum ends at `hz`: what is left above lies far under the last bands before.
bool ends_at(const std::vector<double>& levels, double hz) {
  const auto first_above = static_cast<std::size_t>(std::ceil(kStopBand * hz / kBandHz)) + 1;
  const auto last_below = static_cast<std::size_t>(kPassBand * hz / kBandHz) - 1;
  if (first_above + 2 > levels.size()) {
    return false;
  }
  const auto begin = levels.begin();
  const double above =
      *std::max_element(begin + static_cast<std::ptrdiff_t>(first_above), levels.end());
  const double below = *std::min_element(begin + static_cast<std::ptrdiff_t>(last_below) - 2,
                                         begin + static_cast<std::ptrdiff_t>(last_below) + 1);
  const double loudest = *std::ranges::max_element(levels);
  return below - above >= BandLimit::kLeastFallDb && below - loudest >= kLeastLevelDb;
}

}  // namespace

BandLimit::BandLimit()
    : stft_{{.n_fft = kNFft, .hop_length = kHopLength, .center = false}},
      power_{stft_.n_bins(), stft_.n_frames(features::kSegmentSamples)},
      sum_(stft_.n_bins()) {}

void BandLimit::add(std::span<const float> y) {
  stft_.process(y, {.power = power_.view()}, scratch_);
  for (std::size_t k = 0; k < power_.rows(); ++k) {
    for (const float value : power_.view().row(k)) {
      sum_[k] += value;
    }
  }
}

void BandLimit::reset() { std::ranges::fill(sum_, 0.0); }

std::optional<int> BandLimit::resampled_from() const {
  const auto levels = band_levels(sum_);
  for (const int rate : kLowerRates) {
    if (ends_at(levels, rate / 2.0)) {
      return rate;
    }
  }
  return std::nullopt;
}

}  // namespace earmark::check
