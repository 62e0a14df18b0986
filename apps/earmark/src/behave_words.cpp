#include "behave_words.h"

#include <algorithm>

#include "earmark/base/join.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "html_page.h"

namespace earmark::cli {
namespace {

using behave::Case;
using behave::CaseKind;
using behave::Outcome;
using behave::Verdict;

std::string answer_text(const behave::Answer& answer) {
  const bool genre = answer.label != "not music" && answer.label != "silence";
  return (answer.unsure ? "unsure, " : "") + answer.label +
         (genre ? ' ' + whole_percent(std::ranges::max(answer.probabilities)) : "");
}

}  // namespace

std::size_t BehaveReport::count(std::size_t subject, Verdict verdict) const {
  return static_cast<std::size_t>(
      std::ranges::count(outcomes[subject], verdict, &Outcome::verdict));
}

std::size_t BehaveReport::count(Verdict verdict) const {
  std::size_t n = 0;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    n += count(s, verdict);
  }
  return n;
}

bool BehaveReport::passed() const { return count(Verdict::kFailed) == 0 && unread.empty(); }

std::string subject_title(const behave::Subject& subject) {
  if (subject.members.size() > 1) {
    return "profile " + enumerate(subject.profiles) + ": " + enumerate(subject.members) +
           " together";
  }
  return subject.name +
         (subject.profiles.empty() ? "" : ", profile " + enumerate(subject.profiles));
}

std::string heard_songs(const BehaveReport& report) {
  std::vector<std::string> parts;
  if (report.n_rendered > 0) {
    parts.push_back(counted(report.n_rendered, "rendered piece", "rendered pieces"));
  }
  if (report.n_songs > 0) {
    parts.push_back(counted(report.n_songs, "song", "songs"));
  }
  return enumerate(parts);
}

std::string behave_outcome(const BehaveReport& report) {
  const std::size_t n_failed = report.count(Verdict::kFailed);
  const std::size_t n_not_asked = report.count(Verdict::kNotAsked);
  const std::size_t n = report.subjects.size() * report.cases.size();
  std::string text = n_failed == 0 ? "none of " + std::to_string(n - n_not_asked) + " cases failed"
                                   : std::to_string(n_failed) + " of " +
                                         counted(n - n_not_asked, "case", "cases") + " failed";
  if (n_not_asked > 0) {
    text += ", " + std::to_string(n_not_asked) + " could not be asked";
  }
  if (!report.unread.empty()) {
    text += ", " + counted(report.unread.size(), "song", "songs") + " could not be read";
  }
  return text;
}

std::string change_text(const Case& asked) {
  // The steps of a direction are values of one change.
  std::vector<std::string> texts;
  texts.reserve(asked.steps.size());
  for (const behave::Alteration& step : asked.steps) {
    texts.push_back(texts.empty() ? step.text : step.text.substr(step.text.find(' ') + 1));
  }
  return join(texts, ", ");
}

std::string good_songs_do(const Case& asked) {
  switch (asked.kind) {
    case CaseKind::kMinimumFunctionality:
      return "named rightly";
    case CaseKind::kInvariance:
      return asked.or_unsure ? "answer kept, unsure or no music" : "answer kept";
    case CaseKind::kDirection:
      break;
  }
  return asked.genre + " never up by over " + html::decimals(asked.may_rise, 2);
}

std::string measured_text(const Case& asked, const Outcome& outcome) {
  if (outcome.distance) {
    return "distance " + html::decimals(*outcome.distance, 2);
  }
  std::vector<std::string> values;
  values.reserve(outcome.mean_probabilities.size());
  for (const double p : outcome.mean_probabilities) {
    values.push_back(html::decimals(p, 2));
  }
  return values.empty() ? "" : asked.genre + ' ' + join(values, " → ");
}

std::string outcome_text(const Case& asked, const Outcome& outcome) {
  return whole_percent(outcome.share()) + " of " + counted(outcome.n_songs, "song", "songs") +
         " (" + good_songs_do(asked) + "), at least " + whole_percent(outcome.asked) + " asked for";
}

std::string miss_text(const Case& asked, const behave::Miss& miss) {
  std::string text = miss.song + ": " + answer_text(miss.before);
  if (asked.kind != CaseKind::kMinimumFunctionality) {
    text += " → " + answer_text(miss.after);
  }
  if (asked.kind == CaseKind::kDirection) {
    text += ", " + asked.genre + " up by " + html::decimals(miss.by, 2);
  }
  return text;
}

std::string left_out_text(const Outcome& outcome) {
  return outcome.n_left_out == 0 ? ""
                                 : counted(outcome.n_left_out, "song", "songs") +
                                       " left out: " + outcome.left_out_reason;
}

}  // namespace earmark::cli
