#include "sound_index.h"

#include <algorithm>
#include <compare>
#include <optional>
#include <utility>

namespace earmark::ml {
namespace {

/// Words so far apart have half of their frames in common; nearer ones repeat each other's bits.
constexpr std::size_t kKeySpan = 8;

struct Vote {
  std::size_t track;
  std::ptrdiff_t offset;
  auto operator<=>(const Vote&) const = default;
};

std::optional<std::uint32_t> key_at(std::span<const SoundWord> words, std::size_t i) {
  if (i + kKeySpan >= words.size() || !words[i].heard() || !words[i + kKeySpan].heard()) {
    return std::nullopt;
  }
  return std::uint32_t{words[i].bits()} << SoundWord::kBits | words[i + kKeySpan].bits();
}

/// One entry an offset, with its votes alone.
std::vector<SoundCandidate> counted(std::vector<Vote> votes) {
  std::ranges::sort(votes);
  std::vector<SoundCandidate> counts;
  for (const Vote& vote : votes) {
    if (counts.empty() || counts.back().first != vote.track ||
        counts.back().offset != vote.offset) {
      counts.push_back({vote.track, vote.offset, 0});
    }
    ++counts.back().n_votes;
  }
  return counts;
}

/// The votes of entry `i` with those of the offsets one place away: framing differs between copies.
std::size_t votes_around(const std::vector<SoundCandidate>& counts, std::size_t i) {
  std::size_t n = 0;
  for (std::size_t j = i == 0 ? 0 : i - 1; j <= i + 1 && j < counts.size(); ++j) {
    const bool near = counts[j].first == counts[i].first &&
                      counts[j].offset >= counts[i].offset - 1 &&
                      counts[j].offset <= counts[i].offset + 1;
    n += near ? counts[j].n_votes : 0;
  }
  return n;
}

}  // namespace

SoundIndex::SoundIndex(std::span<const SoundWords> tracks) {
  std::size_t n_words = 0;
  for (const SoundWords& words : tracks) {
    n_words += words.size();
  }
  places_.reserve(n_words);
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    for (std::size_t i = 0; i < tracks[track].size(); ++i) {
      if (const auto key = key_at(tracks[track], i)) {
        places_.push_back({*key, static_cast<std::uint32_t>(track), static_cast<std::uint32_t>(i)});
      }
    }
  }
  std::ranges::sort(places_);
}

std::vector<SoundCandidate> SoundIndex::candidates(std::span<const SoundWord> words,
                                                   std::size_t second) const {
  std::vector<Vote> votes;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto key = key_at(words, i);
    if (!key) {
      continue;
    }
    auto place = std::ranges::lower_bound(places_, *key, {}, &Place::key);
    for (std::size_t n = 0;
         n < kMaxPlaces && place != places_.end() && place->key == *key && place->track < second;
         ++n, ++place) {
      votes.push_back(
          {place->track, std::ptrdiff_t{place->place} - static_cast<std::ptrdiff_t>(i)});
    }
  }
  const auto counts = counted(std::move(votes));
  std::vector<SoundCandidate> best;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::size_t n = votes_around(counts, i);
    if (n < kLeastVotes) {
      continue;
    }
    if (best.empty() || best.back().first != counts[i].first) {
      best.push_back({counts[i].first, counts[i].offset, n});
    } else if (n > best.back().n_votes) {
      best.back() = {counts[i].first, counts[i].offset, n};
    }
  }
  return best;
}

}  // namespace earmark::ml
