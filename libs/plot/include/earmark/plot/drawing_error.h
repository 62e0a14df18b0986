#pragma once

#include <string>

#include "earmark/base/errors.h"

namespace earmark::plot {

/// The library that draws, Cairo, is not installed or not whole: kind "drawing".
class DrawingError : public DataError {
 public:
  explicit DrawingError(const std::string& message) : DataError{"drawing", message} {}
};

}  // namespace earmark::plot
