#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/behave/case.h"
#include "earmark/behave/hearing.h"
#include "earmark/behave/subject.h"

namespace earmark::behave {

enum class Verdict { kPassed, kFailed, kNotAsked };

/// "passed", "failed" or "not asked".
[[nodiscard]] std::string_view verdict_name(Verdict verdict);

/// A song that did not bear a case out.
struct Miss {
  std::string song;
  Answer before;
  Answer after;   ///< of the step that was worst; as `before` for minimum functionality
  double by = 0;  ///< how much: the rise of a direction, the distance of an invariance, and 1 - p
                  ///< of the right genre for minimum functionality
};

/// How one subject answered one case.
struct Outcome {
  Verdict verdict = Verdict::kNotAsked;
  std::string reason = {};        ///< why it was not asked
  std::size_t n_songs = 0;        ///< asked about
  std::size_t n_good = 0;         ///< that bear it out
  double asked = 1;               ///< share of the songs that has to
  std::vector<Miss> misses = {};  ///< the others, the worst first
  /// Songs that do not take the alteration, which are not asked about, and why the first did not.
  std::size_t n_left_out = 0;
  std::string left_out_reason = {};
  /// Of an invariance: mean total variation distance of the probabilities, in [0, 1]: half the sum
  /// of their differences.
  std::optional<double> distance = std::nullopt;
  /// Of a direction: the genre's mean probability, unaltered and after each step.
  std::vector<double> mean_probabilities = {};

  /// Of the songs that bear it out; 0 where none was asked about.
  [[nodiscard]] double share() const;
};

/// Half the sum of the differences, in [0, 1] for probabilities of the same genres.
[[nodiscard]] double total_variation(std::span<const double> a, std::span<const double> b);

/// Whether a subject answers a case as asked; not asked where there are no songs for it, or its
/// genre is not among `genres`.
/// @param case_number, subject_number  in what hear() was given
[[nodiscard]] Outcome judge(const Case& asked, std::size_t case_number, const Subject& subject,
                            std::size_t subject_number, std::span<const HeardSong> songs,
                            std::span<const std::string> genres);

}  // namespace earmark::behave
