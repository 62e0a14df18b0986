#include "earmark/process/printable.h"

#include <cstddef>

namespace earmark {
namespace {

std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead < 0xE0) {
    return 2;
  }
  if (lead >= 0xE0 && lead < 0xF0) {
    return 3;
  }
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

Glyph first_glyph(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t n = sequence_length(lead);
  if (n == 0 || n > text.size()) {
    return {Glyph::kBad, text.substr(0, 1)};
  }
  char32_t code = n == 1 ? lead : lead & (0x7FU >> n);
  for (const char c : text.substr(1, n - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) != 0x80) {
      return {Glyph::kBad, text.substr(0, 1)};
    }
    code = (code << 6U) | (byte & 0x3FU);
  }
  return {code, text.substr(0, n)};
}

}  // namespace

std::vector<Glyph> glyphs(std::string_view text) {
  std::vector<Glyph> found;
  while (!text.empty()) {
    found.push_back(first_glyph(text));
    text.remove_prefix(found.back().bytes.size());
  }
  return found;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (const Glyph& glyph : glyphs(text)) {
    const bool control = glyph.code < 0x20 || (glyph.code >= 0x7F && glyph.code < 0xA0);
    shown += control || glyph.code == Glyph::kBad ? "?" : glyph.bytes;
  }
  return shown;
}

}  // namespace earmark
