#include "earmark/command_line/text_layout.h"

#include <gtest/gtest.h>

#include "earmark/command_line/progress.h"

namespace earmark::cli {
namespace {

TEST(TextLayout, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("jazz"), 4U);
  EXPECT_EQ(display_width("näher"), 5U);
  EXPECT_EQ(display_width("音楽"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);
  EXPECT_EQ(display_width("\xFF\xFE"), 2U);
}

TEST(TextLayout, LongNamesKeepTheirEnd) {
  EXPECT_EQ(keep_end("song.mp3", 8), "song.mp3");
  EXPECT_EQ(keep_end("a/long/way/song.mp3", 9), "…song.mp3");
  EXPECT_LE(display_width(keep_end("音楽音楽音楽", 6)), 6U);
}

TEST(TextLayout, HeadsKeepTheirStart) {
  EXPECT_EQ(keep_start("country", 4), "coun");
  EXPECT_EQ(keep_start("jazz", 6), "jazz");
  EXPECT_EQ(keep_start("音楽音楽", 3), "音");
}

TEST(TextLayout, BarsHaveEighthsOfAColumn) {
  EXPECT_EQ(bar(0, 4), "    ");
  EXPECT_EQ(bar(1, 4), "████");
  EXPECT_EQ(bar(0.5, 4), "██  ");
  EXPECT_EQ(bar(0.53125, 4), "██▏ ");
  EXPECT_EQ(bar(7, 2), "██");
}

TEST(TextLayout, TimesAreReadAsOnAClock) {
  EXPECT_EQ(clock_time(0), "0:00");
  EXPECT_EQ(clock_time(214.6), "3:35");
  EXPECT_EQ(clock_time(3723), "1:02:03");
}

TEST(TextLayout, NothingUnprintableReachesATerminal) {
  EXPECT_EQ(printable("a\x1b[31m\nb\xFF"), "a?[31m?b?");
}

TEST(TextLayout, LinesBreakBetweenWords) {
  EXPECT_EQ(wrapped("one two three", 7, 2), "one two\n  three");
  EXPECT_EQ(wrapped("one two three", 7, 2, 4), "one\n  two\n  three");
}

TEST(ProgressLine, EstimatesWhatIsLeftAndFits) {
  EXPECT_EQ(progress_line("listening", "songs", 50, 200, 10, 80).substr(0, 9), "listening");
  EXPECT_NE(progress_line("listening", "songs", 50, 200, 10, 80).find("50/200 songs, 0:30 left"),
            std::string::npos);
  for (const std::size_t width : {10U, 30U, 40U, 60U, 100U}) {
    EXPECT_LE(display_width(progress_line("listening", "songs", 50, 200, 10, width)), width);
  }
}

}  // namespace
}  // namespace earmark::cli
