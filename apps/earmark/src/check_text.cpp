#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "check_report.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

constexpr std::size_t kMostShown = 3;

std::string severity_text(const Terminal& terminal, check::Severity severity) {
  const bool error = severity == check::Severity::kError;
  return styled(terminal, error ? Style::kRed : Style::kYellow,
                pad_right(check::severity_name(severity), 7));
}

struct KindCount {
  check::Kind kind;
  check::Severity severity;
  std::size_t n;
};

std::vector<KindCount> counts_of(const check::Report& report) {
  std::vector<KindCount> counts;
  for (const check::Finding& finding : report.findings) {
    const bool is_new = counts.empty() || counts.back().kind != finding.kind ||
                        counts.back().severity != finding.severity;
    if (is_new) {
      counts.push_back({finding.kind, finding.severity, 0});
    }
    ++counts.back().n;
  }
  std::ranges::stable_sort(counts, {}, &KindCount::severity);
  return counts;
}

std::string table(const std::vector<KindCount>& counts, const Terminal& terminal) {
  std::size_t name_width = 0;
  for (const KindCount& count : counts) {
    name_width = std::max(name_width, check::kind_name(count.kind).size());
  }
  std::string text;
  for (const KindCount& count : counts) {
    const std::size_t used = 2 + 7 + 7 + 2 + name_width + 2;
    text += "  " + severity_text(terminal, count.severity) + pad_left(std::to_string(count.n), 7) +
            "  " + pad_right(check::kind_name(count.kind), name_width) + "  " +
            wrapped(check::kind_title(count.kind), terminal.width, used, used) + '\n';
  }
  return text;
}

std::string sentences(const check::Report& report, const KindCount& count,
                      const Terminal& terminal) {
  std::string text = '\n' + styled(terminal, Style::kBold, check::kind_name(count.kind)) + '\n';
  std::size_t n_shown = 0;
  for (const check::Finding& finding : report.findings) {
    if (finding.kind == count.kind && finding.severity == count.severity && n_shown < kMostShown) {
      ++n_shown;
      text += "  " + wrapped(printable(finding.message), terminal.width, 4, 2) + '\n';
    }
  }
  if (count.n > n_shown) {
    text += styled(terminal, Style::kDim, "  and " + std::to_string(count.n - n_shown) + " more") +
            '\n';
  }
  return text;
}

std::string not_checked(const check::Report& report, const Terminal& terminal) {
  std::string text;
  for (const check::NotChecked& skipped : report.not_checked) {
    std::vector<std::string> names;
    names.reserve(skipped.kinds.size());
    for (const check::Kind kind : skipped.kinds) {
      names.emplace_back(check::kind_name(kind));
    }
    text += "  " +
            wrapped(enumerate(names) + ": " + printable(skipped.reason), terminal.width, 4, 2) +
            '\n';
  }
  return text.empty() ? "" : '\n' + styled(terminal, Style::kBold, "not checked") + '\n' + text;
}

}  // namespace

std::string checked_songs(const check::Report& report) {
  std::string text = counted(report.n_tracks, "track", "tracks");
  if (report.duration_s > 0.0) {
    const long minutes = std::lround(report.duration_s / 60.0);
    text += ", " +
            (minutes < 60
                 ? clock_time(report.duration_s)
                 : std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min") +
            " of sound";
  }
  if (report.n_training > 0) {
    text += ", against " + counted(report.n_training, "training track", "training tracks");
  }
  return text;
}

std::string check_outcome(const check::Report& report) {
  std::vector<std::string> parts;
  if (const std::size_t n = report.count(check::Severity::kError); n > 0) {
    parts.push_back(counted(n, "error", "errors"));
  }
  if (const std::size_t n = report.count(check::Severity::kWarning); n > 0) {
    parts.push_back(counted(n, "warning", "warnings"));
  }
  return parts.empty() ? "nothing found" : enumerate(parts);
}

std::string check_text(const check::Report& report, const Terminal& terminal) {
  const auto counts = counts_of(report);
  std::string text =
      styled(terminal, Style::kBold, checked_songs(report) + ": " + check_outcome(report)) + '\n';
  if (!counts.empty()) {
    text += '\n' + table(counts, terminal);
  }
  for (const KindCount& count : counts) {
    text += sentences(report, count, terminal);
  }
  return text + not_checked(report, terminal);
}

}  // namespace earmark::cli
