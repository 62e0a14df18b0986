#include "json_tokens.h"

namespace earmark::server {

bool has_long_token(std::span<const std::byte> json, std::size_t max_bytes) {
  std::size_t length = 0;
  bool in_text = false;
  bool is_escaped = false;
  for (const std::byte byte : json) {
    if (++length > max_bytes) {
      return true;
    }
    const char c = static_cast<char>(byte);
    if (is_escaped) {
      is_escaped = false;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (in_text) {
      is_escaped = c == '\\';
    } else if (c == ',' || c == ':' || c == '[' || c == ']' || c == '{' || c == '}') {
      length = 0;
    }
  }
  return false;
}

}  // namespace earmark::server
