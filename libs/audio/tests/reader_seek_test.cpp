#include <gtest/gtest.h>

#include <limits>
#include <ostream>
#include <string>

#include "earmark/audio/reader.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

struct Format {
  std::string name;
  int sndfile_format;
  int sample_rate;
  double tolerance;
};

void PrintTo(const Format& format, std::ostream* out) { *out << format.name; }

class Seeking : public testing::TestWithParam<Format> {
 protected:
  [[nodiscard]] Reader open_sound(std::size_t n_frames) const {
    const Format& format = GetParam();
    const auto path = folder_.path() / "sound";
    test::write_sound(path, format.sndfile_format, test::chord(n_frames, 2, format.sample_rate), 2,
                      format.sample_rate);
    return Reader::open(path);
  }

 private:
  test::TempDir folder_;
};

TEST_P(Seeking, GivesWhatReadingOnGives) {
  const Format& format = GetParam();
  Reader reader = open_sound(300000);
  const auto all = test::read_all(reader);
  const auto n_frames = static_cast<std::int64_t>(all.size() / 2);

  for (const std::int64_t frame :
       {std::int64_t{0}, n_frames / 3, std::int64_t{1000}, std::int64_t{1}, n_frames - 5000,
        n_frames / 2, n_frames / 2 + 1, n_frames - 1}) {
    SCOPED_TRACE(frame);
    ASSERT_TRUE(reader.seek(frame));
    std::vector<float> block(std::size_t{2} * 3000);
    std::size_t n = 0;
    while (const std::size_t more = reader.read(std::span{block}.subspan(n))) {
      n += 2 * more;
      if (n == block.size()) {
        break;
      }
    }
    const auto want = std::span{all}.subspan(static_cast<std::size_t>(2 * frame));
    ASSERT_EQ(n, std::min(block.size(), want.size()));
    EXPECT_LE(test::max_difference(std::span{block}.first(n), want), format.tolerance);
  }
  EXPECT_TRUE(reader.seek(n_frames));
  EXPECT_TRUE(test::read_all(reader).empty());
  EXPECT_FALSE(reader.seek(n_frames + 100000));
  EXPECT_TRUE(reader.seek(0));
  EXPECT_FALSE(test::read_all(reader).empty());
}

TEST_P(Seeking, AFailedSeekIsTheEndUntilAnotherSucceeds) {
  const Format& format = GetParam();
  Reader whole = open_sound(100000);
  const auto all = test::read_all(whole);

  Reader reader = open_sound(100000);
  const auto n_half = static_cast<std::int64_t>(all.size() / 4);
  for (const std::int64_t reached : {std::int64_t{0}, n_half}) {
    for (const std::int64_t frame :
         {std::int64_t{1000000000}, std::int64_t{1} << 41U, std::int64_t{1} << 61U,
          std::numeric_limits<std::int64_t>::max()}) {
      SCOPED_TRACE(frame);
      EXPECT_FALSE(reader.seek(frame));
      EXPECT_TRUE(test::read_all(reader).empty());
      EXPECT_TRUE(reader.warnings().empty());
    }
    ASSERT_TRUE(reader.seek(reached));
    const auto rest = test::read_all(reader);
    const auto want = std::span{all}.subspan(static_cast<std::size_t>(2 * reached));
    ASSERT_EQ(rest.size(), want.size());
    EXPECT_LE(test::max_difference(rest, want), format.tolerance);
    EXPECT_TRUE(reader.warnings().empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Seeking,
    testing::Values(Format{"wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 0},
                    Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 0},
                    // A decoder warmed up on other frames rounds otherwise.
                    Format{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 1e-6},
                    Format{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 1e-6},
                    // Opus predicts from what it decoded before; after 80 ms of warm-up the rest
                    // is under -80 dB (RFC 7845, 4.6).
                    Format{"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 1e-3}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace earmark::audio
