#pragma once

#include <optional>
#include <string>

#include "earmark/command_line/console.h"
#include "tracked_run.h"

namespace earmark::cli {

/// `earmark train tagger --genres-dir DIR --bundle OUT`.
struct GenreBundleFlags {
  TrackedRun& run;  ///< that the training is logged as
  std::string genres_dir;
  std::string bundle;
  std::string trunks;
  std::string params;
  std::string jobs;
  std::string folds;  ///< "" for 5, or as many as there are artists
  std::string split_seed;
  bool fine_tune = false;  ///< the trunk musicnn too, in every fold anew
  bool progress = false;
};

/// From folders of songs to a bundle that every other command takes: listens to each song once
/// (kept in OUT.work, from where a killed run goes on), checks them, judges a tagger over folds of
/// artists, trains one on all songs, calibrates it and writes a report beside the bundle.
/// @throws UsageError, TableError, IoError, BundleError, Interrupted
void train_genre_bundle(Console& console, const GenreBundleFlags& flags);

}  // namespace earmark::cli
