#pragma once

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "earmark/tracking/http.h"

namespace earmark::fuzz {

inline void require(bool fact) {
  if (!fact) {
    std::abort();
  }
}

/// A line from the front of `text`, which loses it.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// Answers by the lines of a text, the last one again and again: three digits of a status, then the
/// body. A request must be one that could be sent, and there must be an end of them.
class ScriptedHttp final : public tracking::Http {
 public:
  using Look = std::function<void(const tracking::HttpRequest&)>;

  explicit ScriptedHttp(std::string_view script, Look look = {})
      : script_{script}, look_{std::move(look)} {}

  tracking::HttpResponse send(const tracking::HttpRequest& request) override {
    require(++n_requests_ < kMostRequests);
    require(request.url.find_first_of(std::string_view{" \n\r\0", 4}) == std::string::npos);
    require(request.body.empty() || nlohmann::json::accept(request.body));
    if (look_) {
      look_(request);
    }
    if (!script_.empty()) {
      line_ = take_line(script_);
    }
    tracking::HttpResponse response{.status = 200, .body = "{}", .retry_after_s = 0};
    if (line_.size() >= kStatus) {
      response.status = std::atoi(std::string{line_.substr(0, kStatus)}.c_str());
      response.body = line_.substr(kStatus);
    }
    if (!request.download.empty() && response.status / 100 == 2) {
      std::ofstream{request.download, std::ios::binary} << response.body;
    }
    return response;
  }

 private:
  static constexpr std::size_t kStatus = 3;
  static constexpr std::size_t kMostRequests = 20000;

  std::string_view script_;
  std::string_view line_;
  Look look_;
  std::size_t n_requests_ = 0;
};

}  // namespace earmark::fuzz
