#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "earmark/tracking/model_cache.h"
#include "earmark/tracking/registry.h"
#include "earmark/tracking/run_log.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "fake_http.h"
#include "support/temp_dir.h"

namespace earmark::tracking {
namespace {

using test::FakeHttp;
using test::FakeServer;

HttpResponse ok(const std::string& body) {
  return {.status = 200, .body = body, .retry_after_s = {}};
}

/// A server that answers everything so.
class OddAnswers : public ::testing::Test {
 protected:
  void answer(const std::string& body) {
    server_.answer_by([body](const HttpRequest&) { return ok(body); });
  }

  template <typename Ask>
  Fault fault_of(Ask ask) {
    try {
      ask();
    } catch (const TrackingError& error) {
      return error.fault();
    }
    ADD_FAILURE() << "the answer was taken";
    return Fault::kCancelled;
  }

  FakeServer server_{[](const HttpRequest&) { return ok("{}"); }};
  FakeHttp http_{server_};
  MlflowApi api_{{"http://host"}, http_};
};

TEST_F(OddAnswers, AnAnswerThatIsTooDeepForTheStackIsNone) {
  constexpr std::size_t kDeep = 1'000'000;
  answer(R"({"run":)" + std::string(kDeep, '[') + std::string(kDeep, ']') + '}');
  EXPECT_EQ(fault_of([&] { (void)Runs{api_}.get("r"); }), Fault::kNotMlflow);
}

TEST_F(OddAnswers, ANumberThatNoWholeNumberHoldsIsZero) {
  answer(R"({"run":{"info":{"start_time":1e300,"end_time":18446744073709551615}}})");
  const tracking::Run run = Runs{api_}.get("r");
  EXPECT_EQ(run.start_time_ms, 0);
  EXPECT_EQ(run.end_time_ms, 0);
}

TEST_F(OddAnswers, PagesThatComeAgainEndTheAsking) {
  answer(R"({"next_page_token":"p"})");
  EXPECT_EQ(fault_of([&] { (void)Runs{api_}.history("r", "loss"); }), Fault::kNotMlflow);
  EXPECT_EQ(fault_of([&] { (void)Runs{api_}.search({}); }), Fault::kNotMlflow);
}

TEST_F(OddAnswers, AFolderThatListsItselfEnds) {
  answer(R"({"files":[{"path":"again","is_dir":true},{"path":"file","is_dir":false}]})");
  EXPECT_EQ(fault_of([&] { (void)files_below(api_, "1/r"); }), Fault::kRefused);
}

TEST_F(OddAnswers, AVersionIsAWholeNumberOrRefused) {
  for (const char* version : {"", "../../elsewhere", "three", "99999999999999999999"}) {
    const nlohmann::json object{{"name", "songs"}, {"version", version}};
    answer(nlohmann::json{{"model_version", object}, {"model_versions", {object}}}.dump());
    EXPECT_EQ(fault_of([&] {
                (void)Registry{api_}.find({"songs", "", "champion"});
              }),
              Fault::kNotMlflow)
        << version;
    EXPECT_EQ(fault_of([&] { (void)Registry{api_}.versions("songs"); }), Fault::kNotMlflow)
        << version;
  }
}

TEST_F(OddAnswers, NoVersionNamesAFolderOutsideTheCache) {
  const test::TempDir dir;
  answer(nlohmann::json{{"model_version",
                         {{"name", "songs"},
                          {"version", "../../../elsewhere"},
                          {"source", "mlflow-artifacts:/1/r/artifacts/bundle"}}},
                        {"files", {{{"path", "bundle.json"}}}}}
             .dump());
  ModelCache cache{dir.path() / "cache", {"http://host"}};
  EXPECT_THROW((void)cache.fetch(api_, ModelUri::parse("models:/songs@champion"),
                                 [](const auto&, const auto&) {}),
               TrackingError);
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "elsewhere"));
}

TEST_F(OddAnswers, ATextThatIsNotUtf8IsSentAllTheSame) {
  (void)Runs{api_}.search({.experiment_ids = {"1"}, .filter = "params.a = '\xff'"});
  EXPECT_TRUE(nlohmann::json::accept(server_.requests().back().body));
}

TEST_F(OddAnswers, WhateverASenderThrowsARunGoesOn) {
  const test::TempDir dir;
  server_.answer_by([](const HttpRequest&) -> HttpResponse { throw std::runtime_error("odd"); });
  RunLog log{{.server = {"http://host"},
              .http = [&](const std::atomic<bool>&) { return std::make_unique<FakeHttp>(server_); },
              .spool = dir.path() / "spool",
              .finish_s = 0,
              .sample_every_s = 0},
             {.experiment = "e", .name = "n", .tags = {}}};
  log.metrics({{"accuracy", 0.5, 6, 1}});
  const RunLogEnd end = log.finish(run_status::kFinished);
  EXPECT_FALSE(end.complete);
  EXPECT_TRUE(end.message.starts_with("odd; what was to be logged waits in")) << end.message;
}

}  // namespace
}  // namespace earmark::tracking
