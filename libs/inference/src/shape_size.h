#pragma once

#include <cstddef>
#include <span>

namespace earmark::inference {

/// The product of a shape's sides, or limit + 1 where a part of the product is over `limit`: sides
/// of 2^32 would wrap a plain product.
[[nodiscard]] inline std::size_t bounded_shape_size(std::span<const std::size_t> shape,
                                                    std::size_t limit) {
  std::size_t size = 1;
  for (const std::size_t side : shape) {
    if (side != 0 && size > limit / side) {
      return limit + 1;
    }
    size *= side;
  }
  return size;
}

}  // namespace earmark::inference
