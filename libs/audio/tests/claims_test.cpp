#include "claims.h"

#include <gtest/gtest.h>

#include "byte_source.h"
#include "sniff.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

Claims claims_of(int format, int n_channels, int sample_rate) {
  const test::TempDir folder;
  const auto path = folder.path() / "sound";
  test::write_sound(path, format, test::chord(4000, static_cast<std::size_t>(n_channels), 44100),
                    n_channels, sample_rate);
  const auto source = open_file(path);
  return sniff(*source).claims;
}

TEST(Claims, AreReadFromEveryHeader) {
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_WAVEX | SF_FORMAT_PCM_24,
        SF_FORMAT_RF64 | SF_FORMAT_FLOAT, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
        SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, SF_FORMAT_FLAC | SF_FORMAT_PCM_16}) {
    SCOPED_TRACE(format);
    const Claims claims = claims_of(format, 3, 44100);
    EXPECT_EQ(claims.n_channels, 3U);
    EXPECT_EQ(claims.sample_rate, 44100);
    EXPECT_EQ(claims.n_frames, 4000);
  }
}

TEST(Claims, HoldNoLengthWhereTheHeaderHasNone) {
  for (const int format : {SF_FORMAT_AU | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                           SF_FORMAT_AU | SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE}) {
    SCOPED_TRACE(format);
    const Claims claims = claims_of(format, 2, 22050);
    EXPECT_EQ(claims.n_channels, 2U);
    EXPECT_EQ(claims.sample_rate, 22050);
    EXPECT_FALSE(claims.n_frames.has_value());
  }
}

TEST(Claims, OfOpusAreItsChannels) {
  EXPECT_EQ(claims_of(SF_FORMAT_OGG | SF_FORMAT_OPUS, 2, 48000).n_channels, 2U);
}

}  // namespace
}  // namespace earmark::audio
