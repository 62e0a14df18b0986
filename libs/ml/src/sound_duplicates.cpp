#include "earmark/ml/sound_duplicates.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "sound_index.h"
#include "sound_words.h"

namespace earmark::ml {
namespace {

/// Measured by tools/measure_duplicates.py: copies have at most 0.16 and, clipped by 12 dB, 0.23;
/// the nearest pair among 883 different tracks has 0.39.
constexpr double kMaxBitErrorRate = 0.25;
/// Segments and copies are framed apart by up to a place each.
constexpr std::ptrdiff_t kOffsetDoubt = 2;

struct Heard {
  std::vector<std::string> ids;
  std::vector<SoundWords> words;  ///< of each
};

/// All tracks but those known as copies.
Heard hear(const PreparedData& data) {
  const auto tensors = data.tensors();
  Heard heard;
  for (std::size_t begin = 0, end = 0; begin < data.segments.size(); begin = end) {
    const PreparedSegment& first = data.segments[begin];
    std::vector<double> start_s;
    for (; end < data.segments.size() && data.segments[end].track == first.track; ++end) {
      start_s.push_back(data.segments[end].start_s);
    }
    if (first.copy_of().empty()) {
      heard.ids.push_back(first.track);
      heard.words.push_back(
          sound_words(tensors.rows(begin, end - begin), data.recipe.n_mfcc, start_s));
    }
  }
  return heard;
}

struct Match {
  double bit_error_rate;
  std::ptrdiff_t offset;
  auto operator<=>(const Match&) const = default;
};

std::optional<Match> best_match(const SoundWords& first, const SoundWords& second,
                                std::ptrdiff_t offset) {
  std::optional<Match> best;
  for (std::ptrdiff_t o = offset - kOffsetDoubt; o <= offset + kOffsetDoubt; ++o) {
    if (const auto rate = bit_error_rate(first, second, o)) {
      const Match match{*rate, o};
      best = best ? std::min(*best, match) : match;
    }
  }
  return best;
}

}  // namespace

std::vector<SoundDuplicate> find_sound_duplicates(const PreparedData& data) {
  const Heard heard = hear(data);
  const SoundIndex index{heard.words};
  std::vector<SoundDuplicate> found;
  for (std::size_t second = 0; second < heard.ids.size(); ++second) {
    for (const SoundCandidate& candidate : index.candidates(heard.words[second], second)) {
      const auto match =
          best_match(heard.words[candidate.first], heard.words[second], candidate.offset);
      if (match && match->bit_error_rate <= kMaxBitErrorRate) {
        found.push_back({heard.ids[candidate.first], heard.ids[second], match->bit_error_rate,
                         static_cast<double>(match->offset) * kSoundHopS});
      }
    }
  }
  return found;
}

}  // namespace earmark::ml
