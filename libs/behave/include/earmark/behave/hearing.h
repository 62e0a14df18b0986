#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/behave/case.h"
#include "earmark/behave/song.h"
#include "earmark/behave/subject.h"
#include "earmark/inference/classifier.h"

namespace earmark::behave {

/// What a subject takes a sound for.
struct Answer {
  std::string label;  ///< a genre, "not music" or "silence"
  bool unsure = false;
  std::vector<double> probabilities;  ///< [n_genres]
};

/// An altered song.
struct HeardStep {
  std::vector<Answer> answers;  ///< [n_subjects]; empty where the song does not take the alteration
  std::string failure;          ///< why
};

struct HeardSong {
  std::string name;
  std::string genre;  ///< "" where unknown
  bool rendered = false;
  std::string error;               ///< why it could not be read; then all else is empty
  std::vector<Answer> plain = {};  ///< [n_subjects], unaltered
  std::vector<std::vector<HeardStep>> altered = {};  ///< [n_cases][steps of the case]
};

struct HearingOptions {
  std::size_t n_jobs = 1;  ///< threads
  std::uint64_t seed = 0;  ///< of what is drawn, for each song and case apart
  /// Called often by any thread; may throw, which ends the hearing.
  std::function<void()> between = {};
  /// Called by any thread with the number of sounds heard so far of `n_sounds()`.
  std::function<void(std::size_t n_heard)> on_heard = {};
};

/// Sounds that hear() hears: each song once, and once for each step of each case.
[[nodiscard]] std::size_t n_sounds(std::span<const Case> cases, std::size_t n_songs);

/// Plays every song to the subjects, as it is and altered for every case. A song is decoded once,
/// and heard once for all subjects; about n_jobs songs are in memory at a time. The answers do not
/// depend on n_jobs.
/// @param classifier  has members_of(subjects)
/// @throws BundleError  a member cannot be used
[[nodiscard]] std::vector<HeardSong> hear(const inference::Classifier& classifier,
                                          std::span<const Subject> subjects,
                                          std::span<const Song> songs, std::span<const Case> cases,
                                          const HearingOptions& options);

}  // namespace earmark::behave
