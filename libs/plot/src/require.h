#pragma once

#include <stdexcept>

namespace earmark::plot {

/// Throws std::invalid_argument "message" unless `ok`.
inline void require(bool ok, const char* message) {
  if (!ok) {
    throw std::invalid_argument(message);
  }
}

}  // namespace earmark::plot
