#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace earmark::ml {

/// Sorts integer keys by their bits [first_bit, first_bit + n_bits); keys equal there may come in
/// any order, though always the same one. Each size has its fastest way: insertion, Highway's
/// vector sort, or radix.
///
/// Keeps scratch memory: one per thread.
template <typename Key>
class KeySort {
 public:
  KeySort();
  ~KeySort();
  KeySort(const KeySort&) = delete;
  KeySort& operator=(const KeySort&) = delete;

  void operator()(std::span<Key> keys, unsigned first_bit, unsigned n_bits);

 private:
  void radix_sort(std::span<Key> keys, unsigned first_bit, unsigned n_bits);

  std::vector<Key> scratch_;
  void* sorter_;  ///< hwy::Sorter, whose header is for the .cpp only
};

}  // namespace earmark::ml
