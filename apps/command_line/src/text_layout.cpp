#include "earmark/command_line/text_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <ranges>
#include <vector>

#include "earmark/process/printable.h"

namespace earmark::cli {
namespace {

std::size_t width_of(char32_t code) {
  const auto in = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
  if (in(0x300, 0x36F) || in(0x200B, 0x200F) || in(0xFE00, 0xFE0F)) {
    return 0;
  }
  const bool wide = in(0x1100, 0x115F) || in(0x2E80, 0xA4CF) || in(0xAC00, 0xD7A3) ||
                    in(0xF900, 0xFAFF) || in(0xFE30, 0xFE6F) || in(0xFF00, 0xFF60) ||
                    in(0xFFE0, 0xFFE6) || in(0x1F300, 0x1FAFF) || in(0x20000, 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const Glyph& glyph : glyphs(text)) {
    width += width_of(glyph.code);
  }
  return width;
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string{text} + std::string(width > used ? width - used : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ') + std::string{text};
}

std::string keep_end(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) {
    return std::string{text};
  }
  const std::vector<Glyph> all = glyphs(text);
  std::size_t used = 1;  // of "…"
  std::string end;
  for (const Glyph& glyph : std::views::reverse(all)) {
    used += width_of(glyph.code);
    if (used > width) {
      break;
    }
    end.insert(0, glyph.bytes);
  }
  return "…" + end;
}

std::string keep_start(std::string_view text, std::size_t width) {
  std::string start;
  std::size_t used = 0;
  for (const Glyph& glyph : glyphs(text)) {
    used += width_of(glyph.code);
    if (used > width) {
      break;
    }
    start += glyph.bytes;
  }
  return start;
}

std::string bar(double share, std::size_t width) {
  constexpr std::array<std::string_view, 8> kParts{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double eighths = std::clamp(share, 0.0, 1.0) * static_cast<double>(width) * 8;
  const auto n = static_cast<std::size_t>(std::lround(eighths));
  std::string text;
  for (std::size_t i = 0; i < n / 8; ++i) {
    text += "█";
  }
  text += kParts.at(n % 8);
  return pad_right(text, width);
}

std::string clock_time(double seconds) {
  const auto total = static_cast<std::uint64_t>(std::llround(std::max(seconds, 0.0)));
  std::array<char, 32> text{};
  if (total >= 3600) {
    (void)std::snprintf(text.data(), text.size(), "%llu:%02llu:%02llu",
                        static_cast<unsigned long long>(total / 3600),
                        static_cast<unsigned long long>(total / 60 % 60),
                        static_cast<unsigned long long>(total % 60));
  } else {
    (void)std::snprintf(text.data(), text.size(), "%llu:%02llu",
                        static_cast<unsigned long long>(total / 60),
                        static_cast<unsigned long long>(total % 60));
  }
  return text.data();
}

std::string whole_percent(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

std::string percent(double share) { return pad_left(whole_percent(share), 5); }

std::string fine_percent(double share) { return decimals(100 * share, 1) + " %"; }

std::string decimals(double value, int n) {
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%.*f", n, value);
  return text.data();
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return std::to_string(n) + ' ' + std::string{n == 1 ? one : many};
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent,
                    std::size_t used) {
  std::string result;
  for (bool first = true; !text.empty(); first = false) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t n = display_width(word);
    if (!first && used + 1 + n > width) {
      result += '\n' + std::string(indent, ' ');
      used = indent;
    } else if (!first) {
      result += ' ';
      ++used;
    }
    result += word;
    used += n;
  }
  return result;
}

}  // namespace earmark::cli
