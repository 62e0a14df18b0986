#pragma once

#include <string>

namespace earmark::tracking {

/// Where a tracking server is: "http://host:5000" or with "https://", without a slash at its end.
struct ServerAddress {
  std::string uri;

  /// What MLFLOW_TRACKING_URI says.
  /// @throws std::invalid_argument  not http:// or https:// with a host, or with a password in it;
  ///                                the message says what would be right
  [[nodiscard]] static ServerAddress parse(const std::string& text);
};

}  // namespace earmark::tracking
