#include "bundle_promote.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/tracking_settings.h"
#include "earmark/command_line/usage.h"
#include "earmark/tracking/registry.h"
#include "earmark/tracking/runs.h"
#include "earmark/tracking/tracking_error.h"
#include "evaluation_log.h"
#include "scratch_folder.h"
#include "track_answers.h"

namespace earmark::cli {
namespace {

using tracking::ModelVersion;

tracking::ModelUri parse_version(const std::string& text) {
  const std::string address = tracking::ModelUri::is_one(text) ? text : "models:/" + text;
  try {
    tracking::ModelUri uri = tracking::ModelUri::parse(address);
    if (uri.alias.empty()) {
      return uri;
    }
  } catch (const std::invalid_argument&) {
    // told below, in the words of this command
  }
  throw UsageError("\"" + text + "\" names no version: write NAME/3 or NAME/latest");
}

std::optional<ModelVersion> find_alias(tracking::Registry& registry, const std::string& name,
                                       const std::string& alias) {
  try {
    return registry.find({.name = name, .version = "", .alias = alias});
  } catch (const tracking::TrackingError& error) {
    // A server says "INVALID_PARAMETER_VALUE" of an alias that is not there.
    if (error.may_pass()) {
      throw;
    }
    return std::nullopt;
  }
}

std::optional<double> accuracy_of(const ModelVersion& version) {
  const std::string text = version.tag(version_tags::kAccuracy);
  double accuracy = -1;
  (void)std::from_chars(text.data(), text.data() + text.size(), accuracy);
  return accuracy >= 0 && accuracy <= 1 ? std::optional{accuracy} : std::nullopt;
}

/// What the run of a version logged; none where it is not there.
std::optional<TrackAnswers> answers_of(tracking::MlflowApi& api, const ModelVersion& version) {
  constexpr std::size_t kMaxBytes = std::size_t{1} << 28U;
  const ScratchFolder scratch;
  const std::filesystem::path file = scratch.path() / "evaluation.json";
  try {
    const tracking::Run run = tracking::Runs{api}.get(version.run_id);
    api.download(tracking::artifact_place(run.artifact_uri) + '/' + kEvaluationArtifacts +
                     "/evaluation.json",
                 file);
    const std::vector<std::byte> bytes = read_file(file, kMaxBytes);
    return read_track_answers({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  } catch (const DataError&) {
    return std::nullopt;
  }
}

/// How sure it is that one of them is better, in brackets.
std::string sureness(tracking::MlflowApi& api, const ModelVersion& candidate,
                     const ModelVersion& present) {
  const auto ours = answers_of(api, candidate);
  const auto theirs = answers_of(api, present);
  const auto comparison = ours && theirs ? compare_answers(*ours, *theirs) : std::nullopt;
  return " (" +
         (comparison ? comparison_text(*comparison)
                     : "their runs do not both have the answers to the tracks, which would tell "
                       "what chance may have done") +
         ")";
}

/// Enough of a text to tell it from another.
std::string short_text(const std::string& text) { return text.substr(0, 16); }

/// A number as a tag has it, to four digits after the point; what is no number as it is.
std::string short_figure(const std::string& text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  const bool has_point = text.find('.') != std::string::npos;
  return is_number && has_point && std::abs(value) < 1000 ? decimals(value, 4) : short_text(text);
}

/// The figures of both versions, a line each.
std::string table(const ModelVersion& candidate, const ModelVersion& present,
                  const std::string& alias) {
  constexpr std::size_t kName = 20;
  constexpr std::size_t kValue = 18;
  std::string text = pad_right("", kName) + pad_left("version " + candidate.version, kValue) +
                     pad_left(alias + ", " + present.version, kValue) + '\n';
  const auto add = [&](const std::string& name, const auto& shown) {
    text += pad_right(name, kName);
    for (const ModelVersion* version : {&candidate, &present}) {
      const std::string value = version->tag(name);
      text += pad_left(value.empty() ? "-" : printable(shown(value)), kValue);
    }
    text += '\n';
  };
  for (const std::string_view name : version_tags::kFigures) {
    add(std::string{name}, short_figure);
  }
  add(version_tags::kTracksSha256, short_text);
  return text;
}

struct Verdict {
  bool is_better = false;
  std::string why;
};

/// Whether a version may take another's place, and why.
Verdict judge(tracking::MlflowApi& api, const ModelVersion& candidate, const ModelVersion& present,
              const std::string& alias) {
  const auto ours = accuracy_of(candidate);
  const auto theirs = accuracy_of(present);
  if (!ours) {
    return {false, "version " + candidate.version +
                       " bears no figures: register it by earmark evaluate --register " +
                       candidate.name};
  }
  if (!theirs) {
    return {false,
            "the " + alias + ", version " + present.version + ", bears no figures to compare with"};
  }
  const std::string tracks = candidate.tag(version_tags::kTracksSha256);
  if (tracks.empty() || tracks != present.tag(version_tags::kTracksSha256)) {
    return {false,
            "the two were measured on different tracks: evaluate both on the same, by earmark "
            "evaluate --bundle models:/" +
                present.name + "@" + alias + " --register " + present.name};
  }
  const bool is_better = *ours > *theirs;
  return {is_better, "version " + candidate.version + (is_better ? " is" : " is not") +
                         " right more often than the " + alias + ", version " + present.version +
                         ": " + fine_percent(*ours) + " and " + fine_percent(*theirs) +
                         " of the same tracks" + sureness(api, candidate, present)};
}

}  // namespace

ExitCode promote_bundle(Console& console, const BundlePromoteFlags& flags) {
  const tracking::ModelUri uri = parse_version(flags.version);
  const TrackingSettings settings = TrackingSettings::require("earmark bundle promote");
  const auto http = settings.http();
  tracking::MlflowApi api{settings.server(), *http};
  tracking::Registry registry{api};
  const ModelVersion candidate = registry.find(uri);
  if (const auto present = find_alias(registry, uri.name, flags.alias)) {
    if (present->version == candidate.version) {
      console.print("version " + candidate.version + " of " + uri.name + " is the " + flags.alias +
                    " already\n");
      return ExitCode::kOk;
    }
    console.print(table(candidate, *present, flags.alias));
    const Verdict verdict = judge(api, candidate, *present, flags.alias);
    if (!verdict.is_better && !flags.force) {
      print_error(console, verdict.why + "; --force promotes it all the same");
      return ExitCode::kSomeInputFailed;
    }
    console.note(printable((verdict.is_better ? "" : "promoted by force: ") + verdict.why));
  }
  registry.set_alias(uri.name, flags.alias, candidate.version);
  console.print("models:/" + uri.name + '@' + flags.alias + " is version " + candidate.version +
                " now\n");
  return ExitCode::kOk;
}

}  // namespace earmark::cli
