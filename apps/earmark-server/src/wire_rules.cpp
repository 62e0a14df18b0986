#include "wire_rules.h"

#include <algorithm>
#include <string_view>

namespace earmark::server {
namespace {

// Sizes of more digits are no sizes of bodies.
constexpr int kMaxDigits = 15;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_name(char c) {
  return is_alphanumeric(c) ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

/// @return  -1: none
int hexadecimal(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

bool HeadRule::take(char c) {
  if (after_return_ != (c == '\n') || c == '\0') {
    return false;
  }
  if (c == '\n') {
    after_return_ = false;
    state_ = state_ == State::kEnd ? State::kEnd : State::kNewLine;
    return true;
  }
  after_return_ = c == '\r';
  switch (state_) {
    case State::kNewLine:
      state_ = after_return_ ? State::kEnd : State::kName;
      return after_return_ || is_name(c);
    case State::kName:
      state_ = c == ':' ? State::kValue : State::kName;
      return c == ':' || is_name(c);
    default:
      return true;
  }
}

bool ChunkRule::next(bool is_right, State state) {
  state_ = state;
  return is_right;
}

bool ChunkRule::take_size(char c) {
  if (const int digit = hexadecimal(c); digit >= 0) {
    left_ = left_ * 16 + static_cast<std::uint64_t>(digit);
    return ++n_digits_ <= kMaxDigits;
  }
  return next(n_digits_ > 0 && (c == '\r' || c == ';'),
              c == '\r' ? State::kSizeEnd : State::kExtension);
}

bool ChunkRule::take(std::span<const char> bytes) {
  while (!bytes.empty()) {
    if (state_ == State::kData) {
      const std::uint64_t n = std::min<std::uint64_t>(left_, bytes.size());
      left_ -= n;
      bytes = bytes.subspan(n);
      state_ = left_ == 0 ? State::kDataReturn : State::kData;
      continue;
    }
    const char c = bytes.front();
    bytes = bytes.subspan(1);
    bool is_right = false;
    switch (state_) {
      case State::kSize:
        is_right = take_size(c);
        break;
      case State::kExtension:
        is_right = c != '\n' && c != '\0';
        state_ = c == '\r' ? State::kSizeEnd : State::kExtension;
        break;
      case State::kSizeEnd:
        n_digits_ = 0;
        is_right = next(c == '\n', left_ == 0 ? State::kLastReturn : State::kData);
        break;
      case State::kDataReturn:
        is_right = next(c == '\r', State::kDataEnd);
        break;
      case State::kDataEnd:
        is_right = next(c == '\n', State::kSize);
        break;
      case State::kLastReturn:
        is_right = next(c == '\r', State::kLastEnd);
        break;
      case State::kLastEnd:
        is_right = next(c == '\n', State::kDone);
        break;
      default:
        break;
    }
    if (!is_right) {
      return false;
    }
  }
  return true;
}

}  // namespace earmark::server
