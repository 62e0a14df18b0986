#pragma once

#include <optional>
#include <string>

#include "earmark/base/errors.h"

namespace earmark::tracking {

/// What went wrong between here and a tracking server.
enum class Fault {
  kUnreachable,  ///< no connection, or it broke or stalled
  kNotAllowed,   ///< 401 or 403: name, password or token
  kNotMlflow,    ///< something answers there, but not an MLflow server
  kBusy,         ///< 429
  kServer,       ///< 5xx: it failed itself, such as on a full disk
  kRefused,      ///< another 4xx: this request will never be taken
  kAbsent,       ///< there is no such run, model, version or alias
  kCancelled,    ///< the caller gave up
};

/// A request that did not succeed: kind "tracking". The message is one sentence with the server's
/// address.
class TrackingError : public DataError {
 public:
  TrackingError(Fault fault, const std::string& message, std::optional<double> retry_after_s = {})
      : DataError{"tracking", message}, fault_{fault}, retry_after_s_{retry_after_s} {}

  [[nodiscard]] Fault fault() const { return fault_; }

  /// Whether the same request may succeed later.
  [[nodiscard]] bool may_pass() const {
    return fault_ != Fault::kRefused && fault_ != Fault::kAbsent;
  }

  /// Seconds that the server asked to wait, where it did.
  [[nodiscard]] std::optional<double> retry_after_s() const { return retry_after_s_; }

 private:
  Fault fault_;
  std::optional<double> retry_after_s_;
};

}  // namespace earmark::tracking
