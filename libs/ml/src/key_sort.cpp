#include "key_sort.h"

#include <hwy/contrib/sort/vqsort.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <numeric>

namespace earmark::ml {
namespace {

constexpr std::size_t kInsertionMax = 12;
// Above its base case Highway's sort asks the kernel for random pivots, once a call.
constexpr std::size_t kVectorMax = 256;
constexpr unsigned kDigitBits = 8;

template <typename Key>
void insertion_sort(std::span<Key> keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    const Key key = keys[i];
    std::size_t j = i;
    for (; j > 0 && keys[j - 1] > key; --j) {
      keys[j] = keys[j - 1];
    }
    keys[j] = key;
  }
}

}  // namespace

template <typename Key>
KeySort<Key>::KeySort() : sorter_{std::make_unique<hwy::Sorter>().release()} {}

template <typename Key>
KeySort<Key>::~KeySort() {
  const std::unique_ptr<hwy::Sorter> owner{static_cast<hwy::Sorter*>(sorter_)};
}

template <typename Key>
void KeySort<Key>::operator()(std::span<Key> keys, unsigned first_bit, unsigned n_bits) {
  if (keys.size() <= kInsertionMax) {
    insertion_sort(keys);
  } else if (keys.size() <= kVectorMax) {
    (*static_cast<const hwy::Sorter*>(sorter_))(keys.data(), keys.size(), hwy::SortAscending{});
  } else {
    radix_sort(keys, first_bit, n_bits);
  }
}

template <typename Key>
void KeySort<Key>::radix_sort(std::span<Key> keys, unsigned first_bit, unsigned n_bits) {
  scratch_.resize(std::max(scratch_.size(), keys.size()));
  std::span<Key> from = keys;
  std::span<Key> to = std::span{scratch_}.first(keys.size());
  for (unsigned bit = first_bit; bit < first_bit + n_bits; bit += kDigitBits) {
    std::array<std::uint32_t, 1U << kDigitBits> starts{};
    const auto digit = [bit](Key key) { return static_cast<std::uint8_t>(key >> bit); };
    for (const Key key : from) {
      ++starts[digit(key)];
    }
    std::exclusive_scan(starts.begin(), starts.end(), starts.begin(), 0U);
    for (const Key key : from) {
      to[starts[digit(key)]++] = key;
    }
    std::swap(from, to);
  }
  if (from.data() != keys.data()) {
    std::ranges::copy(from, keys.begin());
  }
}

template class KeySort<std::uint32_t>;
template class KeySort<std::uint64_t>;

}  // namespace earmark::ml
