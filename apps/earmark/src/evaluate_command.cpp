#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <memory>

#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/tracking_settings.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/classifier.h"
#include "evaluate_prepared.h"
#include "evaluation.h"
#include "evaluation_log.h"
#include "evaluation_text.h"
#include "output_file.h"
#include "subcommands.h"
#include "track_source.h"
#include "tracked_run.h"

namespace earmark::cli {
namespace {

struct EvaluateFlags {
  TrackSourceFlags tracks;
  std::string rows;
  ClassifierFlags classifier;
  std::string data;
  std::vector<std::string> members;  ///< NAME=FILE
  std::string json;
  std::string html;
  std::string metrics;
  std::string answers;
  std::string register_as;
  std::string jobs;
  bool progress = false;
};

void keep_rows(std::vector<ml::Track>& tracks, const std::string& rows) {
  std::vector<std::string> splits;
  for (const ml::Track& track : tracks) {
    if (std::find(splits.begin(), splits.end(), track.split) == splits.end()) {
      splits.push_back(track.split);
    }
  }
  std::erase_if(tracks, [&](const ml::Track& track) { return track.split != rows; });
  if (splits == std::vector<std::string>{""}) {
    throw UsageError("--rows needs a column split, which the list of songs does not have");
  }
  if (tracks.empty()) {
    throw UsageError("no track is of the split " + rows + ", only of " + enumerate(splits));
  }
}

void require_known_genres(const std::vector<ml::Track>& tracks,
                          const std::vector<std::string>& genres) {
  for (const ml::Track& track : tracks) {
    if (std::find(genres.begin(), genres.end(), track.genre) == genres.end()) {
      throw TableError("track " + track.id + " is labelled \"" + track.genre +
                       "\", which the bundle does not know; it knows " + enumerate(genres));
    }
  }
}

std::vector<EvaluatedTrack> hear_all(Console& console, const inference::Classifier& classifier,
                                     const std::vector<ml::Track>& tracks, std::size_t n_jobs,
                                     bool progress_lines) {
  std::vector<EvaluatedTrack> heard(tracks.size());
  Progress progress{console, "evaluating", "tracks", static_cast<double>(tracks.size()),
                    progress_lines};
  std::atomic<std::size_t> n_done{0};
  ThreadPool pool{std::min(n_jobs, tracks.size())};
  pool.parallel_for(tracks.size(), [&](std::size_t i, std::size_t) {
    heard[i] = evaluate_track(classifier, tracks[i]);
    if (!heard[i].error.empty()) {
      print_error(console, heard[i].error);
    }
    progress.update(static_cast<double>(++n_done));
  });
  return heard;
}

Evaluation evaluate_songs(Console& console, const EvaluateFlags& flags) {
  const std::size_t n_jobs = jobs_of(flags.jobs);
  const inference::Classifier classifier = open_classifier(console, flags.classifier, true);
  std::vector<ml::Track> tracks = read_track_source(console, flags.tracks);
  if (!flags.rows.empty()) {
    keep_rows(tracks, flags.rows);
  }
  require_known_genres(tracks, classifier.manifest().genres);
  const inference::BundleManifest& manifest = classifier.manifest();
  return evaluate({manifest.name, manifest.version, classifier.members(), manifest.genres},
                  hear_all(console, classifier, tracks, n_jobs, flags.progress));
}

/// The name of the folder or list that the songs come from.
const std::string& source_of(const EvaluateFlags& flags) {
  if (!flags.data.empty()) {
    return flags.data;
  }
  return flags.tracks.tracks.empty() ? flags.tracks.genres_dir : flags.tracks.tracks;
}

/// What is measured: the models, by their names in NAME=FILE, or the bundle.
std::string measured_name(const EvaluateFlags& flags) {
  if (flags.members.empty()) {
    return inference::Bundle::open(flags.classifier.bundle).manifest().name;
  }
  std::vector<std::string> names;
  names.reserve(flags.members.size());
  for (const std::string& member : flags.members) {
    names.push_back(member.substr(0, member.find('=')));
  }
  return join(names);
}

void write_reports(const EvaluateFlags& flags, const Evaluation& evaluation) {
  if (!flags.json.empty()) {
    write_file(flags.json, evaluation_json(evaluation));
  }
  if (!flags.html.empty()) {
    write_file(flags.html,
               evaluation_html(evaluation, source_of(flags) +
                                               (flags.rows.empty() ? "" : ", rows " + flags.rows)));
  }
  if (!flags.metrics.empty()) {
    write_file(flags.metrics, evaluation_metrics(evaluation));
  }
  if (!flags.answers.empty()) {
    write_file(flags.answers, evaluation_answers(evaluation));
  }
}

void require_fitting_flags(const EvaluateFlags& flags) {
  if (flags.data.empty() && !flags.members.empty()) {
    throw UsageError("--member goes with --data: models without a bundle hear no sound");
  }
  if (!flags.members.empty() && !flags.register_as.empty()) {
    throw UsageError("--register goes with a bundle, not with --member");
  }
  if (!flags.members.empty() && !flags.classifier.bundle.empty()) {
    throw UsageError("--member and --bundle both say what is measured: give one");
  }
  if (!flags.data.empty() && !(flags.tracks.tracks.empty() && flags.tracks.genres_dir.empty())) {
    throw UsageError("--data takes the place of --tracks and --genres-dir: give one");
  }
}

ExitCode evaluate_tracks(Console& console, EvaluateFlags flags) {
  require_fitting_flags(flags);
  if (!flags.register_as.empty()) {
    (void)TrackingSettings::require("--register");
  }
  for (const std::string* file : {&flags.json, &flags.html, &flags.metrics, &flags.answers}) {
    require_place_for(*file);
  }
  if (flags.members.empty()) {
    flags.classifier.bundle = bundle_location(console, flags.classifier.bundle).string();
  }
  TrackedRun run{console, "evaluate " + measured_name(flags)};
  const Evaluation evaluation = flags.data.empty()
                                    ? evaluate_songs(console, flags)
                                    : evaluate_prepared({.data = flags.data,
                                                         .rows = flags.rows,
                                                         .members = flags.members,
                                                         .classifier = flags.classifier});
  write_reports(flags, evaluation);
  console.print(evaluation_text(evaluation, console.out()));
  log_evaluation(run, evaluation,
                 {.source = source_of(flags),
                  .rows = flags.rows,
                  .bundle = flags.classifier.bundle,
                  .register_as = flags.register_as});
  run.finish();
  return evaluation.n_failed == 0 ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
  auto flags = std::make_shared<EvaluateFlags>();
  CLI::App* sub = app.add_subcommand("evaluate", "Measure a bundle on labelled songs");
  add_track_source_flags(*sub, flags->tracks);
  sub->add_option("--rows", flags->rows, "Only the tracks with this value in the column split")
      ->type_name("SPLIT");
  add_classifier_flags(*sub, flags->classifier);
  sub->add_option("--data", flags->data,
                  "Folder that earmark prepare made: measure on its segments, without the songs")
      ->type_name("DIR");
  sub->add_option("--member", flags->members,
                  "With --data: a model's file to measure, instead of a bundle; several answer "
                  "together")
      ->type_name("NAME=FILE")
      ->allow_extra_args(false);
  sub->add_option("--json", flags->json, "Write all figures and answers here")->type_name("FILE");
  sub->add_option("--html", flags->html, "Write a page with pictures here")->type_name("FILE");
  sub->add_option("--metrics", flags->metrics, "Write a few figures here, as flat JSON")
      ->type_name("FILE");
  sub->add_option("--answers", flags->answers, "Write each track's genre and answer here")
      ->type_name("CSV");
  sub->add_option("--register", flags->register_as,
                  "Put the bundle with these figures into the registry of the MLflow server that "
                  "MLFLOW_TRACKING_URI names, as a new version of this model")
      ->type_name("NAME");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return evaluate_tracks(console, *flags); };
  });
}

}  // namespace earmark::cli
