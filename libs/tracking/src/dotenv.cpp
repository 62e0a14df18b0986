#include "earmark/tracking/dotenv.h"

#include <algorithm>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"

namespace earmark::tracking {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 16U;
constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) {
    return {};
  }
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_name(std::string_view text) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  return !text.empty() && text.find_first_not_of(kLetters) == std::string_view::npos &&
         (text.front() < '0' || text.front() > '9');
}

char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c; }

/// The text in quotes at the beginning of `text`; false where they do not close or more follows.
bool read_quoted(std::string_view text, std::string& value) {
  const char quote = text.front();
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    const bool escapes = quote == '"' && text[i] == '\\' && i + 1 < text.size();
    value += escapes ? unescaped(text[++i]) : text[i];
  }
  if (i >= text.size()) {
    return false;
  }
  const std::string_view rest = trimmed(text.substr(i + 1));
  return rest.empty() || rest.front() == '#';
}

std::string read_plain(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '#' && kBlanks.find(text[i - 1]) != std::string_view::npos) {
      return std::string{trimmed(text.substr(0, i))};
    }
  }
  return std::string{text};
}

}  // namespace

std::map<std::string, std::string> parse_dotenv(std::string_view text, std::string_view where) {
  std::map<std::string, std::string> settings;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = trimmed(text.substr(begin, end - begin));
    begin = end + 1;
    ++number;
    if (line.empty() || line.front() == '#') {
      continue;
    }
    if (line.starts_with("export ")) {
      line = trimmed(line.substr(7));
    }
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string_view name = trimmed(line.substr(0, equals));
    const std::string_view rest = equals < line.size() ? trimmed(line.substr(equals + 1)) : "";
    std::string value;
    const bool is_quoted = !rest.empty() && (rest.front() == '"' || rest.front() == '\'');
    if (!is_name(name) || equals == line.size() || (is_quoted && !read_quoted(rest, value))) {
      if (!name.starts_with("MLFLOW_") && !name.starts_with("EARMARK_")) {
        continue;
      }
      throw TableError(std::string{where} + ", line " + std::to_string(number) +
                       ": must be NAME=value, or NAME=\"value\"");
    }
    settings[std::string{name}] = is_quoted ? value : read_plain(rest);
  }
  return settings;
}

std::map<std::string, std::string> read_dotenv(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / ".env";
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    return {};
  }
  const std::vector<std::byte> bytes = read_file(file, kMaxBytes);
  std::string text(bytes.size(), '\0');
  std::transform(bytes.begin(), bytes.end(), text.begin(),
                 [](std::byte byte) { return static_cast<char>(byte); });
  return parse_dotenv(text, file.string());
}

}  // namespace earmark::tracking
