#pragma once

#include <optional>
#include <string>
#include <vector>

#include "augmented_files.h"
#include "earmark/augment/changes.h"

namespace earmark::cli {

/// What was done to a copy, and what it then measured.
struct Augmented {
  augment::Changes changes;
  std::optional<double> crop_start_s = std::nullopt;
  std::vector<std::size_t> order = {};
  std::optional<double> snr_db = std::nullopt;
  double duration_s = 0;
  int sample_rate = 0;
  int n_channels = 0;
  double peak = 0;
  std::optional<double> level_db = std::nullopt;  ///< of all samples' mean square; absent: silence
  std::vector<std::string> warnings = {};
};

/// One line of --json, as docs/guides/augment.md describes it.
[[nodiscard]] std::string augmented_json(const AugmentedFile& file, const Augmented& augmented);

/// One line for a reader: "out/song.wav: 10 s, gain_db -6, noise_snr_db 20".
[[nodiscard]] std::string augmented_line(const AugmentedFile& file, const Augmented& augmented);

}  // namespace earmark::cli
