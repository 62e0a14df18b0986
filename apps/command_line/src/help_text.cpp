#include "earmark/command_line/help_text.h"

#include <algorithm>

#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

constexpr std::size_t kMinDescription = 25;
constexpr std::size_t kHangingIndent = 6;

bool has_description(std::string_view line) {
  return line.size() > kHelpColumn && line.starts_with("  ") && line[kHelpColumn - 1] == ' ' &&
         line[kHelpColumn] != ' ';
}

std::string without_end_of(std::string_view text, char c) {
  const std::size_t last = text.find_last_not_of(c);
  return std::string{text.substr(0, last == std::string_view::npos ? 0 : last + 1)};
}

std::string help_line(std::string_view line, std::size_t width) {
  if (display_width(line) <= width) {
    return std::string{line};
  }
  if (!has_description(line)) {
    return wrapped(line, width, 2);
  }
  const std::string_view name = line.substr(0, kHelpColumn);
  const std::string_view description = line.substr(kHelpColumn);
  if (width >= kHelpColumn + kMinDescription) {
    return std::string{name} + wrapped(description, width, kHelpColumn, kHelpColumn);
  }
  const std::string alone = without_end_of(name, ' ');
  return (alone.empty() ? "" : alone + '\n') + std::string(kHangingIndent, ' ') +
         wrapped(description, width, kHangingIndent, kHangingIndent);
}

}  // namespace

std::string help_text(std::string_view help, std::size_t width) {
  std::string text;
  while (!help.empty()) {
    const std::size_t end = std::min(help.find('\n'), help.size());
    text += help_line(help.substr(0, end), width) + '\n';
    help.remove_prefix(std::min(end + 1, help.size()));
  }
  return without_end_of(text, '\n') + '\n';
}

}  // namespace earmark::cli
