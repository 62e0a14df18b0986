#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "sounds.h"
#include "support/temp_dir.h"

namespace earmark::audio {
namespace {

constexpr int kRate = 44100;
constexpr std::size_t kFrames = 800000;

test::Bytes encoded(int format, int sample_rate = kRate) {
  const test::TempDir folder;
  const auto path = folder.path() / "sound";
  test::write_sound(path, format, test::chord(kFrames, 1, sample_rate), 1, sample_rate);
  return test::read_bytes(path);
}

bool warns_of(const Reader& reader, const std::string& words) {
  return std::any_of(reader.warnings().begin(), reader.warnings().end(),
                     [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

TEST(ReaderDamage, AFileThatIsCutGivesItsBeginning) {
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                           SF_FORMAT_FLAC | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                           SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
    SCOPED_TRACE(format);
    const auto bytes = encoded(format);
    Reader whole = Reader::from_memory(bytes);
    const auto want = test::read_all(whole);
    Reader cut = Reader::from_memory(std::span{bytes}.first(bytes.size() * 2 / 3));
    const auto got = test::read_all(cut);
    ASSERT_GT(got.size(), want.size() / 3);
    EXPECT_LT(got.size(), want.size());
    // The last block may lack what follows it.
    EXPECT_LE(test::max_difference(std::span{got}.first(got.size() - 4096), want), 1e-6);
    EXPECT_TRUE(warns_of(cut, "the sound ends early") || warns_of(cut, "the sound is cut off"));
  }
}

TEST(ReaderDamage, AnMp3WithAHoleGoesOnAfterIt) {
  const auto bytes = encoded(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  auto damaged = bytes;
  std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() / 2), 1500,
              std::byte{0x55});
  Reader reader = Reader::from_memory(damaged);
  const auto got = test::read_all(reader);
  EXPECT_GT(got.size(), kFrames * 9 / 10);
  EXPECT_TRUE(warns_of(reader, "the sound is damaged near"));
}

TEST(ReaderDamage, AFlacWithAHoleGivesWhatLiesBeforeIt) {
  auto damaged = encoded(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() / 2), 300,
              std::byte{0x55});
  Reader reader = Reader::from_memory(damaged);
  EXPECT_GT(test::read_all(reader).size(), kFrames / 3);
  EXPECT_FALSE(reader.warnings().empty());
}

TEST(ReaderDamage, AVorbisWithAHoleGoesOnAfterIt) {
  auto damaged = encoded(SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() / 2), 300,
              std::byte{0x55});
  Reader reader = Reader::from_memory(damaged);
  EXPECT_GT(test::read_all(reader).size(), kFrames / 3);
  EXPECT_TRUE(warns_of(reader, "the sound is damaged near"));
}

TEST(ReaderDamage, NoHeaderIsBelievedToPromiseLength) {
  const auto samples = test::chord(1000, 1, 22050);
  const auto wav = test::make_wav({}, std::as_bytes(std::span{samples}), 0x7FFFEFFFU);
  Reader reader = Reader::from_memory(wav);
  EXPECT_GT(reader.info().n_frames.value_or(0), std::int64_t{1} << 28U);
  EXPECT_EQ(test::read_all(reader).size(), 1000U);
  EXPECT_TRUE(warns_of(reader, "the sound ends early: after 0.04 s of 24347.8 s"));

  auto flac = encoded(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  // The 36 bits of length in STREAMINFO.
  flac[21] |= std::byte{0x0F};
  std::fill_n(flac.begin() + 22, 4, std::byte{0xFF});
  Reader lying = Reader::from_memory(flac);
  EXPECT_EQ(lying.info().n_frames, (std::int64_t{1} << 36U) - 1);
  EXPECT_EQ(test::read_all(lying).size(), kFrames);
  EXPECT_TRUE(warns_of(lying, "the sound ends early"));
}

TEST(ReaderDamage, AStreamedWavWithoutLengthIsReadToItsEnd) {
  const auto samples = test::chord(1000, 1, 22050);
  const auto wav = test::make_wav({}, std::as_bytes(std::span{samples}), 0xFFFFFFFFU);
  Reader reader = Reader::from_memory(wav);
  EXPECT_EQ(test::read_all(reader).size(), 1000U);
  EXPECT_TRUE(reader.warnings().empty());
}

TEST(ReaderDamage, AVorbisThatEndsInsideAPageHeaderIsReadToThere) {
  auto bytes = encoded(SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  test::append(bytes, test::to_bytes("OggS and no more"));
  Reader reader = Reader::from_memory(bytes);
  EXPECT_EQ(test::read_all(reader).size(), kFrames);
  EXPECT_TRUE(warns_of(reader, "the sound is cut off"));
}

TEST(ReaderDamage, VorbisHeadersThatMakeNoSenseAreRefused) {
  const auto bytes = encoded(SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  const auto setup = test::to_bytes("\x05vorbis");
  const auto found = std::search(bytes.begin(), bytes.end(), setup.begin(), setup.end());
  ASSERT_NE(found, bytes.end());
  auto damaged = bytes;
  damaged[static_cast<std::size_t>(found - bytes.begin()) + 8] ^= std::byte{1};
  EXPECT_THROW((void)Reader::from_memory(damaged), DecodeError);
  const auto headless = std::span{bytes}.first(static_cast<std::size_t>(found - bytes.begin()));
  EXPECT_THROW((void)Reader::from_memory(headless), DecodeError);
}

}  // namespace
}  // namespace earmark::audio
