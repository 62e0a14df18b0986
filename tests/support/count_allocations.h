#pragma once

// For one source file of a test program, which is left out where a sanitizer has its own operator
// new: counts what the program allocates.

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace earmark::test {

inline std::atomic<std::size_t> allocations{0};

// NOLINTBEGIN(cppcoreguidelines-no-malloc): this is what operator new is made of
inline void* counted(std::size_t size, std::size_t alignment) {
  ++allocations;
  void* p = std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (p == nullptr) {
    throw std::bad_alloc();
  }
  return p;
}

}  // namespace earmark::test

// NOLINTBEGIN(misc-definitions-in-headers): replacements may not be inline
void* operator new(std::size_t size) {
  return earmark::test::counted(std::max<std::size_t>(size, 1), alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return earmark::test::counted(std::max<std::size_t>(size, 1),
                                static_cast<std::size_t>(alignment));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t /*size*/) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t /*alignment*/) noexcept { std::free(p); }
void operator delete(void* p, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  std::free(p);
}
// NOLINTEND(misc-definitions-in-headers)
// NOLINTEND(cppcoreguidelines-no-malloc)
