#include "earmark/inference/prediction_json.h"

#include <gtest/gtest.h>

namespace earmark::inference {
namespace {

Prediction jazz() {
  Prediction p;
  p.genres = {"blues", "jazz"};
  p.probabilities = {0.25, 0.75};
  p.duration_s = 6.5;
  p.n_segments = 2;
  p.segments = {{0, 3, false, {0.5, 0.5}, 1}, {3, 6, true, {}}};
  p.members = {{"forest", {0.4, 0.6}}};
  p.bundle_name = "b";
  p.bundle_version = "1";
  return p;
}

TEST(PredictionJson, HasTheAgreedFieldsInOrder) {
  EXPECT_EQ(to_json(jazz(), "a.mp3"),
            R"({"file":"a.mp3","kind":"music","genre":"jazz","confidence":0.75,"unsure":false,)"
            R"("probabilities":{"blues":0.25,"jazz":0.75},"duration_s":6.5,"n_segments":2,)"
            R"("members":{"forest":{"blues":0.4,"jazz":0.6}},"bundle":{"name":"b","version":"1"},)"
            R"("warnings":[]})");
}

TEST(PredictionJson, NamesTheSecondGenreOnlyWhereUnsure) {
  Prediction p = jazz();
  p.unsure = true;
  EXPECT_NE(to_json(p, "a").find(R"("second":"blues")"), std::string::npos);
}

TEST(PredictionJson, SilenceHasNeitherGenreNorConfidence) {
  Prediction p = jazz();
  p.kind = Kind::kSilence;
  EXPECT_NE(to_json(p, "a").find(R"("kind":"silence","genre":null,"confidence":null)"),
            std::string::npos);
}

TEST(PredictionJson, TopKeepsTheLargestAndSegmentsComeOnRequest) {
  const std::string json = to_json(jazz(), "a", {.top = 1, .segments = true});
  EXPECT_NE(json.find(R"("probabilities":{"jazz":0.75})"), std::string::npos);
  EXPECT_NE(json.find(R"({"start_s":3.0,"end_s":6.0,"genre":null,"confidence":null,)"),
            std::string::npos);
}

TEST(PredictionJson, SegmentsCarryTheSmoothedGenreAndChangesFollowThem) {
  Prediction p = jazz();
  p.changes = {{64.0004, 1, 0}};
  const std::string json = to_json(p, "a", {.segments = true});
  EXPECT_NE(
      json.find(R"("genre":"blues","confidence":0.5,"probabilities":{"blues":0.5,"jazz":0.5},)"
                R"("smoothed":"jazz"})"),
      std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("probabilities":{},"smoothed":null}],)"
                      R"("changes":[{"time_s":64.0,"from":"jazz","to":"blues"}],"members")"),
            std::string::npos)
      << json;
  EXPECT_EQ(to_json(p, "a").find("changes"), std::string::npos);
}

TEST(PredictionJson, BytesThatAreNotTextAreReplaced) {
  EXPECT_NE(error_json("\xFF.mp3", "decode", "no").find("\xEF\xBF\xBD.mp3"), std::string::npos);
}

}  // namespace
}  // namespace earmark::inference
