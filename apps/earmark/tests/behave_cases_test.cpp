#include "behave_cases.h"

#include <gtest/gtest.h>

#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

using behave::Case;
using behave::CaseKind;

std::string refusal(const std::string& yaml) {
  try {
    (void)parse_cases(yaml, "my.yaml");
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(BehaveCases, TheBuiltInOnesAreReadAndOfEveryKind) {
  std::size_t n_functionality = 0;
  std::size_t n_invariance = 0;
  std::size_t n_direction = 0;
  for (const Case& asked : builtin_cases()) {
    n_functionality += asked.kind == CaseKind::kMinimumFunctionality ? 1U : 0U;
    n_invariance += asked.kind == CaseKind::kInvariance ? 1U : 0U;
    n_direction += asked.kind == CaseKind::kDirection ? 1U : 0U;
    EXPECT_GE(asked.at_least, 0.5) << asked.name;  // a demand, not a formality
    EXPECT_LT(asked.at_least, 1) << asked.name;
  }
  EXPECT_EQ(n_functionality, 2U);
  EXPECT_GE(n_invariance, 12U);
  EXPECT_GE(n_direction, 1U);
}

TEST(BehaveCases, AllKeysAreRead) {
  const auto cases = parse_cases(R"(
cases:
  - name: telephone
    kind: invariance
    note: a word
    change: {sample_rate: 8000, gain_db: -6..6}
    or_unsure: true
    at_least: 0.8
    except: {forest: 0.5, fast: 0.6}
  - name: room
    kind: direction
    change: {reverb_s: [0.5, 1, 2]}
    genre: metal
    may_rise: 0.05
    at_least: 0.9
  - {name: plain, kind: minimum functionality, songs: labelled, at_least: 0.7}
)",
                                 "my.yaml");
  ASSERT_EQ(cases.size(), 3U);
  EXPECT_EQ(cases[0].note, "a word");
  EXPECT_TRUE(cases[0].or_unsure);
  ASSERT_EQ(cases[0].steps.size(), 1U);
  EXPECT_EQ(cases[0].steps[0].text, "sample_rate 8000, gain_db -6..6");
  EXPECT_EQ(cases[0].at_least_of, (std::map<std::string, double>{{"forest", 0.5}, {"fast", 0.6}}));
  EXPECT_EQ(cases[1].kind, CaseKind::kDirection);
  ASSERT_EQ(cases[1].steps.size(), 3U);
  EXPECT_EQ(cases[1].steps[2].text, "reverb_s 2");
  EXPECT_EQ(cases[1].genre, "metal");
  EXPECT_EQ(cases[1].may_rise, 0.05);
  EXPECT_EQ(cases[2].songs, behave::KnownSongs::kLabelled);
  EXPECT_EQ(cases[2].at_least, 0.7);
}

TEST(BehaveCases, NamesTheLineAndTheNearestName) {
  const std::string why = refusal("cases:\n  - name: a\n    kind: invariance\n    chnge: {}\n");
  EXPECT_NE(why.find("my.yaml, line 4: "), std::string::npos) << why;
  EXPECT_NE(why.find("did you mean change?"), std::string::npos) << why;
}

TEST(BehaveCases, ACaseThatNothingCanFailIsRefused) {
  EXPECT_NE(refusal("cases: [{name: a, kind: invariance, change: {gain_db: 1}, at_least: 0}]"), "");
  EXPECT_NE(refusal("cases: [{name: a, kind: direction, change: {gain_db: [1, 2]}, genre: pop, "
                    "may_rise: 1, at_least: 1}]"),
            "");
}

}  // namespace
}  // namespace earmark::cli
