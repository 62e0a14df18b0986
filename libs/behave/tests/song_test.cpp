#include "earmark/behave/song.h"

#include <gtest/gtest.h>

#include <set>

#include "earmark/augment/encode.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/behave/rendered_music.h"
#include "support/temp_dir.h"

namespace earmark::behave {
namespace {

/// Sample i of each channel is i / 2^20, and c / 4 more for channel c.
augment::Sound ramp(std::size_t n_frames, int n_channels) {
  augment::Sound sound{.samples = {}, .sample_rate = 1000, .n_channels = n_channels};
  for (std::size_t i = 0; i < n_frames; ++i) {
    for (int c = 0; c < n_channels; ++c) {
      sound.samples.push_back(static_cast<float>(i) / 1048576.0F + static_cast<float>(c) / 4.0F);
    }
  }
  return sound;
}

augment::Sound middle_of(const augment::Sound& sound, double max_s) {
  const test::TempDir folder;
  const auto file = folder.path() / "a.wav";
  write_file(file, std::span<const std::byte>{augment::encode(sound, augment::FileFormat::wav)});
  return read_middle(file, max_s);
}

TEST(Song, ALongOneIsHeardFromItsMiddle) {
  const augment::Sound middle = middle_of(ramp(9000, 2), 3);
  EXPECT_EQ(middle.n_frames(), 3000U);
  EXPECT_EQ(middle.n_channels, 2);
  EXPECT_EQ(middle.samples.front(), 3000.0F / 1048576.0F);
}

TEST(Song, AShortOneIsHeardWhole) {
  const augment::Sound sound = ramp(2999, 1);
  EXPECT_EQ(middle_of(sound, 3).samples, sound.samples);
}

TEST(Song, MoreThanTwoChannelsAreAveraged) {
  const augment::Sound middle = middle_of(ramp(1000, 3), 3);
  EXPECT_EQ(middle.n_channels, 1);
  EXPECT_EQ(middle.n_frames(), 1000U);
  EXPECT_FLOAT_EQ(middle.samples.front(), 0.25F);
}

TEST(Song, AFileThatIsNoSoundIsToldSo) {
  const test::TempDir folder;
  write_file(folder.path() / "a.wav", "this is no sound");
  EXPECT_THROW((void)read_middle(folder.path() / "a.wav"), DecodeError);
  EXPECT_THROW((void)read_middle(folder.path() / "b.wav"), DecodeError);
}

TEST(Song, RenderedPiecesAreOfGenresThatTheBundleHas) {
  const std::vector<std::string> metal{"metal"};
  std::size_t n_kinds = 0;
  for (const MusicKind& kind : music_kinds()) {
    n_kinds += kind.genre == "metal" ? 1U : 0U;
  }
  const auto songs = rendered_songs(metal, 3, 0);
  EXPECT_EQ(songs.size(), 3 * n_kinds);
  std::set<std::string> names;
  for (const Song& song : songs) {
    EXPECT_EQ(song.genre, "metal");
    EXPECT_TRUE(song.rendered);
    names.insert(song.name);
  }
  EXPECT_EQ(names.size(), songs.size());
  EXPECT_TRUE(rendered_songs(std::vector<std::string>{"polka"}, 3, 0).empty());
}

TEST(Song, AnotherNumberOrSeedIsAnotherPiece) {
  const std::vector<std::string> metal{"metal"};
  const auto songs = rendered_songs(metal, 2, 0);
  ASSERT_GE(songs.size(), 2U);
  const auto first = songs[0].sound().samples;
  EXPECT_EQ(songs[0].sound().samples, first);
  EXPECT_NE(songs[1].sound().samples, first);
  EXPECT_NE(rendered_songs(metal, 2, 1)[0].sound().samples, first);
}

}  // namespace
}  // namespace earmark::behave
