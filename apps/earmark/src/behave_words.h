#pragma once

#include <string>

#include "behave_report.h"

/// What the reports share in words.
namespace earmark::cli {

/// "tagger, profile accurate", or "fast: forest and cnn together".
[[nodiscard]] std::string subject_title(const behave::Subject& subject);

/// "30 rendered pieces and 12 songs".
[[nodiscard]] std::string heard_songs(const BehaveReport& report);

/// "2 cases failed", "no case failed, 1 was not asked".
[[nodiscard]] std::string behave_outcome(const BehaveReport& report);

/// What is done to the songs, such as "gain_db -12" or "drive_db 10, 20".
[[nodiscard]] std::string change_text(const behave::Case& asked);

/// What the songs that bear a case out do, such as "answer kept".
[[nodiscard]] std::string good_songs_do(const behave::Case& asked);

/// What else was measured, such as "distance 0.05"; "" for nothing.
[[nodiscard]] std::string measured_text(const behave::Case& asked, const behave::Outcome& outcome);

/// "40 % of 30 songs (answer kept), at least 90 % asked for".
[[nodiscard]] std::string outcome_text(const behave::Case& asked, const behave::Outcome& outcome);

/// "string quartet 2: classical 83 % -> unsure, metal 40 %".
[[nodiscard]] std::string miss_text(const behave::Case& asked, const behave::Miss& miss);

/// "3 songs do not take it: ..."; "" where all do.
[[nodiscard]] std::string left_out_text(const behave::Outcome& outcome);

}  // namespace earmark::cli
