#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "check_report.h"

namespace earmark::cli {
namespace {

using check::Kind;
using check::Severity;

check::Report faulty() {
  check::Report report;
  report.n_tracks = 12;
  report.duration_s = 7260;
  for (const std::string id : {"a", "b", "c", "d", "e"}) {
    report.findings.push_back({.kind = Kind::kClipped,
                               .tracks = {id},
                               .value = 0.1234567,
                               .threshold = 0.01,
                               .message = id + " is clipped"});
  }
  report.findings.push_back({.kind = Kind::kTwoLabels,
                             .severity = Severity::kError,
                             .tracks = {"x", "y"},
                             .message = "x and y\n</li><script> are \xff the same"});
  report.genres = {{.genre = "<b>", .n_tracks = 12, .n_of_split = {{"a&b", 7}, {"rest", 5}}}};
  report.not_checked = {{{Kind::kSplitDrift}, "few tracks"}};
  return report;
}

TEST(CheckText, CountsErrorsFirstAndShowsAFewOfEach) {
  const std::string text = check_text(faulty(), {});
  EXPECT_TRUE(text.starts_with("12 tracks, 2 h 1 min of sound: 1 error and 5 warnings\n")) << text;
  EXPECT_LT(text.find("two_labels"), text.find("clipped"));
  EXPECT_NE(text.find("  c is clipped\n  and 2 more\n"), std::string::npos) << text;
  EXPECT_NE(text.find("split_drift: few tracks"), std::string::npos);
  // Names come from files: no control character of theirs reaches a terminal.
  EXPECT_NE(text.find("x and y?</li>"), std::string::npos) << text;
}

TEST(CheckText, SaysThatNothingWasFound) {
  check::Report report;
  report.n_tracks = 1;
  EXPECT_EQ(check_text(report, {}), "1 track: nothing found\n");
}

TEST(CheckJson, HasEveryKindAndWhatWasMeasured) {
  const auto json = nlohmann::json::parse(check_json(faulty(), false));
  EXPECT_EQ(json.at("passed"), false);
  EXPECT_EQ(json.at("n_errors"), 1);
  EXPECT_EQ(json.at("counts").size(), check::all_kinds().size());
  EXPECT_EQ(json.at("counts").at("clipped"), 5);
  EXPECT_EQ(json.at("counts").at("silent"), 0);
  EXPECT_EQ(json.at("findings").at(0).at("value"), 0.123457);
  EXPECT_EQ(json.at("findings").at(5).at("tracks").size(), 2U);
  EXPECT_TRUE(json.at("findings").at(5).at("value").is_null());
  EXPECT_EQ(json.at("genres").at("<b>").at("by_split").at("rest"), 5);
}

TEST(CheckHtml, ShowsNamesAsTheyAre) {
  const std::string html = check_html(faulty(), "<list>.csv");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("<list>"), std::string::npos);
  EXPECT_EQ(html.find("<b>,"), std::string::npos);
  EXPECT_NE(html.find("a&amp;b"), std::string::npos);
  EXPECT_NE(html.find("one recording under two labels"), std::string::npos);
  EXPECT_LT(html.find("one recording under two labels"), html.find("<summary>clipped"));
}

}  // namespace
}  // namespace earmark::cli
