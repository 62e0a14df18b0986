#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "earmark/augment/encode.h"
#include "earmark/augment/read_sound.h"
#include "earmark/base/atomic_file.h"
#include "test_sounds.h"

namespace earmark::augment {
namespace {

namespace fs = std::filesystem;

class SoundFile : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path write(const Sound& sound, FileFormat format) const {
    write_file(folder_ / "sound", std::span<const std::byte>{encode(sound, format)});
    return folder_ / "sound";
  }

  fs::path folder_ = fs::path{::testing::TempDir()} /
                     ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

constexpr float kHalfStep24 = 0x1p-24F;  // of whole numbers of 24 bits

TEST_F(SoundFile, WavKeepsEverySampleAndWhatIsBeyondFullScale) {
  const Sound sound = test::noise(0.5, 48000, 2, 0.8);
  const Sound read = read_sound(write(sound, FileFormat::wav)).sound;
  EXPECT_EQ(read.samples, sound.samples);
  EXPECT_EQ(read.sample_rate, 48000);
  EXPECT_EQ(read.n_channels, 2);
}

TEST_F(SoundFile, FlacRoundsTo24BitsAndClips) {
  Sound sound = test::noise(0.5, 44100, 2);
  sound.samples[0] = 1.5F;
  sound.samples[1] = -1.5F;
  EXPECT_EQ(n_beyond_full_scale(sound), 2U);
  const Sound read = read_sound(write(sound, FileFormat::flac)).sound;
  ASSERT_EQ(read.samples.size(), sound.samples.size());
  EXPECT_NEAR(read.samples[0], 1, 2 * kHalfStep24);
  EXPECT_NEAR(read.samples[1], -1, 2 * kHalfStep24);
  for (std::size_t i = 2; i < sound.samples.size(); ++i) {
    // And half a step for the rounding of floats themselves.
    ASSERT_NEAR(read.samples[i], sound.samples[i], 2 * kHalfStep24);
  }
}

TEST_F(SoundFile, TheSameSoundGivesTheSameBytes) {
  const Sound sound = test::noise(0.5, 44100, 2);
  for (const FileFormat format : {FileFormat::wav, FileFormat::flac}) {
    EXPECT_EQ(encode(sound, format), encode(sound, format));
  }
}

TEST_F(SoundFile, FlacRefusesWhatItCannotHold) {
  EXPECT_THROW((void)encode(test::tone(440, 0.1, 44100, 9), FileFormat::flac), AugmentError);
  EXPECT_THROW((void)encode(test::tone(440, 0.1, 768'000), FileFormat::flac), AugmentError);
  EXPECT_EQ(read_sound(write(test::tone(440, 0.1, 768'000, 9), FileFormat::wav)).sound.n_channels,
            9);
}

TEST_F(SoundFile, ATooLongSoundIsRefusedByItsLength) {
  const fs::path path = write(test::tone(440, 3, 8000, 2), FileFormat::wav);
  EXPECT_EQ(read_sound(path, 48'000).sound.n_frames(), 24'000U);
  try {
    (void)read_sound(path, 47'999);
    FAIL() << "it was read";
  } catch (const DecodeError& error) {
    EXPECT_EQ(error.kind(), "too_long");
    EXPECT_EQ(error.what(), path.string() +
                                " is too long to be changed: at its rate and channels at most 2 s "
                                "are taken");
  }
}

TEST_F(SoundFile, NoSoundIsRefused) {
  EXPECT_THROW((void)read_sound(folder_ / "absent"), DecodeError);
  EXPECT_THROW((void)read_sound(write(Sound{}, FileFormat::wav)), DecodeError);
}

}  // namespace
}  // namespace earmark::augment
