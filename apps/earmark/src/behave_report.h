#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "earmark/behave/case.h"
#include "earmark/behave/judge.h"
#include "earmark/behave/subject.h"
#include "earmark/command_line/terminal.h"

namespace earmark::cli {

/// What `earmark behave` found.
struct BehaveReport {
  std::string command;  ///< that makes it again, but for where reports are written
  std::string bundle_name;
  std::string bundle_version;
  std::uint64_t seed = 0;
  std::size_t n_rendered = 0;  ///< pieces
  std::size_t n_songs = 0;     ///< others, those that could not be read among them
  std::vector<std::pair<std::string, std::string>> unread = {};  ///< songs, and why
  std::vector<behave::Subject> subjects;
  std::vector<behave::Case> cases;
  std::vector<std::vector<behave::Outcome>> outcomes;  ///< [n_subjects][n_cases]

  [[nodiscard]] std::size_t count(std::size_t subject, behave::Verdict verdict) const;
  [[nodiscard]] std::size_t count(behave::Verdict verdict) const;
  /// Whether no case failed and every song could be read.
  [[nodiscard]] bool passed() const;
};

/// For a person: cases by subjects, then what failed with the worst songs, then what was not asked.
[[nodiscard]] std::string behave_text(const BehaveReport& report, const Terminal& terminal);

/// A page of GitHub's Markdown: a table for each subject.
/// @param file  where it is written
[[nodiscard]] std::string behave_markdown(const BehaveReport& report, const std::string& file);

/// docs/formats/behaviour-report.md, ended by a line break.
[[nodiscard]] std::string behave_json(const BehaveReport& report);

/// A page of its own.
[[nodiscard]] std::string behave_html(const BehaveReport& report);

}  // namespace earmark::cli
