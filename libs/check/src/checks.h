#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "earmark/check/check.h"

namespace earmark::check {

/// The tracks that a check looks at, with each one's side of the split ("" for none).
struct Subject {
  std::span<const CheckedTrack> tracks;
  std::vector<std::string> sides;  ///< [tracks.size()]
  const CheckOptions& options;
};

using Tracks = std::span<const CheckedTrack>;

// Each adds what it finds, and what it cannot look at, to a report.
void check_files(const Subject& subject, Report& report);
void check_recordings(const Subject& subject, Tracks training, Report& report);
void check_artists(const Subject& subject, Report& report);
void check_genres(const Subject& subject, Report& report);
void check_columns(const Subject& subject, Report& report);
void check_drift(const Subject& subject, Tracks training, Report& report);

}  // namespace earmark::check
