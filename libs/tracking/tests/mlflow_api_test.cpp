#include "earmark/tracking/mlflow_api.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "fake_http.h"

namespace earmark::tracking {
namespace {

using test::FakeHttp;
using test::FakeServer;

HttpResponse complaint(int status, const std::string& code) {
  return {.status = status,
          .body = nlohmann::json{{"error_code", code}, {"message", "said so"}}.dump(),
          .retry_after_s = {}};
}

Fault fault_of(const HttpResponse& response) {
  FakeServer server{[&](const HttpRequest&) { return response; }};
  FakeHttp http{server};
  MlflowApi api{{"http://host"}, http};
  try {
    (void)api.get("runs/get", {{"run_id", "a b"}});
  } catch (const TrackingError& error) {
    EXPECT_NE(std::string{error.what()}.find("http://host"), std::string::npos) << error.what();
    return error.fault();
  }
  ADD_FAILURE() << "status " << response.status << " was taken";
  return Fault::kCancelled;
}

TEST(MlflowApi, EachStatusIsAFault) {
  EXPECT_EQ(fault_of({.status = 401, .body = "", .retry_after_s = {}}), Fault::kNotAllowed);
  EXPECT_EQ(fault_of(complaint(403, "PERMISSION_DENIED")), Fault::kNotAllowed);
  EXPECT_EQ(fault_of(complaint(404, "RESOURCE_DOES_NOT_EXIST")), Fault::kAbsent);
  EXPECT_EQ(fault_of({.status = 404, .body = "<html>", .retry_after_s = {}}), Fault::kNotMlflow);
  EXPECT_EQ(fault_of(complaint(400, "INVALID_PARAMETER_VALUE")), Fault::kRefused);
  EXPECT_EQ(fault_of({.status = 301, .body = "", .retry_after_s = {}}), Fault::kNotMlflow);
  EXPECT_EQ(fault_of({.status = 429, .body = "", .retry_after_s = 3}), Fault::kBusy);
  EXPECT_EQ(fault_of({.status = 500, .body = "", .retry_after_s = {}}), Fault::kServer);
  EXPECT_EQ(fault_of({.status = 507, .body = "", .retry_after_s = {}}), Fault::kServer);
}

TEST(MlflowApi, AnAnswerThatIsNoJsonComesFromSomethingElse) {
  FakeServer server{[](const HttpRequest&) {
    return HttpResponse{.status = 200, .body = "<html>", .retry_after_s = {}};
  }};
  FakeHttp http{server};
  MlflowApi api{{"http://host"}, http};
  try {
    (void)Runs{api}.get("x");
    ADD_FAILURE();
  } catch (const TrackingError& error) {
    EXPECT_EQ(error.fault(), Fault::kNotMlflow);
  }
}

TEST(Runs, LogInPartsThatTheServerTakes) {
  FakeServer server{[](const HttpRequest&) {
    return HttpResponse{.status = 200, .body = "{}", .retry_after_s = {}};
  }};
  FakeHttp http{server};
  MlflowApi api{{"http://host"}, http};
  std::vector<Metric> metrics;
  metrics.reserve(2500);
  for (int i = 0; i < 2500; ++i) {
    metrics.push_back({"loss", 1.0 / (1 + i), 1, i});
  }
  const std::vector<NamedText> params(150, {"key", "value"});
  Runs{api}.log("run", metrics, params, {});
  const auto requests = server.requests();
  ASSERT_EQ(requests.size(), 5U);
  std::size_t n_metrics = 0;
  for (const auto& request : requests) {
    const auto json = nlohmann::json::parse(request.body);
    const std::size_t n = json.value("metrics", nlohmann::json::array()).size();
    EXPECT_LE(n, 1000U);
    EXPECT_LE(json.value("params", nlohmann::json::array()).size(), 100U);
    n_metrics += n;
  }
  EXPECT_EQ(n_metrics, metrics.size());
}

TEST(Runs, NumbersThatAreNotFiniteAreTexts) {
  FakeServer server{[](const HttpRequest&) {
    return HttpResponse{.status = 200, .body = "{}", .retry_after_s = {}};
  }};
  FakeHttp http{server};
  MlflowApi api{{"http://host"}, http};
  Runs{api}.log("run", {{"a", std::nan(""), 1, 0}, {"b", -HUGE_VAL, 1, 0}}, {}, {});
  const auto json = nlohmann::json::parse(server.requests().front().body);
  EXPECT_EQ(json["metrics"][0]["value"], "NaN");
  EXPECT_EQ(json["metrics"][1]["value"], "-Infinity");
}

}  // namespace
}  // namespace earmark::tracking
