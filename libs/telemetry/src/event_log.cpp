#include "earmark/telemetry/event_log.h"

#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace earmark::telemetry {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPatienceMs = 1000;
constexpr std::array<std::string_view, 4> kWords{"debug", "info", "warning", "error"};

/// Writes to a descriptor; what cannot be written is lost, for there is nobody to tell.
class DescriptorSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit DescriptorSink(int fd) : fd_{fd} {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    for (std::size_t at = 0; at < line.size();) {
      if (!is_writable()) {
        return;
      }
      const ssize_t n = ::write(fd_, line.data() + at, line.size() - at);
      if (n < 0 && errno != EINTR) {
        return;
      }
      at += n > 0 ? static_cast<std::size_t>(n) : 0;
    }
  }
  void flush_() override {}

  /// Waits a moment for a reader, and no more for one that has not read since.
  bool is_writable() {
    pollfd asked{fd_, POLLOUT, 0};
    is_stuck_ = ::poll(&asked, 1, is_stuck_ ? 0 : kPatienceMs) <= 0;
    return !is_stuck_;
  }

  int fd_;
  bool is_stuck_ = false;
};

std::string now_rfc3339() {
  const auto now = std::chrono::system_clock::now();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 40> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  (void)std::snprintf(text.data() + n, text.size() - n, ".%03dZ", static_cast<int>(ms % 1000));
  return text.data();
}

std::string line_of(LogLevel level, std::string_view message, const LogFields& fields) {
  Json line{{"time", now_rfc3339()},
            {"level", kWords[static_cast<std::size_t>(level)]},
            {"message", message}};
  for (const auto& [name, value] : fields) {
    std::visit([&, &key = name](const auto& known) { line[key] = known; }, value);
  }
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

LogLevel log_level_of(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords[i] == word) {
      return static_cast<LogLevel>(i);
    }
  }
  throw std::invalid_argument("log_level_of: the word must be debug, info, warning or error");
}

struct EventLog::State {
  explicit State(int fd)
      : pool{std::make_shared<spdlog::details::thread_pool>(kMaxWaiting, 1)},
        logger{std::make_shared<spdlog::async_logger>(
            "events", std::make_shared<DescriptorSink>(fd), pool,
            spdlog::async_overflow_policy::overrun_oldest)} {
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
    logger->set_level(spdlog::level::trace);
  }

  void put(const std::string& line) {
    logger->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
  }

  /// Lines that were left out since this was asked last.
  std::size_t take_left_out() {
    const std::lock_guard lock{mutex};
    const std::size_t now = pool->overrun_counter();
    return now - std::exchange(told, now);
  }

  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
  std::mutex mutex;
  std::size_t told = 0;
};

EventLog::EventLog(int fd, LogLevel least) : least_{least}, state_{std::make_unique<State>(fd)} {}

EventLog::~EventLog() = default;

void EventLog::write(LogLevel level, std::string_view message, const LogFields& fields) {
  if (!writes(level)) {
    return;
  }
  if (const std::size_t n = state_->take_left_out(); n > 0) {
    state_->put(line_of(LogLevel::kWarning, "lines were left out, for they came too fast",
                        {{"lines", static_cast<std::int64_t>(n)}}));
  }
  state_->put(line_of(level, message, fields));
}

}  // namespace earmark::telemetry
