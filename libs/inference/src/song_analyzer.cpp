#include "earmark/inference/song_analyzer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "earmark/audio/mono_stream.h"
#include "earmark/audio/resampler.h"
#include "earmark/base/errors.h"
#include "earmark/base/length_text.h"
#include "earmark/features/recipe.h"
#include "earmark/features/segment_analyzer.h"
#include "earmark/features/segment_length.h"
#include "earmark/features/segmenter.h"
#include "open_sound.h"
#include "segment_workers.h"

namespace earmark::inference {
namespace {

using Clock = StageTimes::Clock;

constexpr std::size_t kBlockSamples = 8192;
/// Taken for the middle of a sound whose header does not tell its length.
constexpr double kUnknownMiddleS = 13.5;

/// What one thread writes into.
struct Workspace {
  features::SegmentAnalyzer::Scratch scratch;
  features::LogMelPatch::Scratch patch_scratch;
  audio::Resampler resampler{
      {.orig_sr = features::kSampleRate, .target_sr = features::kPatchSampleRate}};
  std::vector<float> resampled;
  std::vector<float> patches;
  std::vector<float> table;
  std::vector<float> mfcc;
};

// Decoding and resampling go by turns, so that both lie within the same time.
void note_reading(StageTimes* times, audio::ReadTimes took, Clock::time_point begin,
                  Clock::time_point end) {
  if (times != nullptr) {
    times->add(SongStage::kDecode, begin, end, took.decode_s);
    times->add(SongStage::kResample, begin, end, took.resample_s);
  }
}

double middle_of(const audio::StreamInfo& info) {
  const auto duration_s = claimed_duration_s(info);
  return duration_s ? *duration_s / 2 : kUnknownMiddleS;
}

}  // namespace

struct SongAnalyzer::State {
  explicit State(const SongAnalyzerOptions& wanted)
      : options{wanted}, analyzer{wanted.segment_samples} {
    if (!options.patches.empty() && options.segment_samples != features::kSegmentSamples) {
      throw std::invalid_argument("SongAnalyzer: patches are of segments of 3 s");
    }
    for (const features::LogMelPatchConfig& config : options.patches) {
      patches.emplace_back(config);
      n_patch_values += config.n_values();
    }
  }

  SongAnalyzerOptions options;
  features::SegmentAnalyzer analyzer;
  std::vector<features::LogMelPatch> patches;
  std::size_t n_patch_values = 0;
  // Workspaces are megabytes whose first touch costs more than a segment's share of time.
  std::mutex mutex;
  std::vector<std::unique_ptr<Workspace>> idle;

  /// Of the tensor, none where it is not asked for.
  [[nodiscard]] std::size_t n_frames() const { return options.mfcc ? analyzer.n_frames() : 0; }

  std::unique_ptr<Workspace> borrow() {
    const std::lock_guard lock{mutex};
    if (idle.empty()) {
      auto workspace = std::make_unique<Workspace>();
      workspace->table.resize(features::kNFeatures);
      workspace->mfcc.resize(n_frames() * features::kNMfccTensor);
      workspace->resampled.resize(patches.empty() ? 0 : features::kPatchSamples);
      workspace->patches.resize(n_patch_values);
      return workspace;
    }
    auto workspace = std::move(idle.back());
    idle.pop_back();
    return workspace;
  }

  void give_back(std::unique_ptr<Workspace> workspace) {
    const std::lock_guard lock{mutex};
    idle.push_back(std::move(workspace));
  }

  void analyze_segment(AnalyzedSegment segment, std::span<const float> samples,
                       const OnSegment& on_segment, const AnalyzeOptions& how) {
    if (segment.silent && !options.silent_segments) {
      on_segment(segment);
      return;
    }
    auto workspace = borrow();
    const std::span<const float> row = workspace->table;
    segment.table = options.table ? row : std::span<const float>{};
    segment.middle_row = how.middle_row && segment.is_middle ? row : std::span<const float>{};
    const bool needs_row = !segment.table.empty() || !segment.middle_row.empty();
    if (needs_row || options.mfcc) {
      const StageTimer timer{how.times, SongStage::kFeatures};
      analyzer.analyze(samples, {.table = needs_row, .mfcc = options.mfcc}, workspace->scratch,
                       workspace->table,
                       {workspace->mfcc.data(), n_frames(), features::kNMfccTensor});
    }
    if (!patches.empty()) {
      const StageTimer timer{how.times, SongStage::kPatches};
      compute_patches(samples, *workspace);
    }
    segment.mfcc = workspace->mfcc;
    segment.patches = workspace->patches;
    on_segment(segment);
    give_back(std::move(workspace));
  }

  /// Of each segment by itself: what lies beyond its ends reaches no further into it than the few
  /// samples of the resampling filter.
  void compute_patches(std::span<const float> samples, Workspace& workspace) const {
    const std::span<float> resampled = workspace.resampled;
    const auto progress = workspace.resampler.process(samples, resampled);
    (void)workspace.resampler.finish(resampled.subspan(progress.n_written));
    workspace.resampler.reset();
    features::level_patch(resampled);
    std::span<float> out = workspace.patches;
    for (const features::LogMelPatch& patch : patches) {
      const features::LogMelPatchConfig& config = patch.config();
      patch.process(resampled, workspace.patch_scratch,
                    {out.data(), config.n_frames, config.n_mels});
      out = out.subspan(config.n_values());
    }
  }

  SongSummary read(audio::MonoStream& stream, const Sound& sound, const OnSegment& on_segment,
                   const AnalyzeOptions& how);
};

SongSummary SongAnalyzer::State::read(audio::MonoStream& stream, const Sound& sound,
                                      const OnSegment& on_segment, const AnalyzeOptions& how) {
  SegmentWorkers workers{how.n_threads,
                         [&](const AnalyzedSegment& segment, std::span<const float> samples) {
                           analyze_segment(segment, samples, on_segment, how);
                         },
                         how.may_share};
  const double middle_s = middle_of(stream.info());
  features::Segmenter segmenter{
      [&](const features::Segment& segment) {
        workers.push({.index = segment.index,
                      .start_s = segment.start_s,
                      .end_s = segment.end_s,
                      .silent = segment.silent,
                      .is_piece = segment.is_piece,
                      .is_step = segment.is_step,
                      .is_middle = segment.is_piece && segment.start_s <= middle_s &&
                                   middle_s < segment.end_s},
                     segment.samples);
      },
      options.segment_samples, how.hop_s};
  std::array<float, kBlockSamples> block{};
  const Clock::time_point begin = Clock::now();
  Clock::time_point end = begin;
  for (std::size_t n = block.size(); n == block.size();) {
    n = stream.read(block);
    end = Clock::now();
    require_length(stream.duration_read_s(), sound, how.limits);
    segmenter.push(std::span{block}.first(n));
    if (how.on_progress) {
      how.on_progress({stream.duration_read_s(), claimed_duration_s(stream.info())});
    }
  }
  note_reading(how.times, stream.times(), begin, end);
  const bool damaged = !stream.warnings().empty();
  const double needed_s = features::seconds_of(options.segment_samples);
  if (const double read_s = stream.duration_read_s(); damaged && read_s < needed_s) {
    const auto n_needed = static_cast<std::int64_t>(options.segment_samples);
    const std::int64_t n_read = std::llround(read_s * features::kSampleRate);
    const auto [read, needed] =
        length_texts(std::min(n_read, n_needed - 1), n_needed, features::kSampleRate);
    throw DecodeError("cannot read " + name_of(sound) + ": " + stream.warnings().front() +
                      ", but " + read + " do not fill a segment of " + needed);
  }
  features::SegmentSummary cut = segmenter.finish();
  workers.finish();
  SongSummary summary{stream.duration_read_s(), cut.n_segments, stream.warnings()};
  summary.warnings.insert(summary.warnings.end(), cut.warnings.begin(), cut.warnings.end());
  return summary;
}

SongAnalyzer::SongAnalyzer(const SongAnalyzerOptions& options)
    : state_{std::make_unique<State>(options)} {}

SongAnalyzer::~SongAnalyzer() = default;

std::size_t SongAnalyzer::segment_samples() const { return state_->options.segment_samples; }

SongSummary SongAnalyzer::analyze(const Sound& sound, const OnSegment& on_segment,
                                  const AnalyzeOptions& options) const {
  options.limits.validate();
  audio::MonoStream stream{open_sound(sound, options.limits), {.sr = features::kSampleRate}};
  SongSummary summary;
  try {
    summary = state_->read(stream, sound, on_segment, options);
  } catch (const DecodeError& error) {
    if (error.kind() != "too_short") {
      throw;
    }
    throw DecodeError("too_short", name_of(sound) + ": " + error.what());
  }
  if (!stream.channels_cancel()) {
    return summary;
  }
  if (options.on_restart) {
    options.on_restart();
  }
  audio::MonoStream loudest{open_sound(sound, options.limits),
                            {.sr = features::kSampleRate, .down_mix = audio::DownMix::loudest}};
  summary = state_->read(loudest, sound, on_segment, options);
  summary.warnings.emplace_back(
      "the channels cancel each other out when mixed, as when one is inverted; the louder one "
      "was used");
  return summary;
}

}  // namespace earmark::inference
