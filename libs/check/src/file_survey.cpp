#include "earmark/check/file_survey.h"

#include <array>
#include <cstddef>
#include <utility>

#include "band_limit.h"
#include "earmark/audio/mono_stream.h"
#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "earmark/features/recipe.h"
#include "earmark/features/segment_analyzer.h"
#include "earmark/features/segmenter.h"
#include "level_meter.h"

namespace earmark::check {
namespace {

constexpr std::size_t kBlockSamples = 8192;

std::string hash_of(const std::filesystem::path& file) {
  try {
    return sha256_file(file);
  } catch (const IoError&) {
    return "";
  }
}

void require_enough(const std::filesystem::path& file, const audio::MonoStream& stream) {
  if (!stream.warnings().empty() && stream.duration_read_s() < features::kSegmentSeconds) {
    throw DecodeError("cannot read " + file.string() + ": " + stream.warnings().front() +
                      ", and what can be read does not fill a segment of 3 s");
  }
}

}  // namespace

struct FileSurveyor::Plans {
  features::SegmentAnalyzer analyzer;
};

/// Hears one song at a time.
struct FileSurveyor::Scratch::Buffers {
  features::SegmentAnalyzer::Scratch analyzer;
  BandLimit band_limit;
  std::vector<float> row = std::vector<float>(features::kNFeatures);
  std::vector<float> mfcc = std::vector<float>(features::kNFrames * features::kNMfccTensor);

  void hear(const features::Segment& segment, const Plans& plans, FileSurvey& survey);
  void finish(FileSurvey& survey) const;
  /// Fills `survey` as far as the sound reaches, whatever is thrown.
  /// @return  whether the channels cancel each other out
  bool listen(const std::filesystem::path& file, audio::DownMix down_mix, const Plans& plans,
              FileSurvey& survey, const std::function<void()>& on_block);
};

void FileSurveyor::Scratch::Buffers::hear(const features::Segment& segment, const Plans& plans,
                                          FileSurvey& survey) {
  ++survey.n_segments;
  if (segment.silent) {
    ++survey.n_silent;
    return;
  }
  const MatrixView<float> tensor{mfcc.data(), features::kNFrames, features::kNMfccTensor};
  plans.analyzer.analyze(segment.samples, {}, analyzer, row, tensor);
  band_limit.add(segment.samples);
  ml::add_sound_words(survey.words, tensor, segment.start_s);
  survey.features.resize(features::kNFeatures);
  for (std::size_t c = 0; c < features::kNFeatures; ++c) {
    survey.features[c] += row[c];
  }
}

void FileSurveyor::Scratch::Buffers::finish(FileSurvey& survey) const {
  const std::size_t n_heard = survey.n_segments - survey.n_silent;
  if (n_heard == 0) {
    return;
  }
  for (double& value : survey.features) {
    value /= static_cast<double>(n_heard);
  }
  survey.resampled_from = band_limit.resampled_from();
}

bool FileSurveyor::Scratch::Buffers::listen(const std::filesystem::path& file,
                                            audio::DownMix down_mix, const Plans& plans,
                                            FileSurvey& survey,
                                            const std::function<void()>& on_block) {
  auto reader = audio::Reader::open(file);
  survey.sample_rate = reader.info().sample_rate;
  band_limit.reset();
  LevelMeter meter{static_cast<std::size_t>(reader.info().n_channels)};
  audio::MonoStream stream{std::move(reader),
                           {.sr = features::kSampleRate,
                            .down_mix = down_mix,
                            .on_decoded = [&](std::span<const float> block) { meter.add(block); }}};
  features::Segmenter segmenter{
      [&](const features::Segment& segment) { hear(segment, plans, survey); }};
  std::array<float, kBlockSamples> block{};
  for (std::size_t n = block.size(); n == block.size();) {
    n = stream.read(block);
    segmenter.push(std::span{block}.first(n));
    survey.duration_s = stream.duration_read_s();
    survey.peak = meter.peak();
    if (on_block) {
      on_block();
    }
  }
  survey.clipped_share = meter.clipped_share();
  survey.damage = stream.warnings();
  require_enough(file, stream);
  (void)segmenter.finish();
  finish(survey);
  return stream.channels_cancel();
}

FileSurveyor::Scratch::Scratch() : buffers_{std::make_unique<Buffers>()} {}
FileSurveyor::Scratch::~Scratch() = default;
FileSurveyor::Scratch::Scratch(Scratch&&) noexcept = default;
FileSurveyor::Scratch& FileSurveyor::Scratch::operator=(Scratch&&) noexcept = default;

FileSurveyor::FileSurveyor() : plans_{std::make_unique<Plans>()} {}
FileSurveyor::~FileSurveyor() = default;

FileSurvey FileSurveyor::survey(const std::filesystem::path& file, Scratch& scratch,
                                const std::function<void()>& on_block) const {
  FileSurvey survey{.heard = true};
  try {
    Scratch::Buffers& buffers = *scratch.buffers_;
    if (buffers.listen(file, audio::DownMix::mean, *plans_, survey, on_block)) {
      survey = {.heard = true};
      (void)buffers.listen(file, audio::DownMix::loudest, *plans_, survey, on_block);
      survey.channels_cancel = true;
    }
    survey.sha256 = hash_of(file);
  } catch (const DecodeError& error) {
    survey.error_kind = error.kind();
    survey.error = error.what();
  }
  return survey;
}

}  // namespace earmark::check
