#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "altered_copies.h"
#include "earmark/command_line/console.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/prepared_writer.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// What lies in a folder, whose features and tensors are those that this program prepares.
/// @throws TableError  as ml::PreparedData::load, or it was made by another
[[nodiscard]] ml::PreparedData load_prepared(const std::filesystem::path& dir,
                                             const ml::PreparedParts& parts = {});

struct PrepareOptions {
  std::filesystem::path dir;     ///< where the result goes
  std::filesystem::path trunks;  ///< folder of the trunks that make embeddings; "" for none
  std::size_t n_jobs = 1;
  bool progress_lines = false;
  ml::ChooseSides choose_sides = {};  ///< none: the tracks' own `split`
  CopiesConfig copies = {};           ///< of the songs that choose_sides trains on
};

struct Preparation {
  std::size_t n_tracks = 0;  ///< copies among them
  std::size_t n_kept = 0;    ///< done by an earlier run
  std::size_t n_failed = 0;
  std::size_t n_segments = 0;
};

/// Analyses labelled tracks into DIR (docs/formats/prepared-data.md), passing over those that an
/// earlier run has done. Silent segments are left out; tracks that cannot be read or are silent
/// throughout are reported and left out.
/// @throws IoError, TableError, Interrupted  what is done is kept and says so on standard error
/// @throws BundleError                       a trunk cannot be used
Preparation prepare_tracks(Console& console, const std::vector<ml::Track>& tracks,
                           const PrepareOptions& options);

}  // namespace earmark::cli
