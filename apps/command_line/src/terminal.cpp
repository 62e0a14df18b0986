#include "earmark/command_line/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace earmark::cli {
namespace {

constexpr std::size_t kMinWidth = 40;
constexpr std::size_t kMaxWidth = 500;

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): at start
  return value == nullptr ? "" : value;
}

std::size_t width_of(int fd) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  const auto columns = static_cast<std::size_t>(
      std::strtoul(std::string{environment("COLUMNS")}.c_str(), nullptr, 10));
  return columns > 0 ? columns : 80;
}

std::string escape(std::string_view code, std::string_view text) {
  return "\x1b[" + std::string{code} + "m" + std::string{text} + "\x1b[0m";
}

}  // namespace

Terminal Terminal::of(int fd) {
  Terminal terminal;
  terminal.interactive = ::isatty(fd) == 1;
  if (terminal.interactive) {
    terminal.width = std::clamp(width_of(fd), kMinWidth, kMaxWidth);
    // https://no-color.org: any value that is not empty.
    terminal.colour = environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  }
  return terminal;
}

std::string styled(const Terminal& terminal, Style style, std::string_view text) {
  constexpr std::array<std::string_view, 5> kCodes{"1", "2", "31", "33", "32"};
  return terminal.colour ? escape(kCodes.at(static_cast<std::size_t>(style)), text)
                         : std::string{text};
}

std::string genre_coloured(const Terminal& terminal, std::size_t genre, std::string_view text) {
  // Ten hues of the 256-colour cube, light enough for a dark ground and dark enough for a light
  // one.
  constexpr std::array<std::string_view, 10> kHues{"33", "136", "172", "168", "135",
                                                   "37", "160", "205", "71",  "244"};
  return terminal.colour ? escape("38;5;" + std::string{kHues.at(genre % kHues.size())}, text)
                         : std::string{text};
}

}  // namespace earmark::cli
