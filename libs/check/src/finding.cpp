#include "earmark/check/finding.h"

#include <array>
#include <cstddef>

namespace earmark::check {
namespace {

struct KindText {
  Kind kind;
  std::string_view name;
  std::string_view title;
};

constexpr std::array kTexts{
    KindText{Kind::kUnreadable, "unreadable", "cannot be read"},
    KindText{Kind::kSilent, "silent", "silent throughout, or half of it"},
    KindText{Kind::kTooShort, "too_short", "too short"},
    KindText{Kind::kDamaged, "damaged", "damaged, read in part"},
    KindText{Kind::kClipped, "clipped", "clipped"},
    KindText{Kind::kWrongRate, "wrong_rate", "a sampling rate too low, or unlike the others'"},
    KindText{Kind::kChannelsCancel, "channels_cancel", "channels that cancel each other out"},
    KindText{Kind::kTwoLabels, "two_labels", "one recording under two labels"},
    KindText{Kind::kRecordingAcrossSplit, "recording_across_split",
             "one recording on both sides of a split"},
    KindText{Kind::kRecordingInTraining, "recording_in_training",
             "recordings that the training data hold"},
    KindText{Kind::kDuplicate, "duplicate", "the same file twice"},
    KindText{Kind::kNearDuplicate, "near_duplicate", "the same recording in other files"},
    KindText{Kind::kArtistAcrossSplit, "artist_across_split",
             "one artist on both sides of a split"},
    KindText{Kind::kClassImbalance, "class_imbalance", "genres with few tracks"},
    KindText{Kind::kClassMissing, "class_missing", "genres that a side of the split lacks"},
    KindText{Kind::kMissingValues, "missing_values", "columns with missing values"},
    KindText{Kind::kConstantColumn, "constant_column", "columns of one value"},
    KindText{Kind::kSplitDrift, "split_drift", "columns that differ between sides of a split"},
    KindText{Kind::kBatchDrift, "batch_drift", "columns that differ from the training data"},
};

const KindText& text_of(Kind kind) { return kTexts.at(static_cast<std::size_t>(kind)); }

}  // namespace

const std::vector<Kind>& all_kinds() {
  static const std::vector<Kind> kinds_in_order = [] {
    std::vector<Kind> kinds;
    kinds.reserve(kTexts.size());
    for (const KindText& text : kTexts) {
      kinds.push_back(text.kind);
    }
    return kinds;
  }();
  return kinds_in_order;
}

std::string_view kind_name(Kind kind) { return text_of(kind).name; }

std::string_view kind_title(Kind kind) { return text_of(kind).title; }

std::string_view severity_name(Severity severity) {
  return severity == Severity::kError ? "error" : "warning";
}

}  // namespace earmark::check
