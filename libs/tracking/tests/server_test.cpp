// Against a real MLflow server, which mlflow_server.py starts: MLFLOW_TRACKING_URI names it.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <set>

#include "earmark/base/atomic_file.h"
#include "earmark/base/sha256.h"
#include "earmark/tracking/registry.h"
#include "earmark/tracking/run_log.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "support/temp_dir.h"

namespace earmark::tracking {
namespace {

class ServerTest : public ::testing::Test {
 protected:
  static std::string uri() {
    const char* uri = std::getenv("MLFLOW_TRACKING_URI");  // NOLINT(concurrency-mt-unsafe)
    return uri == nullptr ? "" : uri;
  }

  RunLogConfig config() {
    return {.server = ServerAddress::parse(uri()),
            .http =
                [](const std::atomic<bool>& cancelled) {
                  return make_curl_http({.credentials = {}, .cancelled = &cancelled});
                },
            .spool = dir_.path() / "spool",
            .finish_s = 30,
            .sample_every_s = 60};
  }

  tracking::Run run_of(RunLog& log) { return Runs{api_}.get(log.run_id(30).value_or("")); }

  static NewRun new_run(const std::string& name) {
    return {
        .experiment = "server test", .name = name, .start_time_ms = now_ms(), .tags = {{"a", "b"}}};
  }

  test::TempDir dir_;
  std::unique_ptr<Http> http_ = make_curl_http({});
  MlflowApi api_{ServerAddress::parse(uri()), *http_};
};

std::string value_of(const std::vector<NamedText>& texts, const std::string& key) {
  const auto found = std::ranges::find(texts, key, &NamedText::key);
  return found == texts.end() ? "" : found->value;
}

TEST_F(ServerTest, ARunIsThereWithAllThatWasLogged) {
  constexpr int kEpochs = 2500;
  RunLog log{config(), new_run("whole")};
  log.params({{"n_estimators", "300"}, {"odd key: ü", std::string(7000, 'x')}});
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    log.metrics({{"loss", 1.0 / (1 + epoch), now_ms(), epoch}});
  }
  log.tags({{"mlflow.source.git.commit", "abc"}});
  log.inputs({{"songs", "0123456789", "/songs.csv", "training", R"({"n_tracks": 30})"}});
  log.text("# card", "cards/card.md");
  const RunLogEnd end = log.finish(run_status::kFinished);
  ASSERT_TRUE(end.complete) << end.message;

  const tracking::Run run = run_of(log);
  EXPECT_EQ(run.name, "whole");
  EXPECT_EQ(run.status, "FINISHED");
  EXPECT_GE(run.end_time_ms, run.start_time_ms);
  EXPECT_EQ(value_of(run.params, "n_estimators"), "300");
  EXPECT_EQ(value_of(run.params, "odd key_ __").size(), 6000U);
  EXPECT_EQ(value_of(run.tags, "mlflow.source.git.commit"), "abc");
  EXPECT_EQ(value_of(run.tags, "a"), "b");
  Runs runs{api_};
  const std::vector<Metric> losses = runs.history(run.run_id, "loss");
  ASSERT_EQ(losses.size(), static_cast<std::size_t>(kEpochs));
  EXPECT_EQ(losses[99].step, 99);
  EXPECT_DOUBLE_EQ(losses[99].value, 0.01);
  const auto artifacts = runs.artifacts(run, "cards");
  ASSERT_EQ(artifacts.size(), 1U);
  EXPECT_EQ(artifacts[0].path, "cards/card.md");
  EXPECT_EQ(artifacts[0].n_bytes, 6U);
  EXPECT_EQ(
      runs.search({.experiment_ids = {run.experiment_id}, .filter = "params.n_estimators = '300'"})
          .at(0)
          .run_id,
      run.run_id);
  EXPECT_FALSE(runs.history(run.run_id, "system/system_memory_usage_percentage").empty());
}

TEST_F(ServerTest, AFileOfManyMegabytesGoesThereAndBack) {
  constexpr std::size_t kBytes = std::size_t{200} << 20U;
  const auto file = dir_.path() / "large";
  {
    std::ofstream out{file, std::ios::binary};
    std::string block(std::size_t{1} << 20U, '\0');
    for (std::size_t i = 0; i < kBytes >> 20U; ++i) {
      std::ranges::fill(block, static_cast<char>(i));
      out << block;
    }
  }
  RunLog log{config(), new_run("large")};
  log.file(file, "model/large.bin");
  const RunLogEnd end = log.finish(run_status::kFinished);
  ASSERT_TRUE(end.complete) << end.message;
  const tracking::Run run = run_of(log);
  const auto back = dir_.path() / "back";
  api_.download(artifact_place(run.artifact_uri) + "/model/large.bin", back);
  EXPECT_EQ(sha256_file(back), sha256_file(file));
  const auto files = files_below(api_, artifact_place(run.artifact_uri));
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].path, "model/large.bin");
  EXPECT_EQ(files[0].n_bytes, kBytes);
}

TEST_F(ServerTest, ARunCanBeWithinAnother) {
  RunLog parent{config(), new_run("parent")};
  const std::string parent_id = parent.run_id(30).value_or("");
  NewRun inner = new_run("child");
  inner.parent_run_id = parent_id;
  RunLog child{config(), inner};
  ASSERT_TRUE(child.finish(run_status::kFinished).complete);
  EXPECT_EQ(value_of(run_of(child).tags, "mlflow.parentRunId"), parent_id);
  EXPECT_TRUE(parent.finish(run_status::kFinished).complete);
}

TEST_F(ServerTest, VersionsAreFoundByNumberAliasAndAsTheLatest) {
  const std::string name = "songs " + std::to_string(now_ms());
  for (const char* accuracy : {"0.5", "0.6"}) {
    RunLog log{config(), new_run("bundle")};
    log.text("{}", "bundle/bundle.json");
    log.version({.name = name, .path = "bundle", .tags = {{"accuracy", accuracy}}});
    const RunLogEnd end = log.finish(run_status::kFinished);
    ASSERT_TRUE(end.complete) << end.message;
  }
  Registry registry{api_};
  EXPECT_EQ(registry.versions(name).size(), 2U);
  EXPECT_EQ(registry.find({.name = name, .version = "", .alias = ""}).version, "2");
  EXPECT_EQ(registry.find({.name = name, .version = "1", .alias = ""}).tag("accuracy"), "0.5");
  registry.set_alias(name, "champion", "1");
  EXPECT_EQ(registry.find({.name = name, .version = "", .alias = "champion"}).version, "1");
  registry.set_alias(name, "champion", "2");
  const ModelVersion champion = registry.find({.name = name, .version = "", .alias = "champion"});
  EXPECT_EQ(champion.version, "2");
  EXPECT_EQ(champion.status, "READY");
  EXPECT_EQ(champion.aliases, std::vector<std::string>{"champion"});
  registry.set_tag(name, "2", {"card", "good"});
  EXPECT_EQ(registry.find({.name = name, .version = "2", .alias = ""}).tag("card"), "good");
  registry.delete_alias(name, "champion");
  EXPECT_THROW((void)registry.find({.name = name, .version = "", .alias = "champion"}),
               TrackingError);
}

TEST_F(ServerTest, WhatIsNotThereIsAbsent) {
  const auto fault = [&](const auto& ask) {
    try {
      ask();
    } catch (const TrackingError& error) {
      return error.fault();
    }
    return Fault::kCancelled;
  };
  Registry registry{api_};
  EXPECT_EQ(fault([&] { (void)Runs{api_}.get("0123456789abcdef0123456789abcdef"); }),
            Fault::kAbsent);
  EXPECT_EQ(fault([&] { (void)registry.versions("nothing"); }), Fault::kAbsent);
  EXPECT_EQ(fault([&] { (void)registry.find({.name = "nothing", .version = "1", .alias = ""}); }),
            Fault::kAbsent);
  EXPECT_EQ(fault([&] { api_.download("9/none/artifacts/x", dir_.path() / "x"); }), Fault::kAbsent);
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "x"));
}

}  // namespace
}  // namespace earmark::tracking
