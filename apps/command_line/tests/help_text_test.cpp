#include "earmark/command_line/help_text.h"

#include <gtest/gtest.h>

#include <string>

namespace earmark::cli {
namespace {

const std::string kHelp =
    "Name the genre\n"
    "\n"
    "Options:\n"
    "  --jobs N                    Threads that work at a time, one a processor\n"
    "                              or as many as EARMARK_JOBS says, whatever comes first\n"
    "\n\n";

TEST(HelpText, WrapsDescriptionsInTheirColumn) {
  EXPECT_EQ(help_text(kHelp, 60),
            "Name the genre\n"
            "\n"
            "Options:\n"
            "  --jobs N                    Threads that work at a time,\n"
            "                              one a processor\n"
            "                              or as many as EARMARK_JOBS\n"
            "                              says, whatever comes first\n");
}

TEST(HelpText, PutsDescriptionsBelowWhereThereIsNoRoom) {
  EXPECT_EQ(help_text(kHelp, 40),
            "Name the genre\n"
            "\n"
            "Options:\n"
            "  --jobs N\n"
            "      Threads that work at a time, one a\n"
            "      processor\n"
            "      or as many as EARMARK_JOBS says,\n"
            "      whatever comes first\n");
}

TEST(HelpText, LeavesWhatFits) {
  EXPECT_EQ(help_text("Usage: x\n", 60), "Usage: x\n");
  EXPECT_EQ(help_text("", 60), "\n");
}

}  // namespace
}  // namespace earmark::cli
