#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"

namespace earmark::dsp {

/// Throws std::invalid_argument unless rows start on cache lines and are padded to whole ones.
inline void require_padded(MatrixView<const float> view, const char* function, const char* name) {
  const bool aligned = reinterpret_cast<std::uintptr_t>(view.data()) % kSimdAlignment == 0;
  const bool padded = view.stride() * sizeof(float) % kSimdAlignment == 0;
  if (!aligned || !padded) {
    throw std::invalid_argument(std::string{function} + ": " + name +
                                " must be aligned and padded as earmark::Matrix does");
  }
}

/// Throws std::invalid_argument unless the view has this many rows and columns.
inline void require_shape(MatrixView<const float> view, std::size_t rows, std::size_t cols,
                          const char* function, const char* name) {
  if (view.rows() != rows || view.cols() != cols) {
    throw std::invalid_argument(std::string{function} + ": " + name + " must be [" +
                                std::to_string(rows) + ", " + std::to_string(cols) + "]");
  }
}

/// Throws std::invalid_argument "message" unless `ok`.
inline void require(bool ok, const char* message) {
  if (!ok) {
    throw std::invalid_argument(message);
  }
}

}  // namespace earmark::dsp
