#pragma once

#include <cstdint>
#include <span>

namespace earmark::server {

/// As HTTP compares names and types: letters of ASCII alike in either case, whatever the locale.
[[nodiscard]] constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Follows a request's head byte by byte and says where it breaks the rules of RFC 9112 that
/// cpp-httplib is lenient with: a line that ends by a line feed alone (which it would skip), a
/// blank before a colon, a header folded over two lines. Where a proxy and a server read such a
/// head differently, one request hides within another.
class HeadRule {
 public:
  /// @return  whether the byte may stand there
  [[nodiscard]] bool take(char c);

 private:
  enum class State { kFirstLine, kNewLine, kName, kValue, kEnd };

  State state_ = State::kFirstLine;
  bool after_return_ = false;
};

/// Follows a body in chunks as HeadRule a head. cpp-httplib takes a chunk that is longer than its
/// size for the body's end, and the rest for the next request.
class ChunkRule {
 public:
  /// @return  whether the bytes may come next
  [[nodiscard]] bool take(std::span<const char> bytes);

 private:
  enum class State {
    kSize,
    kExtension,
    kSizeEnd,
    kData,
    kDataReturn,
    kDataEnd,
    kLastReturn,
    kLastEnd,
    kDone
  };

  [[nodiscard]] bool take_size(char c);
  bool next(bool is_right, State state);

  State state_ = State::kSize;
  std::uint64_t left_ = 0;
  int n_digits_ = 0;
};

}  // namespace earmark::server
