#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/features/log_mel_patch.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/stage_times.h"

namespace earmark::inference {

/// A sound to read: a file, or a file's content that outlives the reading.
struct Sound {
  std::filesystem::path file;  ///< empty: `content` is read
  std::span<const std::byte> content;
};

/// How far a reading is.
struct SongProgress {
  double decoded_s = 0;
  std::optional<double> duration_s;  ///< as the header claims; none where it says nothing
};

/// What a member can ask for. Spans are valid only during the call.
struct AnalyzedSegment {
  std::size_t index = 0;  ///< 0, 1, ... from the start of the song
  double start_s = 0;
  double end_s = 0;                   ///< where the song's own sound ends: early if it was repeated
  bool silent = false;                ///< peak under -80 dBFS
  bool is_piece = true;               ///< of those that follow each other without overlap
  bool is_step = true;                ///< starts at a multiple of the hop
  std::span<const float> table = {};  ///< [57], features::feature_columns(); empty if not asked for
  std::span<const float> mfcc = {};   ///< [n_frames * 13], frame by frame; empty if not asked for
  std::span<const float> patches = {};     ///< those asked for, one after the other
  bool is_middle = false;                  ///< the piece in the sound's middle, see AnalyzeOptions
  std::span<const float> middle_row = {};  ///< as `table`, of the middle piece where asked for
};

struct SongSummary {
  double duration_s = 0;
  std::size_t n_segments = 0;         ///< pieces
  std::vector<std::string> warnings;  ///< sentences for a person
};

struct SongAnalyzerOptions {
  bool table = true;                                      ///< compute table rows
  bool mfcc = true;                                       ///< compute MFCC tensors
  std::vector<features::LogMelPatchConfig> patches = {};  ///< compute these too, of 3 s segments
  bool silent_segments = true;                            ///< analyse those too
  std::size_t segment_samples =
      features::kSegmentSamples;  ///< at 22050 Hz; models need the default

  friend bool operator==(const SongAnalyzerOptions&, const SongAnalyzerOptions&) = default;
};

/// How much sound is taken. A header that claims more is believed only where there is sound that
/// far into it, so that refusing costs no more than decoding up to the limit.
struct SoundLimits {
  double max_duration_s = std::numeric_limits<double>::infinity();  ///< over 0
  std::size_t max_channels = 64;                                    ///< at least 1

  /// @throws std::invalid_argument  a limit out of its range
  void validate() const;
};

/// How a sound is to be read.
struct AnalyzeOptions {
  std::size_t n_threads = 1;  ///< at least 1, the caller's among them
  /// Give overlapping segments too, one at each multiple, as features::Segmenter.
  std::optional<double> hop_s = {};
  SoundLimits limits = {};
  /// Compute the table row of the piece in the middle, unless it is silent and silent segments are
  /// not analysed. Where the middle lies is what the header claims; where it says nothing, 13.5 s
  /// into the sound; a sound that ends before has no middle.
  bool middle_row = false;
  /// Asked at each segment: whether the other threads may work now; empty means yes. A caller whose
  /// own work keeps the processors busy for a while says no until it is done.
  std::function<bool()> may_share = {};
  /// Called where the segments begin anew, from the first.
  std::function<void()> on_restart = {};
  /// Called now and then by the thread that called analyze(); what it throws ends it.
  std::function<void(const SongProgress&)> on_progress = {};
  StageTimes* times = nullptr;  ///< where to note what the stages took; must outlive the call
};

/// Decodes a sound and analyses it segment by segment, on several threads, in memory that does not
/// grow with its length. Immutable, thread-safe.
class SongAnalyzer {
 public:
  /// Called for each segment, by several threads at a time and in no certain order.
  using OnSegment = std::function<void(const AnalyzedSegment&)>;

  /// @throws std::invalid_argument  as features::require_segment_samples and LogMelPatchConfig,
  ///                                or patches of segments that are not 3 s long
  explicit SongAnalyzer(const SongAnalyzerOptions& options = {});
  ~SongAnalyzer();
  SongAnalyzer(const SongAnalyzer&) = delete;
  SongAnalyzer& operator=(const SongAnalyzer&) = delete;

  [[nodiscard]] std::size_t segment_samples() const;

  /// Where the mean of the channels cancels out, the sound is read again with its louder channel
  /// alone and the segments are given again, after options.on_restart.
  ///
  /// @throws DecodeError            as audio::Reader; kind "too_short": under 0.5 s; kind
  ///                                "too_long": over options.limits; kind "decode": more channels
  ///                                than these, or damaged, and under one segment could be decoded
  /// @throws std::invalid_argument  options.hop_s as features::Segmenter, or options.limits
  SongSummary analyze(const Sound& sound, const OnSegment& on_segment,
                      const AnalyzeOptions& options = {}) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::inference
