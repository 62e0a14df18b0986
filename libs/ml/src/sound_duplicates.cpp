#include "earmark/ml/sound_duplicates.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "earmark/ml/sound_words.h"
#include "sound_index.h"

namespace earmark::ml {
namespace {

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

std::vector<SoundMatch> find_sound_matches(std::span<const SoundWords> tracks) {
  const SoundIndex index{tracks};
  std::vector<SoundMatch> found;
  for (std::size_t second = 0; second < tracks.size(); ++second) {
    for (const SoundCandidate& candidate : index.candidates(tracks[second], second)) {
      const auto match = best_match(tracks[candidate.first], tracks[second], candidate.offset);
      if (match && match->bit_error_rate <= kMaxBitErrorRate) {
        found.push_back({candidate.first, second, match->bit_error_rate,
                         static_cast<double>(match->offset) * kSoundHopS});
      }
    }
  }
  return found;
}

std::vector<SoundDuplicate> find_sound_duplicates(const PreparedData& data) {
  const Heard heard = hear(data);
  std::vector<SoundDuplicate> found;
  for (const SoundMatch& match : find_sound_matches(heard.words)) {
    found.push_back(
        {heard.ids[match.first], heard.ids[match.second], match.bit_error_rate, match.offset_s});
  }
  return found;
}

}  // namespace earmark::ml
