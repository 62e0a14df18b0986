#include "tracked_run.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <nlohmann/json.hpp>
#include <set>

#include "earmark/base/sha256.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/tracking_settings.h"
#include "earmark/command_line/usage.h"
#include "earmark/plot/drawing_error.h"
#include "earmark/plot/picture.h"
#include "evaluation.h"
#include "evaluation_pictures.h"
#include "git_commit.h"
#include "params_file.h"
#include "run_figures.h"

namespace earmark::cli {
namespace {

using tracking::NamedText;

constexpr std::size_t kDigestLength = 32;          // MLflow takes 36 characters
constexpr std::size_t kLongestDescription = 8000;  // bytes that MLflow takes of a tag

/// Services and containers set none of the two variables; "" where nobody knows the user's number.
std::string user_name() {
  for (const char* variable : {"USER", "LOGNAME"}) {
    if (std::string name = setting("", "", variable).text; !name.empty()) {
      return name;
    }
  }
  std::array<char, 4096> text{};
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwuid_r(::getuid(), &entry, text.data(), text.size(), &found);
  return error == 0 && found != nullptr ? found->pw_name : "";
}

std::vector<NamedText> tags_of(const std::string& name) {
  std::vector<NamedText> tags{{"mlflow.source.name", "earmark " + name},
                              {"mlflow.source.type", "LOCAL"},
                              {"earmark.version", EARMARK_VERSION}};
  if (const std::string user = user_name(); !user.empty()) {
    tags.push_back({"mlflow.user", user});
  }
  if (const std::string commit = git_commit("."); !commit.empty()) {
    tags.push_back({"mlflow.source.git.commit", commit});
  }
  return tags;
}

}  // namespace

TrackedRun::TrackedRun(Console& console, const std::string& name) : console_{console} {
  if (const auto settings = TrackingSettings::read()) {
    log_.emplace(settings->run_log(), tracking::NewRun{.experiment = settings->experiment(),
                                                       .name = name,
                                                       .start_time_ms = tracking::now_ms(),
                                                       .tags = tags_of(name)});
  }
}

TrackedRun::~TrackedRun() {
  if (log_ && !ended_) {
    try {
      // Who interrupts does not wait for a server: the next run sends this one.
      throw_if_interrupted();
      end(tracking::run_status::kFailed);
    } catch (const std::exception&) {
      return;  // the command's own failure is being told
    }
  }
}

void TrackedRun::param(const std::string& key, const std::string& value) {
  if (log_ && !value.empty()) {
    log_->params({{key, value}});
  }
}

void TrackedRun::params_file(const std::filesystem::path& file, const std::string& section) {
  if (!log_ || file.empty()) {
    return;
  }
  std::vector<NamedText> params;
  for (const auto& [key, value] : params_of(file, section)) {
    params.push_back({section + '.' + key, value});
  }
  if (!params.empty()) {
    log_->params(params);
  }
  log_->file(file, "params.yaml");
}

void TrackedRun::metric(const std::string& key, double value, std::int64_t step) {
  metrics({{key, value}}, step);
}

void TrackedRun::metrics(const std::vector<std::pair<std::string, double>>& values,
                         std::int64_t step) {
  if (!log_ || values.empty()) {
    return;
  }
  std::vector<tracking::Metric> metrics;
  metrics.reserve(values.size());
  const std::int64_t now = tracking::now_ms();
  for (const auto& [key, value] : values) {
    metrics.push_back({key, value, now, step});
  }
  log_->metrics(metrics);
}

void TrackedRun::data(const std::filesystem::path& folder, const ml::PreparedData& data,
                      const std::string& context) {
  if (!log_) {
    return;
  }
  std::set<std::string> genres;
  for (const ml::PreparedSegment& segment : data.segments) {
    genres.insert(segment.genre);
  }
  // The manifest holds the SHA-256 of every song, and its file that of the whole.
  const std::string digest = sha256_file(folder / "manifest.json");
  log_->tags({{"earmark.data.sha256", digest}});
  input({.name = folder.filename().empty() ? folder.parent_path().filename().string()
                                           : folder.filename().string(),
         .digest = digest.substr(0, kDigestLength),
         .source = std::filesystem::absolute(folder).string(),
         .context = context,
         .profile = nlohmann::json{{"n_tracks", data.tracks.size()},
                                   {"n_segments", data.segments.size()},
                                   {"n_genres", genres.size()}}
                        .dump()});
}

void TrackedRun::input(const tracking::DatasetInput& input) {
  if (log_) {
    log_->inputs({input});
  }
}

void TrackedRun::evaluation(const Evaluation& evaluation, const std::string& folder) {
  if (!log_) {
    return;
  }
  metrics(run_figures(evaluation), 0);
  log_->text(evaluation_json(evaluation), folder + "/evaluation.json");
  log_->text(evaluation_html(evaluation, evaluation.protocol), folder + "/evaluation.html");
  const std::string card = evaluation_card(evaluation);
  log_->text(card, folder + "/card.md");
  if (card.size() <= kLongestDescription) {
    tag("mlflow.note.content", card);
  }
  try {
    for (const auto& [name, picture] : evaluation_pictures(evaluation)) {
      log_->text(picture.encode(plot::PictureFormat::kPng), folder + '/' + name + ".png");
      log_->text(picture.encode(plot::PictureFormat::kSvg), folder + '/' + name + ".svg");
    }
  } catch (const plot::DrawingError& error) {
    console_.note(std::string{"no pictures are logged: "} + error.what());
  }
}

void TrackedRun::file(const std::filesystem::path& file, const std::string& path) {
  if (log_) {
    log_->file(file, path);
  }
}

void TrackedRun::text(const std::string& text, const std::string& path) {
  if (log_) {
    log_->text(text, path);
  }
}

void TrackedRun::tag(const std::string& key, const std::string& value) {
  if (log_) {
    log_->tags({{key, value}});
  }
}

void TrackedRun::version(const tracking::RunVersion& version) {
  if (log_) {
    log_->version(version);
  }
}

void TrackedRun::finish() { end(tracking::run_status::kFinished); }

void TrackedRun::end(const char* status) {
  ended_ = true;
  if (log_) {
    console_.status("sending the run to the tracking server");
    const tracking::RunLogEnd end = log_->finish(status);
    console_.note(printable(end.message));
  }
}

}  // namespace earmark::cli
