#include "song_names.h"

#include <gtest/gtest.h>

namespace earmark::cli {
namespace {

using Names = std::vector<std::string>;

TEST(SongNames, AreWithoutFolderAndEnding) {
  EXPECT_EQ(song_names({"music/a.b.wav", "music/c.mp3"}), (Names{"a.b", "c"}));
}

TEST(SongNames, HaveAsManyFoldersAsTellThemApart) {
  EXPECT_EQ(song_names({"m/blues/0.wav", "m/pop/0.wav", "m/pop/1.wav"}),
            (Names{"blues/0", "pop/0", "1"}));
  EXPECT_EQ(song_names({"/a/x/0.wav", "/b/x/0.wav", "0.wav"}), (Names{"a/x/0", "b/x/0", "0"}));
}

TEST(SongNames, KeepEndingsThatAreAllTheDifference) {
  EXPECT_EQ(song_names({"m/0.wav", "m/0.mp3", "n/0.wav"}), (Names{"0.wav", "0.mp3", "0"}));
}

TEST(SongNames, OfTheSamePathTwiceAreTheSame) {
  EXPECT_EQ(song_names({"m/0.wav", "m/0.wav"}), (Names{"0", "0"}));
}

}  // namespace
}  // namespace earmark::cli
