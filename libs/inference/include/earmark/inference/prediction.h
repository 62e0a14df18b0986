#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::inference {

enum class Kind { kMusic, kNotMusic, kSilence };

/// "music", "not_music" or "silence".
[[nodiscard]] std::string_view to_string(Kind kind);

/// What a segment of a sound is taken for. Segments overlap where PredictOptions::hop_s says so.
struct SegmentPrediction {
  double start_s = 0;
  double end_s = 0;
  bool silent = false;  ///< under -80 dBFS: probabilities are empty, it takes no part in the mean
  std::vector<double> probabilities;  ///< [n_genres], calibrated, adding to 1
  /// Genre of the most probable path (GenrePath) through all segments; none where silent.
  std::optional<std::size_t> smoothed = {};
};

/// Where one genre gives way to another.
struct GenreChange {
  double time_s = 0;
  std::size_t from = 0;
  std::size_t to = 0;
};

/// What a kind of work took for one sound: "decode" (with mixing down), "resample", "features"
/// (table rows and tensors), "patches" (what trunks hear), "trunk.NAME" and "member.NAME".
struct Stage {
  std::string name;
  double busy_s = 0;   ///< by the clock, the sum over the threads that worked on it
  double start_s = 0;  ///< when the first began, from the start of the prediction
  double end_s = 0;    ///< when the last ended
};

/// What a sound is taken for. Probabilities are in the order of `genres` and add to 1.
struct Prediction {
  Kind kind = Kind::kMusic;
  std::vector<std::string> genres;    ///< [n_genres], those of the bundle
  std::vector<double> probabilities;  ///< calibrated; the bundle's priors where it is silence
  bool unsure = false;                ///< the highest is under the bundle's threshold
  double duration_s = 0;              ///< of what could be decoded
  /// What tells music from other sound, in [0, 1]: the bundle says from where on it is music. None
  /// where it was not asked (the chosen members need no trunk, or the bundle has no rule).
  std::optional<double> music;
  std::size_t n_segments = 0;  ///< pieces without overlap: what the whole answer comes from
  std::vector<SegmentPrediction> segments;
  std::vector<GenreChange> changes;  ///< of the segments' smoothed genre, in order
  /// Each chosen member's mean segment probabilities before calibration, by name.
  std::vector<std::pair<std::string, std::vector<double>>> members;
  /// Where asked for: what else can be heard, such as "guitar", each with its probability, the most
  /// probable first. Tags do not exclude each other.
  std::vector<std::pair<std::string, double>> tags;
  /// Where asked for: the feature table's columns (features::feature_columns()) of the 3 s in the
  /// sound's middle. Empty where these are silent, or the sound ends before its header says.
  std::vector<float> middle_row;
  std::string bundle_name;
  std::string bundle_version;
  std::vector<std::string> warnings;  ///< sentences for a person
  std::vector<Stage> stages;          ///< where the time went; not a part of the answer

  /// Place of the most probable genre in `genres`; none where `kind` is not music.
  [[nodiscard]] std::optional<std::size_t> best() const;
  /// Place of the second most probable genre; none where `kind` is not music.
  [[nodiscard]] std::optional<std::size_t> second() const;
};

/// Places of the n largest values, largest first, ties in the order given.
[[nodiscard]] std::vector<std::size_t> largest(const std::vector<double>& values, std::size_t n);

}  // namespace earmark::inference
