#include "earmark/ml/sound_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "earmark/base/errors.h"

namespace earmark::ml {
namespace {

constexpr std::size_t kN = SoundWord::kBits;
/// Frames whose window reaches beyond the segment, where it hears the padding's zeros.
constexpr std::size_t kEdgeFrames = 2;
/// Twice so many frames are 0.37 s, over which Haitsma and Kalker smooth.
constexpr std::size_t kHalfFrames = 8;
/// Bands lie evenly on the mel axis up to this share of it, about 4 kHz: above, a copy at 16 kHz or
/// of low bit rate has lost its energy.
constexpr double kMelShare = 0.7;
constexpr double kMelBands = 128.0;
/// Root mean square of a word's differences. Music has 0.5 dB in 999 frames of 1000; where all
/// bands lie at the floor of silence, only rounding is left.
constexpr double kLeastChangeDb = 0.1;
constexpr double kLongestTrackS = 100'000.0;
constexpr std::size_t kLeastOverlap = 215;  // 5 s

using Differences = std::array<double, kN>;

/// Row k - 1: what coefficient k of the orthonormal DCT adds to the difference between the log
/// energies of neighbouring bands. Coefficient 0, the level, adds nothing.
std::vector<Differences> difference_basis(std::size_t n_mfcc) {
  std::vector<Differences> basis(n_mfcc - 1);
  const double scale = std::sqrt(2.0 / kMelBands);
  const auto cosine = [&](std::size_t k, std::size_t band) {
    const double mel = kMelShare * (static_cast<double>(band) + 0.5) / static_cast<double>(kN + 1);
    return scale * std::cos(std::numbers::pi * static_cast<double>(k) * mel);
  };
  for (std::size_t k = 1; k < n_mfcc; ++k) {
    for (std::size_t band = 0; band < kN; ++band) {
      basis[k - 1][band] = cosine(k, band + 1) - cosine(k, band);
    }
  }
  return basis;
}

/// Row f: the sums over the frames before f of the differences between bands, in dB.
std::vector<Differences> running_sums(MatrixView<const float> frames,
                                      const std::vector<Differences>& basis) {
  std::vector<Differences> sums(frames.rows() + 1, Differences{});
  for (std::size_t f = 0; f < frames.rows(); ++f) {
    sums[f + 1] = sums[f];
    for (std::size_t k = 0; k < basis.size(); ++k) {
      const double c = frames(f, k + 1);
      for (std::size_t bit = 0; bit < kN; ++bit) {
        sums[f + 1][bit] += c * basis[k][bit];
      }
    }
  }
  return sums;
}

/// Compares the frames from `f` on with those before it.
SoundWord word_at(const std::vector<Differences>& sums, std::size_t f) {
  unsigned bits = 0;
  double power = 0.0;
  for (std::size_t bit = 0; bit < kN; ++bit) {
    const double change =
        (sums[f + kHalfFrames][bit] - 2.0 * sums[f][bit] + sums[f - kHalfFrames][bit]) /
        static_cast<double>(kHalfFrames);
    bits |= change > 0.0 ? 1U << bit : 0U;
    power += change * change;
  }
  // Written so that a NaN counts as silence.
  const bool heard = power >= static_cast<double>(kN) * kLeastChangeDb * kLeastChangeDb;
  return heard ? SoundWord{static_cast<std::uint16_t>(bits)} : SoundWord{};
}

}  // namespace

void add_sound_words(SoundWords& words, MatrixView<const float> frames, double start_s) {
  const std::size_t n_frames = frames.rows();
  if (frames.cols() < 2 || n_frames < 2 * (kEdgeFrames + kHalfFrames)) {
    return;
  }
  if (!(start_s >= 0.0 && start_s <= kLongestTrackS)) {
    throw TableError("start_s of a segment must be from 0 to 100000 s");
  }
  const auto begin = static_cast<std::size_t>(std::lround(start_s / kSoundHopS));
  const std::size_t n_inner = n_frames - 2 * kEdgeFrames;
  const auto sums =
      running_sums(frames.rows(kEdgeFrames, n_inner), difference_basis(frames.cols()));
  words.resize(std::max(words.size(), begin + n_frames));
  for (std::size_t f = kHalfFrames; f + kHalfFrames <= n_inner; ++f) {
    words[begin + kEdgeFrames + f] = word_at(sums, f);
  }
}

SoundWords sound_words(MatrixView<const float> tensors, std::size_t n_mfcc,
                       std::span<const double> start_s) {
  SoundWords words;
  const std::size_t n_frames = n_mfcc == 0 ? 0 : tensors.cols() / n_mfcc;
  for (std::size_t i = 0; i < tensors.rows(); ++i) {
    add_sound_words(words, {tensors.row(i).data(), n_frames, n_mfcc}, start_s[i]);
  }
  return words;
}

std::optional<double> bit_error_rate(std::span<const SoundWord> first,
                                     std::span<const SoundWord> second, std::ptrdiff_t offset) {
  const auto n_first = static_cast<std::ptrdiff_t>(first.size());
  const auto n_second = static_cast<std::ptrdiff_t>(second.size());
  const std::ptrdiff_t end = std::min(n_second, n_first - offset);
  std::size_t n_words = 0;
  std::size_t n_errors = 0;
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, -offset); i < end; ++i) {
    const SoundWord a = first[static_cast<std::size_t>(i + offset)];
    const SoundWord b = second[static_cast<std::size_t>(i)];
    if (a.heard() && b.heard()) {
      ++n_words;
      n_errors +=
          static_cast<std::size_t>(std::popcount(static_cast<unsigned>(a.bits() ^ b.bits())));
    }
  }
  if (n_words < kLeastOverlap) {
    return std::nullopt;
  }
  return static_cast<double>(n_errors) / static_cast<double>(n_words * kN);
}

}  // namespace earmark::ml
