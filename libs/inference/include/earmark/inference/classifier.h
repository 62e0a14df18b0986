#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "earmark/features/recipe.h"
#include "earmark/features/segmenter.h"
#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/model_store.h"
#include "earmark/inference/prediction.h"
#include "earmark/inference/song_analyzer.h"

namespace earmark::inference {

inline constexpr double kSegmentSeconds = features::kSegmentSeconds;
inline constexpr double kMinHopSeconds = features::kMinHopSeconds;

struct ClassifierOptions {
  std::string profile = {};               ///< of the bundle; empty: its default
  std::vector<std::string> members = {};  ///< of the bundle, different ones; empty: the profile's
  bool tags = false;  ///< give Prediction::tags; the bundle must have the trunk musicnn
  /// Return from open() while the members are still being read on a thread of their own. What is
  /// wrong with them is then thrown by wait_until_ready() or predict().
  bool load_in_background = false;
};

struct PredictOptions {
  /// Threads that work on one sound, the caller's among them; more than one pays for long sounds.
  /// The answer does not depend on it.
  std::size_t n_threads = 1;
  /// Time from one of Prediction::segments to the next, in [kMinHopSeconds, 3]; under 3 s they
  /// overlap, and cost as many times more. All but `segments` and `changes` is the same for any.
  double hop_s = kSegmentSeconds;
  /// A sound that lasts longer is refused: before it is decoded where its header says so and there
  /// is sound that far into it, else once so much of it was decoded. Over 0.
  double max_duration_s = std::numeric_limits<double>::infinity();
  /// A sound of more channels is refused. At least 1; over 64 are never taken.
  std::size_t max_channels = 64;
  bool middle_row = false;  ///< give Prediction::middle_row, at the price of a table row
};

/// Who wants to hear of a prediction while it comes about. All are called by the thread that called
/// predict(); what they throw ends it.
struct PredictCallbacks {
  /// Now and then.
  std::function<void(const SongProgress&)> on_progress = {};
  /// Each of Prediction::segments as soon as it is judged, in their order and without gaps;
  /// `smoothed` is not known yet.
  std::function<void(const SegmentPrediction&)> on_segment = {};
  /// The segments begin anew, from the first.
  std::function<void()> on_restart = {};
};

/// Names the genre of sounds: the one public entry to the engine.
///
///     const auto classifier = Classifier::open("models/default");
///     const Prediction prediction = classifier.predict("song.mp3");
///
/// Immutable; predict() is thread-safe. Memory does not grow with a sound's length, but for some
/// 300 bytes a segment; at a hop of 0.5 s there are six times as many.
class Classifier {
 public:
  /// @throws BundleError            the bundle or a chosen member cannot be used, or tags are asked
  ///                                for and it has no trunk that names them
  /// @throws std::invalid_argument  both a profile and members
  [[nodiscard]] static Classifier open(const std::filesystem::path& bundle,
                                       const ClassifierOptions& options = {});

  /// The same with models that other classifiers may use too: only those are read that none of
  /// them has needed.
  [[nodiscard]] static Classifier open(const ModelStore& models,
                                       const ClassifierOptions& options = {});

  ~Classifier();
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;

  [[nodiscard]] const BundleManifest& manifest() const;
  /// The chosen members, in the order in which predictions report them.
  [[nodiscard]] const std::vector<std::string>& members() const;

  /// @throws BundleError  a member cannot be used
  void wait_until_ready() const;

  /// Segments of 3 s are judged one by one; the answer is each member's mean over the segments
  /// that are not silent, the members' weighted mean, and the bundle's calibration. Overlapping
  /// segments take no part in it.
  ///
  /// @throws DecodeError            as audio::Reader; kind "too_short": under 0.5 s of sound; kind
  ///                                "too_long": over options.max_duration_s; kind "decode": over
  ///                                options.max_channels, or damaged, and under one segment could
  ///                                be decoded
  /// @throws BundleError            a member cannot be used
  /// @throws std::invalid_argument  an option out of range
  [[nodiscard]] Prediction predict(const std::filesystem::path& file,
                                   const PredictOptions& options = {},
                                   const PredictCallbacks& callbacks = {}) const;

  /// The same for a file's content in memory.
  [[nodiscard]] Prediction predict(std::span<const std::byte> content,
                                   const PredictOptions& options = {},
                                   const PredictCallbacks& callbacks = {}) const;

 private:
  struct State;
  explicit Classifier(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace earmark::inference
