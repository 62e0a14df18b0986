#include "earmark/telemetry/tracer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>

namespace earmark::telemetry {
namespace {

using Clock = std::chrono::steady_clock;

// A second for what waits, one for what is being sent, and a slow machine.
constexpr double kEndsWithinS = 3;
constexpr const char* kTraceId = "0af7651916cd43dd8448eb211c80319c";

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// A port of this machine where connections are made, and nothing is ever answered; or, closed,
/// where nobody listens.
class SilentPort {
 public:
  SilentPort() : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);  // NOLINT(*-reinterpret-cast)
    EXPECT_EQ(::bind(fd_, any, size), 0);
    EXPECT_EQ(::listen(fd_, 16), 0);
    EXPECT_EQ(::getsockname(fd_, any, &size), 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1/traces";
  }
  ~SilentPort() { close(); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

  void close() {
    if (fd_ >= 0) {
      ::close(fd_);
      fd_ = -1;
    }
  }
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  int fd_;
  std::string url_;
};

RequestSpan request(const std::string& traceparent = "") {
  const auto now = Clock::now();
  return {.name = "GET /",
          .traceparent = traceparent,
          .tracestate = "",
          .begin = now,
          .end = now,
          .stages = {{.name = "wait", .begin = now, .end = now}}};
}

TracingConfig to(const SilentPort& port) { return {.is_on = true, .url = port.url()}; }

TEST(TracerTest, OneThatIsOffTracesNothing) {
  Tracer off;
  EXPECT_FALSE(off.is_on());
  EXPECT_EQ(off.record(request()).trace_id, "");
  EXPECT_FALSE(Tracer({.is_on = false}, "1", [](std::string_view) {}).is_on());
}

TEST(TracerTest, AClientsTraceGoesOn) {
  SilentPort away;
  away.close();
  Tracer tracer{to(away), "1", [](std::string_view) {}};
  const TraceIds ids =
      tracer.record(request("00-" + std::string{kTraceId} + "-b7ad6b7169203331-01"));
  EXPECT_EQ(ids.trace_id, kTraceId);
  EXPECT_EQ(ids.span_id.size(), 16U);
  EXPECT_NE(ids.span_id, "b7ad6b7169203331");
}

TEST(TracerTest, AWrongTraceparentBeginsATraceOfItsOwn) {
  SilentPort away;
  away.close();
  Tracer tracer{to(away), "1", [](std::string_view) {}};
  for (const std::string wrong :
       {"", "00", "00-0-0-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "\xff\xfe"}) {
    const TraceIds ids = tracer.record(request(wrong));
    EXPECT_EQ(ids.trace_id.size(), 32U) << wrong;
    EXPECT_NE(ids.trace_id, kTraceId) << wrong;
  }
}

TEST(TracerTest, ACollectorThatIsAwayIsTold) {
  SilentPort away;
  away.close();
  std::atomic<int> n_warnings = 0;
  std::string warning;
  const auto begin = Clock::now();
  {
    Tracer tracer{to(away), "1", [&](std::string_view text) {
                    ++n_warnings;
                    warning = text;
                  }};
    // More than the queue and several batches take.
    for (int i = 0; i < 5000; ++i) {
      (void)tracer.record(request());
    }
  }
  EXPECT_EQ(n_warnings, 1);
  EXPECT_EQ(warning.find("/v1/traces"), std::string::npos) << warning;
  EXPECT_TRUE(warning.starts_with("traces cannot be sent to http://127.0.0.1:")) << warning;
  EXPECT_LT(seconds_since(begin), kEndsWithinS);
}

TEST(TracerTest, ACollectorThatDoesNotAnswerKeepsNobodyWaiting) {
  const SilentPort silent;
  auto tracer = std::make_unique<Tracer>(to(silent), "1", [](std::string_view) {});
  const auto begin = Clock::now();
  for (int i = 0; i < 5000; ++i) {
    (void)tracer->record(request());
  }
  EXPECT_LT(seconds_since(begin), 1.0);
  const auto end = Clock::now();
  tracer.reset();
  EXPECT_LT(seconds_since(end), kEndsWithinS);
}

}  // namespace
}  // namespace earmark::telemetry
