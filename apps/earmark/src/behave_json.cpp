#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "behave_report.h"

namespace earmark::cli {
namespace {

using Json = nlohmann::ordered_json;
using behave::Case;
using behave::CaseKind;
using behave::Outcome;
using behave::Verdict;

constexpr int kFormat = 1;

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json case_json(const Case& asked) {
  Json changes = Json::array();
  for (const behave::Alteration& step : asked.steps) {
    changes.push_back(step.text);
  }
  Json json{{"name", asked.name},
            {"kind", behave::kind_name(asked.kind)},
            {"note", text_or_null(asked.note)},
            {"changes", changes}};
  if (asked.kind == CaseKind::kMinimumFunctionality) {
    json["songs"] = asked.songs == behave::KnownSongs::kRendered ? "rendered" : "labelled";
  }
  if (asked.kind == CaseKind::kInvariance) {
    json["or_unsure"] = asked.or_unsure;
  }
  if (asked.kind == CaseKind::kDirection) {
    json["genre"] = asked.genre;
    json["may_rise"] = asked.may_rise;
  }
  return json;
}

Json answer_json(const behave::Answer& answer) {
  return {{"label", answer.label},
          {"confidence", rounded(std::ranges::max(answer.probabilities))},
          {"unsure", answer.unsure}};
}

Json outcome_json(const Case& asked, const Outcome& outcome) {
  const bool was_asked = outcome.verdict != Verdict::kNotAsked;
  Json json{{"case", asked.name},
            {"verdict", behave::verdict_name(outcome.verdict)},
            {"reason", text_or_null(outcome.reason)},
            {"n_songs", outcome.n_songs},
            {"n_good", outcome.n_good},
            {"share", was_asked ? Json(rounded(outcome.share())) : Json(nullptr)},
            {"at_least", outcome.asked},
            {"distance", outcome.distance ? Json(rounded(*outcome.distance)) : Json(nullptr)}};
  Json& means = json["mean_probabilities"] = Json::array();
  for (const double p : outcome.mean_probabilities) {
    means.push_back(rounded(p));
  }
  json["n_left_out"] = outcome.n_left_out;
  json["left_out_reason"] = text_or_null(outcome.left_out_reason);
  Json& misses = json["misses"] = Json::array();
  for (const behave::Miss& miss : outcome.misses) {
    misses.push_back({{"song", miss.song},
                      {"before", answer_json(miss.before)},
                      {"after", answer_json(miss.after)},
                      {"by", rounded(miss.by)}});
  }
  return json;
}

Json subject_json(const BehaveReport& report, std::size_t subject) {
  const behave::Subject& who = report.subjects[subject];
  Json json{{"name", who.name},
            {"members", who.members},
            {"profiles", who.profiles},
            {"passed", report.count(subject, Verdict::kFailed) == 0},
            {"n_passed", report.count(subject, Verdict::kPassed)},
            {"n_failed", report.count(subject, Verdict::kFailed)},
            {"n_not_asked", report.count(subject, Verdict::kNotAsked)}};
  Json& cases = json["cases"] = Json::array();
  for (std::size_t c = 0; c < report.cases.size(); ++c) {
    cases.push_back(outcome_json(report.cases[c], report.outcomes[subject][c]));
  }
  return json;
}

}  // namespace

std::string behave_json(const BehaveReport& report) {
  Json json{{"format", kFormat},
            {"passed", report.passed()},
            {"bundle", {{"name", report.bundle_name}, {"version", report.bundle_version}}},
            {"command", report.command},
            {"seed", report.seed},
            {"n_rendered", report.n_rendered},
            {"n_songs", report.n_songs}};
  Json& unread = json["unreadable"] = Json::array();
  for (const auto& [song, message] : report.unread) {
    unread.push_back({{"song", song}, {"message", message}});
  }
  Json& cases = json["cases"] = Json::array();
  for (const Case& asked : report.cases) {
    cases.push_back(case_json(asked));
  }
  Json& members = json["members"] = Json::array();
  for (std::size_t s = 0; s < report.subjects.size(); ++s) {
    members.push_back(subject_json(report, s));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace earmark::cli
