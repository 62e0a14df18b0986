#pragma once

#include <chrono>
#include <cstddef>

#include "exchange.h"

namespace earmark::server {

/// Notes a part of the work on a request that is traced, as long as this lives; else nothing.
class StageNote {
 public:
  /// @param exchange  must outlive this
  StageNote(Exchange& exchange, const char* name) : exchange_{&exchange} {
    if (exchange.is_traced) {
      index_ = exchange.stages.size();
      const auto now = std::chrono::steady_clock::now();
      exchange.stages.push_back({.name = name, .begin = now, .end = now});
    }
  }
  ~StageNote() {
    if (exchange_->is_traced) {
      exchange_->stages[index_].end = std::chrono::steady_clock::now();
    }
  }
  StageNote(const StageNote&) = delete;
  StageNote& operator=(const StageNote&) = delete;

  /// To be called where the request is traced.
  [[nodiscard]] telemetry::StageSpan& span() { return exchange_->stages[index_]; }

 private:
  Exchange* exchange_;
  std::size_t index_ = 0;
};

}  // namespace earmark::server
