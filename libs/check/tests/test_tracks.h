#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/check/check.h"
#include "earmark/features/recipe.h"

// Songs as a survey would find them, without any sound.
namespace earmark::check::test {

inline constexpr std::size_t kWords = 1290;  // 30 s

/// Another recording for every seed: chance words, and features of one distribution.
inline CheckedTrack good_track(std::uint64_t seed) {
  static constexpr std::array kGenres{"blues", "metal", "pop"};
  Rng rng{seed + 1};
  CheckedTrack checked;
  checked.track.id = "t" + std::to_string(seed);
  checked.track.genre = kGenres.at(seed % kGenres.size());
  checked.track.artist = "artist " + std::to_string(seed);
  FileSurvey& survey = checked.survey;
  survey.heard = true;
  survey.sha256 = "hash " + std::to_string(seed);
  survey.sample_rate = 44100;
  survey.duration_s = 30.0;
  survey.peak = 0.5;
  survey.n_segments = 10;
  for (std::size_t c = 0; c < features::kNFeatures; ++c) {
    survey.features.push_back(rng.uniform() + rng.uniform() + rng.uniform());
  }
  for (std::size_t i = 0; i < kWords; ++i) {
    survey.words.emplace_back(static_cast<std::uint16_t>(rng.below(1U << ml::SoundWord::kBits)));
  }
  return checked;
}

/// `n` of them, the sides in turn; an artist has one track.
inline std::vector<CheckedTrack> good_tracks(std::size_t n,
                                             const std::vector<std::string>& sides = {}) {
  std::vector<CheckedTrack> tracks;
  for (std::size_t i = 0; i < n; ++i) {
    tracks.push_back(good_track(i));
    if (!sides.empty()) {
      tracks.back().track.split = sides[i % sides.size()];
    }
  }
  return tracks;
}

inline Report check(const std::vector<CheckedTrack>& tracks, const CheckOptions& options = {}) {
  return check_tracks(tracks, {}, options);
}

/// "kind: ids" of each finding, "kind column: ids" where a column is named.
inline std::vector<std::string> found(const Report& report) {
  std::vector<std::string> texts;
  for (const Finding& finding : report.findings) {
    std::string text{kind_name(finding.kind)};
    text += finding.column.empty() ? ":" : ' ' + finding.column + ':';
    for (const std::string& id : finding.tracks) {
      text += ' ' + id;
    }
    texts.push_back(text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace earmark::check::test
