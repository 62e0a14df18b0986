#include "evaluation_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "earmark/base/join.h"
#include "earmark/base/sha256.h"
#include "earmark/inference/bundle.h"
#include "run_figures.h"

namespace earmark::cli {
namespace {

using tracking::NamedText;

/// Tells the same tracks with the same genres, wherever they lie and in whatever order.
std::string sha256_of_tracks(const Evaluation& evaluation) {
  std::vector<std::string> lines;
  lines.reserve(evaluation.tracks.size());
  for (const EvaluatedTrack& track : evaluation.tracks) {
    lines.push_back(nlohmann::json{track.id, track.genre}.dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  std::ranges::sort(lines);
  const std::string text = join(lines, "\n");
  return sha256_hex(std::as_bytes(std::span{text}));
}

/// The shortest decimals that read back as the same number: "167", "0.85".
std::string shortest_text(double value) {
  std::array<char, 32> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), written.ptr};
}

std::vector<NamedText> tags_of(const Evaluation& evaluation, const LoggedEvaluation& logged,
                               const std::string& tracks_sha256) {
  std::vector<NamedText> tags{
      {"bundle", evaluation.bundle.name + ' ' + evaluation.bundle.version},
      {"members", join(evaluation.bundle.members)},
      {version_tags::kData, logged.source + (logged.rows.empty() ? "" : ", rows " + logged.rows)}};
  for (const auto& [name, value] : run_figures(evaluation)) {
    if (std::ranges::find(version_tags::kFigures, name) != version_tags::kFigures.end()) {
      tags.push_back({name, shortest_text(value)});
    }
  }
  tags.push_back({version_tags::kTracksSha256, tracks_sha256});
  tags.push_back({version_tags::kBundleSha256, sha256_file(logged.bundle / "bundle.json")});
  return tags;
}

/// What the registry's page says of a version.
std::string description_of(const Evaluation& evaluation, const LoggedEvaluation& logged) {
  return evaluation_line(evaluation) + " of " +
         std::filesystem::path{logged.source}.filename().string() +
         (logged.rows.empty() ? "" : ", rows " + logged.rows);
}

}  // namespace

void log_evaluation(TrackedRun& run, const Evaluation& evaluation, const LoggedEvaluation& logged) {
  if (!run.is_on()) {
    return;
  }
  const std::string tracks = sha256_of_tracks(evaluation);
  run.param("members", join(evaluation.bundle.members));
  run.param("bundle", evaluation.bundle.name + ' ' + evaluation.bundle.version);
  run.param("rows", logged.rows);
  run.input({.name = std::filesystem::path{logged.source}.filename().string(),
             .digest = tracks.substr(0, 32),
             .source = std::filesystem::absolute(logged.source).string(),
             .context = "testing",
             .profile = nlohmann::json{{"n_tracks", evaluation.tracks.size()}}.dump()});
  run.evaluation(evaluation, kEvaluationArtifacts);
  if (logged.register_as.empty()) {
    return;
  }
  const auto bundle = inference::Bundle::open(logged.bundle);
  for (const std::string& file : bundle.manifest().files()) {
    run.file(bundle.folder() / file, "bundle/" + file);
  }
  run.version({.name = logged.register_as,
               .path = "bundle",
               .tags = tags_of(evaluation, logged, tracks),
               .description = description_of(evaluation, logged)});
}

}  // namespace earmark::cli
