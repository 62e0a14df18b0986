#include "earmark/check/check.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "checks.h"
#include "earmark/base/errors.h"

namespace earmark::check {
namespace {

/// "" where the list does not have the column.
std::string side_of(const ml::Track& track, const std::string& column) {
  if (column == "split") {
    return track.split;
  }
  if (column == "source") {
    return track.source;
  }
  const auto found = track.others.find(column);
  return found == track.others.end() ? "" : found->second;
}

std::vector<std::string> sides_of(Tracks tracks, const std::string& column) {
  std::vector<std::string> sides;
  sides.reserve(tracks.size());
  for (const CheckedTrack& checked : tracks) {
    sides.push_back(side_of(checked.track, column));
  }
  if (column != "split" && std::ranges::all_of(sides, &std::string::empty)) {
    throw TableError("no track has a value in the column " + column +
                     ", by which the tracks were to be split");
  }
  return sides;
}

/// Larger is worse, among findings of one kind; equal where the order is already right.
double badness(const Finding& finding) {
  switch (finding.kind) {
    case Kind::kTooShort:
    case Kind::kWrongRate:
      return -finding.value.value_or(0.0);
    case Kind::kSilent:
    case Kind::kClipped:
    case Kind::kClassImbalance:
      return finding.value.value_or(0.0);
    default:
      return 0.0;
  }
}

}  // namespace

void CheckOptions::validate() const {
  if (!(min_s > 0.0)) {
    throw std::invalid_argument("check_tracks: min_s must be > 0");
  }
  if (!(max_clipped >= 0.0 && max_clipped <= 1.0 && max_ks >= 0.0 && max_ks <= 1.0)) {
    throw std::invalid_argument("check_tracks: max_clipped and max_ks must be from 0 to 1");
  }
  if (!(max_imbalance >= 1.0 && max_psi > 0.0)) {
    throw std::invalid_argument("check_tracks: max_imbalance must be >= 1 and max_psi > 0");
  }
}

std::size_t Report::count(Severity severity) const {
  return static_cast<std::size_t>(std::ranges::count(findings, severity, &Finding::severity));
}

std::size_t Report::count(Kind kind) const {
  return static_cast<std::size_t>(std::ranges::count(findings, kind, &Finding::kind));
}

Report check_tracks(std::span<const CheckedTrack> tracks, std::span<const CheckedTrack> training,
                    const CheckOptions& options) {
  options.validate();
  const Subject subject{tracks, sides_of(tracks, options.split_column), options};
  Report report;
  report.n_tracks = tracks.size();
  report.n_training = training.size();
  report.options = options;
  check_files(subject, report);
  check_recordings(subject, training, report);
  check_artists(subject, report);
  check_genres(subject, report);
  check_columns(subject, report);
  check_drift(subject, training, report);
  std::ranges::stable_sort(report.findings, {}, [](const Finding& finding) {
    return std::tuple{finding.kind, finding.severity, -badness(finding)};
  });
  return report;
}

}  // namespace earmark::check
