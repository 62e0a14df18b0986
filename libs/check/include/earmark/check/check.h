#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/check/file_survey.h"
#include "earmark/check/finding.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/tracks.h"

namespace earmark::check {

/// A labelled song and what was heard of it.
struct CheckedTrack {
  ml::Track track;
  FileSurvey survey;

  /// Of a track that could not be prepared, prepared data know the id alone.
  [[nodiscard]] bool has_labels() const { return !track.genre.empty(); }
};

/// The tracks of prepared data, for all checks but those of the files themselves.
/// @throws std::logic_error  features or tensors were not loaded
/// @throws TableError        the data are of another recipe, or a segment's start_s is negative or
///                           beyond 100,000 s
[[nodiscard]] std::vector<CheckedTrack> tracks_of(const ml::PreparedData& data);

/// What counts as a fault.
struct CheckOptions {
  double min_s = 3.0;                   ///< shorter sound is too short; > 0
  double max_clipped = 0.01;            ///< share of samples, 0 to 1
  std::optional<int> sample_rate = {};  ///< that each file must have; none: as most others
  double max_imbalance = 4.0;           ///< tracks of the largest genre to those of another; >= 1
  double max_psi = 0.25;                ///< over what chance makes; > 0
  double max_ks = 0.25;                 ///< 0 to 1; drift passes it, max_psi and chance
  std::string split_column = "split";

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;
};

/// The tracks of one genre.
struct GenreCount {
  std::string genre;
  std::size_t n_tracks = 0;
  std::map<std::string, std::size_t> n_of_split;  ///< of tracks with a split
};

/// How one feature differs between two sets of tracks, by the tracks' means. Tracks of the
/// reference weigh as much as makes its mix of genres the other's, so that the mix is no drift;
/// genres that only one set has are left out.
struct ColumnDrift {
  Kind kind = Kind::kSplitDrift;  ///< or kBatchDrift
  std::string column;
  std::string reference;  ///< such as "train"
  std::string other;      ///< such as "valid"
  double ks = 0.0;
  double p_value = 1.0;        ///< of ks, as one test alone
  double psi = 0.0;            ///< over ten bins of equal mass
  double psi_by_chance = 0.0;  ///< of samples so small, on average
  bool drifted = false;
  double low = 0.0;   ///< of the histogram, whose bins are of equal width: all but 1 % lie above
  double high = 0.0;  ///< all but 1 % lie below; the outermost bins hold what lies beyond
  std::vector<double> reference_shares;
  std::vector<double> other_shares;
};

/// Something that could not be looked at, and why.
struct NotChecked {
  std::vector<Kind> kinds;
  std::string reason;
};

struct Report {
  std::size_t n_tracks = 0;
  std::size_t n_training = 0;  ///< tracks that the new ones were compared with
  double duration_s = 0.0;     ///< of all that could be decoded
  CheckOptions options;
  std::vector<Finding> findings;            ///< by kind, then severity, the worst first
  std::vector<GenreCount> genres;           ///< by name
  std::map<int, std::size_t> sample_rates;  ///< files by rate in Hz
  std::vector<ColumnDrift> drifts;          ///< of each pair of sets, the largest ks first
  std::vector<NotChecked> not_checked;

  [[nodiscard]] std::size_t count(Severity severity) const;
  [[nodiscard]] std::size_t count(Kind kind) const;
};

/// Looks for faults in labelled songs. Uses the calling thread.
///
/// Same recordings are told by ml::find_sound_matches and by equal files; tracks that are known as
/// copies (column `copy_of`) are none. Artists are told apart as by ml::ArtistGroups.
///
/// Drift has to pass three limits: the KS statistic options.max_ks; PSI, less what chance makes,
/// options.max_psi; and chance with p under 0.01 over all columns together (Bonferroni), where all
/// tracks of one artist count as one. It is not looked for where a set is worth under
/// kLeastDriftSize such independent tracks.
///
/// @param training  what the tracks are a new batch for; may be empty
/// @throws std::invalid_argument  as CheckOptions::validate
/// @throws TableError             no track has the column options.split_column, unless it is
/// "split"
[[nodiscard]] Report check_tracks(std::span<const CheckedTrack> tracks,
                                  std::span<const CheckedTrack> training,
                                  const CheckOptions& options);

inline constexpr double kLeastDriftSize = 20.0;

}  // namespace earmark::check
