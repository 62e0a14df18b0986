#include "prediction_query.h"

#include <gtest/gtest.h>

#include "earmark/command_line/bundle_location.h"
#include "problem.h"

namespace earmark::server {
namespace {

LoadedBundle& bundle() {
  static cli::Console console{"tests"};
  static LoadedBundle loaded{cli::bundle_location(console, ""), "fast"};
  return loaded;
}

PredictionQuery parsed(const httplib::Params& params) { return parse_query(params, bundle()); }

/// The problem's sentence.
std::string refused(const httplib::Params& params) {
  try {
    (void)parsed(params);
  } catch (const ProblemError& error) {
    EXPECT_EQ(error.problem().status, 400);
    EXPECT_EQ(error.problem().kind, "bad_parameter");
    return error.problem().detail;
  }
  return "not refused";
}

TEST(PredictionQueryTest, NothingAskedForIsTheDefault) {
  const PredictionQuery query = parsed({});
  EXPECT_EQ(query.choice, ModelChoice{});
  EXPECT_FALSE(query.json.segments);
  EXPECT_EQ(query.hop_s, inference::kSegmentSeconds);
}

TEST(PredictionQueryTest, EachParameterIsRead) {
  const PredictionQuery query =
      parsed({{"timeline", "true"}, {"hop_s", "1.5"}, {"top", "3"}, {"members", "cnn,forest"}});
  EXPECT_TRUE(query.json.segments);
  EXPECT_EQ(query.hop_s, 1.5);
  EXPECT_EQ(query.json.top, 3U);
  EXPECT_EQ(query.choice.members, (std::vector<std::string>{"cnn", "forest"}));
  EXPECT_EQ(parsed({{"profile", "accurate"}}).choice.profile, "accurate");
  EXPECT_TRUE(parsed({{"tags", "1"}}).choice.tags);
}

TEST(PredictionQueryTest, WhatCannotBeIsRefusedWithWhatWouldBeRight) {
  EXPECT_EQ(refused({{"timelin", "true"}}),
            "there is no parameter \"timelin\", only timeline, hop_s, top, profile, members and "
            "tags; did you mean timeline?");
  EXPECT_EQ(refused({{"timeline", "maybe"}}), "timeline must be true or false, not \"maybe\"");
  EXPECT_EQ(refused({{"top", "0"}}), "top must be a whole number from 1 to 254, not \"0\"");
  EXPECT_EQ(refused({{"top", "1"}, {"top", "2"}}), "top must be given once only");
  EXPECT_EQ(refused({{"timeline", "true"}, {"hop_s", "4"}}),
            "hop_s must be a number from 0.5 to 3, not \"4\"");
  EXPECT_EQ(refused({{"hop_s", "1"}}), "hop_s needs timeline=true, whose steps it sets");
  EXPECT_EQ(refused({{"profile", "acurate"}}),
            "profile must be one of accurate and fast, not \"acurate\"; did you mean accurate?");
  EXPECT_EQ(refused({{"members", "forest,tager"}}),
            "each of members must be one of forest, naive-bayes, cnn and tagger, not \"tager\"; "
            "did you mean tagger?");
  EXPECT_EQ(refused({{"members", "cnn"}, {"profile", "fast"}}),
            "profile and members exclude each other");
}

TEST(PredictionQueryTest, WhatTheClientWroteIsShownOnlyAsFarAsItCanBe) {
  const std::string said = refused({{std::string(5000, 'x') + "\n\x01", "1"}});
  EXPECT_LT(said.size(), 300U);
  EXPECT_EQ(said.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace earmark::server
