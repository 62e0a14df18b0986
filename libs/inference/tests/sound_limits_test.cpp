#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/inference/classifier.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

using Bytes = std::vector<std::byte>;

constexpr int kSampleRate = 8000;
constexpr double kLimitSeconds = 30;
/// What is decoded at a time, at the rate that models hear.
constexpr double kBlockSeconds = 8192 / 22050.0;

/// Minutes of silence in a few bytes; `format` is a sum of SF_FORMAT_ values.
Bytes silent_file(int format, int minutes) {
  const earmark::test::TempDir folder;
  const auto path = folder.path() / "silence";
  SF_INFO info{};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = format;
  SNDFILE* const file = ::sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) {
    throw std::runtime_error("libsndfile does not write this format");
  }
  const std::vector<float> minute(std::size_t{60} * kSampleRate);
  for (int i = 0; i < minutes; ++i) {
    ::sf_write_float(file, minute.data(), static_cast<sf_count_t>(minute.size()));
  }
  ::sf_close(file);
  return read_file(path);
}

struct Outcome {
  std::string kind;  ///< of the error; "" where there is none
  std::string message;
  double decoded_s = 0;
  SongSummary summary;
};

Outcome analyze(const Bytes& content,
                const SoundLimits& limits = {.max_duration_s = kLimitSeconds}) {
  static const SongAnalyzer analyzer{{.table = false, .mfcc = false, .silent_segments = false}};
  Outcome outcome;
  try {
    outcome.summary = analyzer.analyze(
        {{}, content}, [](const AnalyzedSegment&) {},
        {.limits = limits, .may_share = {}, .on_restart = {}, .on_progress = [&](const auto& song) {
           outcome.decoded_s = std::max(outcome.decoded_s, song.decoded_s);
         }});
  } catch (const DecodeError& error) {
    outcome.kind = error.kind();
    outcome.message = error.what();
  }
  return outcome;
}

/// Sets the 36 bits of a FLAC file that tell its number of samples; 0 means unknown.
Bytes flac_claiming(Bytes flac, std::uint64_t n_samples) {
  constexpr std::size_t kAt = 21;
  flac[kAt] = (flac[kAt] & std::byte{0xF0}) | static_cast<std::byte>((n_samples >> 32U) & 0xFU);
  for (std::size_t i = 0; i < 4; ++i) {
    flac[kAt + 1 + i] = static_cast<std::byte>(n_samples >> (24 - 8 * i));
  }
  return flac;
}

TEST(SoundLimits, RefuseByAHeaderThatIsTrueBeforeDecoding) {
  for (const int format : {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                           SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_OGG | SF_FORMAT_OPUS}) {
    const Outcome outcome = analyze(silent_file(format, 2));
    EXPECT_EQ(outcome.kind, "too_long") << std::hex << format;
    EXPECT_EQ(outcome.message, "the sound is longer than the 30 s that are taken");
    EXPECT_EQ(outcome.decoded_s, 0) << std::hex << format;
  }
}

TEST(SoundLimits, EndTheDecodingWhereTheHeaderSaysNothing) {
  const Bytes flac = silent_file(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 20);
  ASSERT_GT(20 * 60 * kSampleRate * 2, 100 * static_cast<int>(flac.size()));
  for (const std::uint64_t claimed : {std::uint64_t{0}, std::uint64_t{kSampleRate}}) {
    const Outcome outcome = analyze(flac_claiming(flac, claimed));
    EXPECT_LE(outcome.decoded_s, kLimitSeconds + 2 * kBlockSeconds);
    EXPECT_EQ(outcome.kind, claimed == 0 ? "too_long" : "") << outcome.message;
  }
}

TEST(SoundLimits, BelieveNoHeaderBeyondTheSound) {
  constexpr std::uint64_t kHours = std::uint64_t{10} * 3600 * kSampleRate;
  const Bytes flac = flac_claiming(silent_file(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1), kHours);
  const SoundLimits two_minutes{.max_duration_s = 120};
  EXPECT_EQ(analyze(flac, two_minutes).kind, "");
  EXPECT_EQ(analyze(flac, two_minutes).summary.n_segments, 20U);

  Bytes wav = test::wav(test::music(10, 1));
  for (const std::size_t at : {4U, 40U}) {  // the sizes of the file and of its samples
    for (std::size_t i = 0; i < 4; ++i) {
      wav[at + i] = static_cast<std::byte>(0x7FFFFF00U >> (8 * i));
    }
  }
  const Outcome outcome = analyze(wav);
  EXPECT_EQ(outcome.kind, "") << outcome.message;
  EXPECT_EQ(outcome.summary.n_segments, 3U);
}

TEST(SoundLimits, ASoundOfJustTheLimitIsTaken) {
  const Bytes song = test::wav(test::music(10, 2));
  EXPECT_EQ(analyze(song, {.max_duration_s = 10}).kind, "");
  EXPECT_EQ(analyze(song, {.max_duration_s = 10 - 1 / test::kRate}).kind, "too_long");
}

TEST(SoundLimits, RefuseMoreChannelsThanAreTaken) {
  const Bytes song = test::wav(test::music(12, 3), 4);
  EXPECT_EQ(analyze(song, {.max_channels = 4}).kind, "");
  const Outcome outcome = analyze(song, {.max_channels = 3});
  EXPECT_EQ(outcome.kind, "decode");
  EXPECT_EQ(outcome.message,
            "cannot read the sound: its header says 4 channels, and at most 3 are taken");
}

TEST(SoundLimits, AreThoseOfAPrediction) {
  const Classifier classifier = Classifier::open(test::kShipped, {.members = {"naive-bayes"}});
  const Bytes song = test::wav(test::music(12, 4), 2);
  EXPECT_THROW((void)classifier.predict(song, {.max_duration_s = 5}), DecodeError);
  EXPECT_THROW((void)classifier.predict(song, {.max_channels = 1}), DecodeError);
  EXPECT_THROW((void)classifier.predict(song, {.max_duration_s = 0}), std::invalid_argument);
  EXPECT_THROW((void)classifier.predict(song, {.max_duration_s = std::nan("")}),
               std::invalid_argument);
  EXPECT_THROW((void)classifier.predict(song, {.max_channels = 0}), std::invalid_argument);
  EXPECT_EQ(classifier.predict(song, {.max_duration_s = 6, .max_channels = 2}).n_segments, 2U);
}

}  // namespace
}  // namespace earmark::inference
