#include "earmark/tracking/run_log.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "earmark/base/atomic_file.h"
#include "earmark/tracking/tracking_error.h"
#include "fake_http.h"
#include "support/temp_dir.h"

namespace earmark::tracking {
namespace {

using nlohmann::json;
using test::FakeHttp;
using test::FakeServer;

constexpr double kShortS = 0.2;  // that a run goes on trying at its end: tests must not wait

HttpResponse ok(const json& body) {
  return {.status = 200, .body = body.dump(), .retry_after_s = {}};
}

/// As much of MLflow as a run asks for.
HttpResponse mlflow(const HttpRequest& request) {
  const auto is = [&](const char* part) { return request.url.find(part) != std::string::npos; };
  if (is("get-by-name")) {
    return ok({{"experiment", {{"experiment_id", "7"}}}});
  }
  if (is("runs/create")) {
    return ok({{"run",
                {{"info",
                  {{"run_id", "r1"},
                   {"experiment_id", "7"},
                   {"artifact_uri", "mlflow-artifacts:/7/r1/artifacts"}}}}}});
  }
  if (is("model-versions/search")) {
    return ok(json::object());
  }
  return ok(json::object());
}

HttpResponse down(const HttpRequest& request) {
  throw TrackingError(Fault::kUnreachable, "nobody answers at " + request.url);
}

class RunLogTest : public ::testing::Test {
 protected:
  RunLogConfig config() {
    return {
        .server = {"http://host"},
        .http = [this](const std::atomic<bool>&) { return std::make_unique<FakeHttp>(server_); },
        .spool = dir_.path() / "spool",
        .finish_s = kShortS,
        .sample_every_s = 0};
  }

  static NewRun new_run() {
    return {.experiment = "songs", .name = "forest", .start_time_ms = 5, .tags = {{"a", "b"}}};
  }

  /// What all requests to log-batch say of one kind, such as "metrics".
  std::size_t n_logged(const char* what) {
    std::size_t n = 0;
    for (const auto& request : server_.requests_to("log-batch")) {
      n += json::parse(request.body).value(what, json::array()).size();
    }
    return n;
  }

  bool spool_is_empty() {
    return !std::filesystem::exists(dir_.path() / "spool") ||
           std::filesystem::is_empty(dir_.path() / "spool");
  }

  static void log_a_little(RunLog& log) {
    log.params({{"n_estimators", "300"}});
    log.metrics({{"accuracy", 0.5, 6, 1}, {"loss", 1.5, 6, 1}});
    log.text("hello", "notes/a.txt");
  }

  test::TempDir dir_;
  FakeServer server_{mlflow};
};

TEST_F(RunLogTest, EverythingReachesAServerThatAnswers) {
  RunLog log{config(), new_run()};
  log_a_little(log);
  const RunLogEnd end = log.finish(run_status::kFinished);
  EXPECT_TRUE(end.complete) << end.message;
  EXPECT_NE(end.message.find("http://host/#/experiments/7/runs/r1"), std::string::npos);
  EXPECT_EQ(n_logged("metrics"), 2U);
  EXPECT_EQ(n_logged("params"), 1U);
  const auto uploads = server_.requests_to("mlflow-artifacts");
  ASSERT_EQ(uploads.size(), 1U);
  EXPECT_NE(uploads[0].url.find("/7/r1/artifacts/notes/a.txt"), std::string::npos);
  EXPECT_EQ(json::parse(server_.requests_to("runs/update").at(0).body)["status"], "FINISHED");
  EXPECT_TRUE(spool_is_empty());
}

TEST_F(RunLogTest, WhatAServerThatIsAwayDidNotGetIsSentLater) {
  server_.answer_by(down);
  {
    RunLog log{config(), new_run()};
    log_a_little(log);
    const RunLogEnd end = log.finish(run_status::kFinished);
    EXPECT_FALSE(end.complete);
    EXPECT_NE(end.message.find("nobody answers"), std::string::npos) << end.message;
    EXPECT_NE(end.message.find("waits in"), std::string::npos) << end.message;
  }
  EXPECT_FALSE(spool_is_empty());
  server_.answer_by(mlflow);
  const SpoolReport report = send_spooled_runs(config());
  EXPECT_EQ(report.n_sent, 1U) << report.fault;
  EXPECT_EQ(report.n_waiting, 0U);
  EXPECT_EQ(n_logged("metrics"), 2U);
  EXPECT_EQ(server_.requests_to("mlflow-artifacts").size(), 1U);
  EXPECT_TRUE(spool_is_empty());
}

TEST_F(RunLogTest, ALaterRunSendsWhatAnEarlierOneLeft) {
  server_.answer_by(down);
  {
    RunLog log{config(), new_run()};
    log.metrics({{"accuracy", 0.5, 6, 1}});
    (void)log.finish(run_status::kFinished);
  }
  server_.answer_by(mlflow);
  RunLog log{config(), new_run()};
  EXPECT_TRUE(log.finish(run_status::kFinished).complete);
  EXPECT_EQ(n_logged("metrics"), 1U);
  EXPECT_EQ(server_.requests_to("runs/create").size(), 2U);
  EXPECT_TRUE(spool_is_empty());
}

TEST_F(RunLogTest, AServerThatFailsForAWhileMissesNothing) {
  int n_asked = 0;
  server_.answer_by([&](const HttpRequest& request) {
    return ++n_asked % 7 == 1 ? HttpResponse{.status = 503, .body = "", .retry_after_s = 0}
                              : mlflow(request);
  });
  RunLog log{config(), new_run()};
  log_a_little(log);
  EXPECT_TRUE(log.finish(run_status::kFinished).complete);
  EXPECT_GE(n_logged("metrics"), 2U);
}

TEST_F(RunLogTest, AWrongPasswordIsToldOnceAndNotTriedAgain) {
  server_.answer_by([](const HttpRequest&) {
    return HttpResponse{.status = 401, .body = "", .retry_after_s = {}};
  });
  RunLog log{config(), new_run()};
  log_a_little(log);
  const RunLogEnd end = log.finish(run_status::kFinished);
  EXPECT_NE(end.message.find("MLFLOW_TRACKING_TOKEN"), std::string::npos) << end.message;
  EXPECT_EQ(server_.requests().size(), 1U);
  EXPECT_FALSE(spool_is_empty());
}

TEST_F(RunLogTest, AnEntryThatTheServerRefusesCostsNoOther) {
  server_.answer_by([](const HttpRequest& request) {
    if (request.body.find("\"params\"") != std::string::npos) {
      return HttpResponse{.status = 400,
                          .body = R"({"error_code":"INVALID_PARAMETER_VALUE","message":"no"})",
                          .retry_after_s = {}};
    }
    return mlflow(request);
  });
  RunLog log{config(), new_run()};
  log_a_little(log);
  const RunLogEnd end = log.finish(run_status::kFinished);
  EXPECT_TRUE(end.complete);
  EXPECT_NE(end.message.find("1 entry is missing there"), std::string::npos) << end.message;
  EXPECT_EQ(n_logged("metrics"), 2U);
}

TEST_F(RunLogTest, FilesBeyondTheBoundAreLeftOutBeforeFigures) {
  server_.answer_by(down);
  RunLogConfig small = config();
  small.max_spool_bytes = 4000;
  write_file(dir_.path() / "model", std::string(10000, 'x'));
  {
    RunLog log{small, new_run()};
    log.file(dir_.path() / "model", "model");
    log.metrics({{"accuracy", 0.5, 6, 1}});
    const RunLogEnd end = log.finish(run_status::kFinished);
    EXPECT_NE(end.message.find("1 file and 0 entries were left out"), std::string::npos)
        << end.message;
  }
  server_.answer_by(mlflow);
  EXPECT_EQ(send_spooled_runs(config()).n_sent, 1U);
  EXPECT_EQ(n_logged("metrics"), 1U);
}

TEST_F(RunLogTest, ARunWhoseProcessDiedIsEndedAsKilled) {
  // As a killed process leaves it: a journal without an end, the last line half written.
  const auto folder = dir_.path() / "spool" / "1-2-3";
  std::filesystem::create_directories(folder / "files");
  std::ofstream{folder / "journal.jsonl"}
      << json{{"op", "run"}, {"server", "http://host"}, {"experiment", "e"}, {"time", 5}}.dump()
      << '\n'
      << json{{"op", "metrics"},
              {"metrics", {{{"key", "a"}, {"value", 1}, {"timestamp", 9}, {"step", 0}}}}}
             .dump()
      << "\n{\"op\":\"metr";
  EXPECT_EQ(send_spooled_runs(config()).n_sent, 1U);
  const json end = json::parse(server_.requests_to("runs/update").at(0).body);
  EXPECT_EQ(end["status"], "KILLED");
  EXPECT_EQ(end["end_time"], 9);
  EXPECT_TRUE(spool_is_empty());
}

TEST_F(RunLogTest, ARunThatOneServerBeganIsNotSentToAnother) {
  {
    RunLog log{config(), new_run()};
    ASSERT_TRUE(log.run_id(5));
    server_.answer_by(down);
    log.metrics({{"accuracy", 0.5, 6, 1}});
    EXPECT_FALSE(log.finish(run_status::kFinished).complete);
  }
  server_.answer_by(mlflow);
  RunLogConfig other = config();
  other.server = {"http://other"};
  EXPECT_EQ(send_spooled_runs(other).n_sent, 0U);
  EXPECT_FALSE(spool_is_empty());
  EXPECT_EQ(send_spooled_runs(config()).n_sent, 1U);
}

TEST_F(RunLogTest, ARunThatNoServerBeganIsSentToTheNext) {
  server_.answer_by(down);
  {
    RunLog log{config(), new_run()};
    (void)log.finish(run_status::kFinished);
  }
  server_.answer_by(mlflow);
  RunLogConfig right = config();
  right.server = {"http://right"};
  EXPECT_EQ(send_spooled_runs(right).n_sent, 1U);
  EXPECT_TRUE(spool_is_empty());
}

TEST_F(RunLogTest, TheMachinesFiguresAreLoggedHoweverShortTheRun) {
  RunLogConfig sampled = config();
  sampled.sample_every_s = 60;
  RunLog log{sampled, new_run()};
  EXPECT_TRUE(log.finish(run_status::kFinished).complete);
  std::set<std::string> keys;
  for (const auto& request : server_.requests_to("log-batch")) {
    for (const json& metric : json::parse(request.body).value("metrics", json::array())) {
      keys.insert(metric["key"].get<std::string>());
      EXPECT_GE(metric["value"].get<double>(), 0);
    }
  }
  EXPECT_TRUE(keys.contains("system/system_memory_usage_percentage"));
  EXPECT_TRUE(keys.contains("system/process_memory_megabytes"));
}

}  // namespace
}  // namespace earmark::tracking
