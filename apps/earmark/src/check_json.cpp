#include <cmath>
#include <nlohmann/json.hpp>

#include "check_report.h"

namespace earmark::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json number(const std::optional<double>& value) {
  return value ? Json(rounded(*value)) : Json(nullptr);
}

Json finding_json(const check::Finding& finding) {
  return {{"kind", check::kind_name(finding.kind)},
          {"severity", check::severity_name(finding.severity)},
          {"tracks", finding.tracks},
          {"column", finding.column.empty() ? Json(nullptr) : Json(finding.column)},
          {"value", number(finding.value)},
          {"threshold", number(finding.threshold)},
          {"message", finding.message}};
}

Json drift_json(const check::ColumnDrift& drift) {
  return {{"kind", check::kind_name(drift.kind)},
          {"column", drift.column},
          {"reference", drift.reference},
          {"other", drift.other},
          {"ks", rounded(drift.ks)},
          {"p_value", drift.p_value},
          {"psi", rounded(drift.psi)},
          {"psi_by_chance", rounded(drift.psi_by_chance)},
          {"drifted", drift.drifted}};
}

Json options_json(const check::CheckOptions& options) {
  return {{"min_s", options.min_s},
          {"max_clipped", options.max_clipped},
          {"sample_rate", options.sample_rate ? Json(*options.sample_rate) : Json(nullptr)},
          {"max_imbalance", options.max_imbalance},
          {"max_psi", options.max_psi},
          {"max_ks", options.max_ks},
          {"split_column", options.split_column}};
}

Json genres_json(const check::Report& report) {
  Json genres = Json::object();
  for (const check::GenreCount& genre : report.genres) {
    genres[genre.genre] = {{"n_tracks", genre.n_tracks}, {"by_split", genre.n_of_split}};
  }
  return genres;
}

}  // namespace

std::string check_json(const check::Report& report, bool passed) {
  Json json{{"format", kFormat},
            {"passed", passed},
            {"n_tracks", report.n_tracks},
            {"n_training_tracks", report.n_training},
            {"duration_s", std::round(report.duration_s * 1e3) / 1e3},
            {"n_errors", report.count(check::Severity::kError)},
            {"n_warnings", report.count(check::Severity::kWarning)}};
  Json& counts = json["counts"] = Json::object();
  for (const check::Kind kind : check::all_kinds()) {
    counts[std::string{check::kind_name(kind)}] = report.count(kind);
  }
  Json& findings = json["findings"] = Json::array();
  for (const check::Finding& finding : report.findings) {
    findings.push_back(finding_json(finding));
  }
  Json& skipped = json["not_checked"] = Json::array();
  for (const check::NotChecked& entry : report.not_checked) {
    Json kinds = Json::array();
    for (const check::Kind kind : entry.kinds) {
      kinds.push_back(check::kind_name(kind));
    }
    skipped.push_back({{"kinds", kinds}, {"reason", entry.reason}});
  }
  json["genres"] = genres_json(report);
  Json& rates = json["sample_rates"] = Json::object();
  for (const auto& [rate, n] : report.sample_rates) {
    rates[std::to_string(rate)] = n;
  }
  Json& drifts = json["drift"] = Json::array();
  for (const check::ColumnDrift& drift : report.drifts) {
    drifts.push_back(drift_json(drift));
  }
  json["options"] = options_json(report.options);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace earmark::cli
