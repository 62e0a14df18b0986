#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::check {

/// Whether a fault spoils what is learned or measured, or is for a person to look at.
enum class Severity { kError, kWarning };

/// What can be found, in the order in which a report lists it.
enum class Kind {
  kUnreadable,
  kSilent,
  kTooShort,
  kDamaged,
  kClipped,
  kWrongRate,
  kChannelsCancel,
  kTwoLabels,
  kRecordingAcrossSplit,
  kRecordingInTraining,
  kDuplicate,
  kNearDuplicate,
  kArtistAcrossSplit,
  kClassImbalance,
  kClassMissing,
  kMissingValues,
  kConstantColumn,
  kSplitDrift,
  kBatchDrift,
};

/// All of them, in order. Thread-safe.
[[nodiscard]] const std::vector<Kind>& all_kinds();

/// The stable name that programs see, such as "near_duplicate".
[[nodiscard]] std::string_view kind_name(Kind kind);

/// What it is in a few words for a person, such as "the same recording in other files".
[[nodiscard]] std::string_view kind_title(Kind kind);

/// "error" or "warning".
[[nodiscard]] std::string_view severity_name(Severity severity);

/// One fault.
struct Finding {
  Kind kind = Kind::kUnreadable;
  Severity severity = Severity::kWarning;
  std::vector<std::string> tracks = {};  ///< ids of those concerned
  std::string column = {};               ///< the column concerned; "" where none is
  std::optional<double> value = {};      ///< what was measured
  std::optional<double> threshold = {};  ///< what it was held against
  std::string message = {};              ///< a sentence: what is wrong, what it does, what to do
};

}  // namespace earmark::check
