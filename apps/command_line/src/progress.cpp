#include "earmark/command_line/progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "earmark/command_line/text_layout.h"

namespace earmark::cli {
namespace {

constexpr double kShortWorkS = 2;    // work below this shows nothing
constexpr double kFirstLookS = 0.5;  // when an estimate is worth something
constexpr double kRedrawS = 0.1;
constexpr double kLineIntervalS = 2;
constexpr std::size_t kPlainWidth = 80;  // of lines that go to a log

double seconds_between(Progress::Clock::time_point a, Progress::Clock::time_point b) {
  return std::chrono::duration<double>(b - a).count();
}

}  // namespace

std::string progress_line(const std::string& what, const std::string& unit, double done,
                          double total, double elapsed_s, std::size_t width) {
  const double share = total > 0 ? std::clamp(done / total, 0.0, 1.0) : 0;
  std::string counts = unit.empty() ? percent(share)
                                    : std::to_string(std::llround(done)) + '/' +
                                          std::to_string(std::llround(total)) + ' ' + unit;
  if (share > 0) {
    counts += ", " + clock_time(std::ceil(elapsed_s / share * (1 - share))) + " left";
  }
  const std::size_t used = display_width(what) + display_width(counts) + 4;
  if (used + 5 > width) {
    return keep_end(what + "  " + counts, width);
  }
  return what + "  " + bar(share, std::min<std::size_t>(width - used, 30)) + "  " + counts;
}

Progress::Progress(Console& console, std::string what, std::string unit, double total, bool lines)
    : console_{console},
      what_{std::move(what)},
      unit_{std::move(unit)},
      total_{total},
      lines_{lines && !console.err().interactive} {}

Progress::~Progress() { console_.status(""); }

void Progress::update(double done) {
  if (!console_.err().interactive && !lines_) {
    return;
  }
  const std::lock_guard lock{mutex_};
  const Clock::time_point now = Clock::now();
  const double elapsed = seconds_between(begin_, now);
  if (elapsed < kFirstLookS || done <= 0) {
    return;
  }
  visible_ = visible_ || elapsed > kShortWorkS || elapsed / done * total_ > kShortWorkS;
  if (!visible_ || seconds_between(shown_, now) < (lines_ ? kLineIntervalS : kRedrawS)) {
    return;
  }
  shown_ = now;
  if (lines_) {
    console_.note(progress_line(what_, unit_, done, total_, elapsed, kPlainWidth));
  } else {
    console_.status(progress_line(what_, unit_, done, total_, elapsed, console_.err().width - 1));
  }
}

}  // namespace earmark::cli
