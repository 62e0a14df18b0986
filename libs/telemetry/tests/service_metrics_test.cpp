#include "earmark/telemetry/service_metrics.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "earmark/telemetry/process_figures.h"
#include "support/temp_dir.h"

namespace earmark::telemetry {
namespace {

const RequestFigures kRequest{.method = "POST",
                              .route = "/v1/predictions",
                              .status = 200,
                              .reason = "",
                              .duration_s = 0.2,
                              .received_bytes = 1000,
                              .sent_bytes = 50};
const PredictionFigures kPrediction{.kind = "music",
                                    .genre = "jazz",
                                    .confidence = 0.8,
                                    .unsure = true,
                                    .audio_s = 30,
                                    .waited_s = 0.02,
                                    .stages = {{"decode", 0.01}, {"forest", 0.003}}};

int shell(const std::string& command) {
  return std::system(command.c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
}

/// Whether a line of the text is exactly this.
bool has_line(const std::string& text, const std::string& line) {
  return ('\n' + text).find('\n' + line + '\n') != std::string::npos;
}

TEST(ServiceMetricsTest, RequestsAreCountedByRouteMethodAndStatus) {
  ServiceMetrics metrics{"1.2.3"};
  metrics.count(kRequest);
  metrics.count(kRequest);
  RequestFigures full = kRequest;
  full.status = 503;
  full.reason = "queue_full";
  metrics.count(full);
  const std::string text = metrics.text({});
  EXPECT_TRUE(has_line(text,
                       "http_server_request_duration_seconds_count{http_request_method=\"POST\","
                       "http_response_status_code=\"200\",http_route=\"/v1/predictions\"} 2"))
      << text;
  EXPECT_TRUE(has_line(text, "earmark_rejected_requests_total{reason=\"queue_full\"} 1"));
  EXPECT_TRUE(has_line(text, "earmark_received_bytes_total 3000"));
  EXPECT_TRUE(has_line(text, "earmark_build_info{version=\"1.2.3\"} 1"));
}

TEST(ServiceMetricsTest, DriftIsShownByFeatureWhileItCanBeTold) {
  ServiceMetrics metrics{"1"};
  const std::string line = "earmark_input_drift_psi{feature=\"rms_mean\"} 0.5";
  const DriftFigures known{.n_sounds = 200, .psi_by_chance = 0.05, .psi = {{"rms_mean", 0.5}}};
  EXPECT_TRUE(has_line(metrics.text({.drift = known}), line));
  EXPECT_TRUE(has_line(metrics.text({.drift = known}), "earmark_input_drift_psi_by_chance 0.05"));
  const std::string after = metrics.text({.drift = {.n_sounds = 3}});
  EXPECT_EQ(after.find("rms_mean"), std::string::npos);
  EXPECT_TRUE(has_line(after, "earmark_input_drift_sounds 3"));
}

TEST(ServiceMetricsTest, MethodsThatClientsMakeUpAreOne) {
  ServiceMetrics metrics{"1"};
  RequestFigures odd = kRequest;
  for (int i = 0; i < 100; ++i) {
    odd.method = "M" + std::to_string(i);
    metrics.count(odd);
  }
  EXPECT_NE(metrics.text({}).find("http_request_method=\"_OTHER\""), std::string::npos);
  EXPECT_EQ(metrics.text({}).find("\"M7\""), std::string::npos);
}

TEST(ServiceMetricsTest, PredictionsAreCountedByGenreKindAndStage) {
  ServiceMetrics metrics{"1"};
  metrics.count(kPrediction);
  metrics.count({.kind = "silence",
                 .genre = "",
                 .confidence = 0,
                 .unsure = false,
                 .audio_s = 3,
                 .waited_s = 0,
                 .stages = {}});
  const std::string text = metrics.text({});
  EXPECT_TRUE(has_line(text, "earmark_predictions_total{genre=\"jazz\"} 1"));
  EXPECT_TRUE(has_line(text, "earmark_judged_sounds_total{kind=\"silence\"} 1"));
  EXPECT_TRUE(has_line(text, "earmark_unsure_predictions_total 1"));
  EXPECT_TRUE(has_line(text, "earmark_audio_seconds_total 33"));
  EXPECT_TRUE(has_line(text, "earmark_prediction_confidence_count 1"));
  EXPECT_TRUE(has_line(text, "earmark_stage_duration_seconds_count{stage=\"forest\"} 1"));
}

TEST(ServiceMetricsTest, OnlyTheBundleThatAnswersIsShown) {
  ServiceMetrics metrics{"1"};
  ServiceState state;
  state.bundle_name = "default";
  state.bundle_version = "1";
  EXPECT_TRUE(
      has_line(metrics.text(state), "earmark_bundle_info{name=\"default\",version=\"1\"} 1"));
  state.bundle_version = "2";
  const std::string text = metrics.text(state);
  EXPECT_TRUE(has_line(text, "earmark_bundle_info{name=\"default\",version=\"2\"} 1"));
  EXPECT_FALSE(has_line(text, "earmark_bundle_info{name=\"default\",version=\"1\"} 1"));
}

TEST(ServiceMetricsTest, PromtoolFindsNothingToMend) {
  if (shell("command -v promtool >/dev/null") != 0) {
    GTEST_SKIP() << "promtool is not installed (package prometheus)";
  }
  ServiceMetrics metrics{"1"};
  metrics.count(kRequest);
  metrics.count(kPrediction);
  const test::TempDir folder;
  std::ofstream{folder.path() / "metrics"} << metrics.text({});
  const std::string command =
      "promtool check metrics <'" + (folder.path() / "metrics").string() + "'";
  EXPECT_EQ(shell(command), 0);
}

TEST(ProcessFiguresTest, TheProcessKnowsItself) {
  const ProcessFigures figures = ProcessFigures::now();
  EXPECT_GT(figures.resident_bytes, 1e6);
  EXPECT_GE(figures.peak_resident_bytes, figures.resident_bytes);
  EXPECT_GE(figures.n_threads, 1);
  EXPECT_GE(figures.n_open_files, 3);
  EXPECT_GT(figures.max_open_files, figures.n_open_files);
  EXPECT_GT(figures.start_s, 1e9);
}

}  // namespace
}  // namespace earmark::telemetry
