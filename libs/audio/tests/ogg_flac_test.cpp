#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "sounds.h"

// The same 0.2 s, made by the ffmpeg program, as a FLAC file and inside Ogg.
namespace earmark::audio {
namespace {

test::Bytes in_ogg() { return test::read_bytes(EARMARK_AUDIO_CORPUS "/flac.ogg"); }

std::vector<float> plain_samples() {
  const auto bytes = test::read_bytes(EARMARK_AUDIO_CORPUS "/s16.flac");
  Reader reader = Reader::from_memory(bytes);
  return test::read_all(reader);
}

TEST(OggFlac, GivesTheSamplesOfThePlainFile) {
  const auto bytes = in_ogg();
  Reader reader = Reader::from_memory(bytes);
  EXPECT_EQ(reader.info().format, "ogg flac");
  EXPECT_EQ(reader.info().sample_rate, 16000);
  EXPECT_EQ(reader.info().n_channels, 2);
  const auto want = plain_samples();
  ASSERT_EQ(want.size(), 6400U);
  EXPECT_EQ(test::read_all(reader), want);
  for (const std::int64_t frame : {1500, 3, 3199}) {
    ASSERT_TRUE(reader.seek(frame));
    EXPECT_TRUE(std::ranges::equal(test::read_all(reader),
                                   std::span{want}.subspan(static_cast<std::size_t>(2 * frame))));
  }
  EXPECT_FALSE(reader.seek(3201));
  EXPECT_TRUE(reader.warnings().empty());
}

TEST(OggFlac, PassesOverPagesOfOtherStreams) {
  const auto bytes = in_ogg();
  // A page of another stream between the first and the second one.
  const std::string_view mark = "OggS";
  const auto second =
      std::search(bytes.begin() + 4, bytes.end(), mark.begin(), mark.end(),
                  [](std::byte a, char b) { return a == static_cast<std::byte>(b); });
  ASSERT_NE(second, bytes.end());
  test::Bytes multiplexed{bytes.begin(), second};
  test::Bytes page = test::to_bytes("OggS" + std::string(22, '\0'));
  page[14] = std::byte{0x5A};
  page.insert(page.end(), {std::byte{1}, std::byte{3}, std::byte{7}, std::byte{7}, std::byte{7}});
  test::append(multiplexed, page);
  multiplexed.insert(multiplexed.end(), second, bytes.end());
  Reader reader = Reader::from_memory(multiplexed);
  EXPECT_EQ(test::read_all(reader), plain_samples());
}

TEST(OggFlac, CutAnywhereGivesABeginningOrAnError) {
  const auto bytes = in_ogg();
  const auto want = plain_samples();
  bool gave_a_part = false;
  for (std::size_t n = 1; n < bytes.size(); n += 37) {
    try {
      Reader reader = Reader::from_memory(std::span{bytes}.first(n));
      const auto got = test::read_all(reader);
      ASSERT_LE(got.size(), want.size());
      EXPECT_TRUE(std::equal(got.begin(), got.end(), want.begin())) << n;
      EXPECT_FALSE(reader.warnings().empty()) << n;
      gave_a_part = gave_a_part || !got.empty();
    } catch (const DecodeError&) {
      EXPECT_LT(n, bytes.size() / 2);
    }
  }
  EXPECT_TRUE(gave_a_part);
}

}  // namespace
}  // namespace earmark::audio
