#pragma once

#include <ATen/ATen.h>

#include <cassert>
#include <cstddef>
#include <span>

namespace earmark::nn {

/// The elements of a contiguous float tensor.
inline std::span<float> values(const at::Tensor& tensor) {
  assert(tensor.is_contiguous() && tensor.scalar_type() == at::kFloat);
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

/// Element block `i` of blocks of `size`.
template <typename T>
std::span<T> block(std::span<T> all, std::size_t i, std::size_t size) {
  return all.subspan(i * size, size);
}

}  // namespace earmark::nn
