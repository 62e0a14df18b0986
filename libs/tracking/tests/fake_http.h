#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "earmark/tracking/http.h"

namespace earmark::test {

/// Answers by a function and remembers what was asked. Shared by all that it makes.
class FakeServer {
 public:
  using Answer = std::function<tracking::HttpResponse(const tracking::HttpRequest&)>;

  explicit FakeServer(Answer answer) : answer_{std::move(answer)} {}

  void answer_by(Answer answer) {
    const std::scoped_lock lock{mutex_};
    answer_ = std::move(answer);
  }

  tracking::HttpResponse take(const tracking::HttpRequest& request) {
    const std::scoped_lock lock{mutex_};
    requests_.push_back(request);
    return answer_(request);
  }

  [[nodiscard]] std::vector<tracking::HttpRequest> requests() {
    const std::scoped_lock lock{mutex_};
    return requests_;
  }

  /// The requests whose address holds `part`.
  [[nodiscard]] std::vector<tracking::HttpRequest> requests_to(const std::string& part) {
    std::vector<tracking::HttpRequest> found;
    for (const auto& request : requests()) {
      if (request.url.find(part) != std::string::npos) {
        found.push_back(request);
      }
    }
    return found;
  }

 private:
  std::mutex mutex_;
  Answer answer_;
  std::vector<tracking::HttpRequest> requests_;
};

class FakeHttp final : public tracking::Http {
 public:
  explicit FakeHttp(FakeServer& server) : server_{server} {}
  tracking::HttpResponse send(const tracking::HttpRequest& request) override {
    return server_.take(request);
  }

 private:
  FakeServer& server_;
};

}  // namespace earmark::test
