#include "earmark/augment/ranges.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <stdexcept>

namespace earmark::augment {
namespace {

std::string refusal(std::string_view name, std::string_view text) {
  Ranges ranges;
  try {
    set_range(ranges, name, text, "--it");
  } catch (const AugmentError& error) {
    return error.what();
  }
  return "";
}

TEST(SetRange, ReadsNumbersAndRanges) {
  Ranges ranges;
  set_range(ranges, "gain_db", "-6", "--gain-db");
  EXPECT_EQ(ranges.gain_db, (Range{.low = -6, .high = -6}));
  set_range(ranges, "gain_db", "-6..1.5", "--gain-db");
  EXPECT_EQ(ranges.gain_db, (Range{.low = -6, .high = 1.5}));
}

TEST(SetRange, ReadsBandsAndCodecs) {
  Ranges ranges;
  set_range(ranges, "eq", "100:6:0.7,2000..5000:-6..6:1", "--eq");
  ASSERT_EQ(ranges.eq.size(), 2U);
  EXPECT_EQ(ranges.eq[0].q.low, 0.7);
  EXPECT_EQ(ranges.eq[1].hz.high, 5000);
  EXPECT_EQ(ranges.eq[1].gain_db.low, -6);
  set_range(ranges, "codec", "mp3:64,opus:24..48,vorbis:0", "--codec");
  ASSERT_EQ(ranges.codec.size(), 3U);
  EXPECT_EQ(ranges.codec[1].kind, CodecKind::opus);
  EXPECT_EQ(ranges.codec[1].setting.high, 48);
}

TEST(SetRange, SaysInOneSentenceWhatWouldBeRight) {
  EXPECT_EQ(refusal("gain_db", "loud"),
            "--it must be a number from -120 to 60, or LOW..HIGH to draw from, not \"loud\"");
  EXPECT_EQ(refusal("reorder", "2.5"),
            "--it must be a whole number from 2 to 1000, or LOW..HIGH to draw from, not \"2.5\"");
  EXPECT_EQ(refusal("eq", "100:6"),
            "--it must be bands HZ:GAIN_DB:Q with commas between them, HZ from 10 to 96000, "
            "GAIN_DB from -40 to 40 and Q from 0.1 to 20, such as 100:6:0.7, not \"100:6\"");
  EXPECT_EQ(refusal("codec", "aac:64"),
            "--it must be mp3:KBIT (8 to 320), opus:KBIT (12 to 256) or vorbis:QUALITY (0 to 10), "
            "in whole numbers, several with commas between them, not \"aac:64\"");
}

TEST(SetRange, RefusesWhatIsNoRange) {
  for (const char* const text : {"", "..", "6..", "..6", "6..-6", "1..2..3", "61", "nan", "inf",
                                 "1e999", " 1", "1 ", "1,2"}) {
    EXPECT_NE(refusal("gain_db", text), "") << text;
  }
  for (const char* const text : {"", ":", "::", "100:6:0.7,", ",", "100:6:0.7:1", "100:6:0",
                                 "9:6:1", "100..50:6:1", "100:41:1"}) {
    EXPECT_NE(refusal("eq", text), "") << text;
  }
  for (const char* const text : {"", "mp3", "mp3:", "mp3:7", "mp3:64.5", "mp3:64:1", "MP3:64",
                                 ":64", "opus:257", "mp3:64,"}) {
    EXPECT_NE(refusal("codec", text), "") << text;
  }
  std::string many = "100:6:1";
  for (int i = 0; i < 32; ++i) {
    many += ",100:6:1";
  }
  EXPECT_EQ(refusal("eq", many), "--it takes at most 32 parts, not 33");
  Ranges ranges;
  EXPECT_THROW(set_range(ranges, "volume", "1", "--volume"), std::invalid_argument);
}

TEST(SetRange, KnowsEveryKind) {
  for (const ChangeKind& kind : change_kinds()) {
    EXPECT_NE(refusal(kind.name, "?"), "") << kind.name;
  }
}

TEST(Draw, StaysInTheRangesAndReachesTheirEnds) {
  Ranges ranges;
  set_range(ranges, "gain_db", "-6..6", "");
  set_range(ranges, "reorder", "2..4", "");
  set_range(ranges, "tempo", "1.1", "");
  set_range(ranges, "eq", "100..10000:-3..3:1", "");
  set_range(ranges, "codec", "mp3:64..66,vorbis:3", "");
  std::set<double> parts;
  std::set<double> settings;
  double sum = 0;
  double low_half = 0;
  constexpr int kDraws = 2000;
  constexpr double kAbsent = -99;
  for (std::uint64_t seed = 0; seed < kDraws; ++seed) {
    const Changes changes = draw(ranges, seed);
    const double gain_db = changes.gain_db.value_or(kAbsent);
    EXPECT_LE(std::abs(gain_db), 6);
    sum += gain_db;
    parts.insert(changes.reorder.value_or(kAbsent));
    EXPECT_EQ(changes.tempo, 1.1);
    settings.insert(changes.codec.value_or(Codec{.setting = kAbsent}).setting);
    ASSERT_EQ(changes.eq.size(), 1U);
    EXPECT_GE(changes.eq[0].hz, 100 * (1 - 1e-12));
    low_half += changes.eq[0].hz < 1000 ? 1.0 / kDraws : 0;
    EXPECT_FALSE(changes.noise_snr_db.has_value());
  }
  EXPECT_NEAR(sum / kDraws, 0, 4 * 12 / std::sqrt(12.0 * kDraws));  // four standard errors
  EXPECT_NEAR(low_half, 0.5, 4 * 0.5 / std::sqrt(1.0 * kDraws));    // by the logarithm
  EXPECT_EQ(parts, (std::set<double>{2, 3, 4}));
  EXPECT_EQ(settings, (std::set<double>{3, 64, 65, 66}));
}

TEST(Draw, AnotherChangeDoesNotAlterWhatIsDrawn) {
  Ranges one;
  set_range(one, "gain_db", "-6..6", "");
  Ranges two = one;
  set_range(two, "shift_s", "0..1", "");
  set_range(two, "codec", "mp3:64..320", "");
  EXPECT_EQ(draw(one, 9).gain_db, draw(two, 9).gain_db);
  EXPECT_NE(draw(one, 9).gain_db, draw(one, 10).gain_db);
}

TEST(NumbersOf, NamesWhatIsSetInItsOrder) {
  const auto numbers = numbers_of({.shift_s = 0.5, .gain_db = -6, .codec = Codec{}});
  ASSERT_EQ(numbers.size(), 2U);
  EXPECT_EQ(numbers[0].name, "shift_s");
  EXPECT_EQ(numbers[1].name, "gain_db");
  EXPECT_EQ(numbers[1].value, -6);
}

TEST(SongSeed, DiffersBySeedNameAndCopy) {
  const std::set<std::uint64_t> seeds{song_seed(0, "a", 0), song_seed(0, "a", 1),
                                      song_seed(0, "b", 0), song_seed(1, "a", 0),
                                      song_seed(0, "", 0)};
  EXPECT_EQ(seeds.size(), 5U);
  EXPECT_EQ(song_seed(3, "a", 2), song_seed(3, "a", 2));
}

}  // namespace
}  // namespace earmark::augment
