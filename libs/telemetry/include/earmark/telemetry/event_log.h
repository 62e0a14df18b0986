#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace earmark::telemetry {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// "debug", "info", "warning" or "error". @throws std::invalid_argument  another word
[[nodiscard]] LogLevel log_level_of(std::string_view word);

using LogValue = std::variant<std::string, double, std::int64_t, bool>;
using LogFields = std::vector<std::pair<std::string, LogValue>>;

/// Writes one line of JSON an event: "time" (RFC 3339, UTC, milliseconds), "level", "message", and
/// fields of the event. Lines are written by a thread of its own, so that nobody waits for a disk
/// or a reader; where these are too slow, the oldest lines that wait are left out, and a line says
/// later how many. Thread-safe.
class EventLog {
 public:
  static constexpr std::size_t kMaxWaiting = 8192;

  /// @param fd     where lines go; stays the caller's
  /// @param least  events of a lower level are not written
  EventLog(int fd, LogLevel least);
  /// Writes what waits.
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  [[nodiscard]] bool writes(LogLevel level) const { return level >= least_; }

  /// Text that is not UTF-8 is shown with U+FFFD; control characters are escaped.
  void write(LogLevel level, std::string_view message, const LogFields& fields = {});

 private:
  struct State;
  LogLevel least_;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::telemetry
