#include <CLI/CLI.hpp>
#include <memory>

#include "bundle_location.h"
#include "classifier_choice.h"
#include "prepare.h"
#include "subcommands.h"
#include "text_layout.h"
#include "track_source.h"
#include "usage.h"

namespace earmark::cli {
namespace {

struct PrepareFlags {
  TrackSourceFlags tracks;
  std::string out;
  std::string trunks;
  std::string jobs;
  bool progress = false;
};

ExitCode prepare(Console& console, const PrepareFlags& flags) {
  const std::size_t n_jobs = jobs_of(flags.jobs);
  const std::vector<ml::Track> tracks = read_track_source(console, flags.tracks);
  const Preparation done = prepare_tracks(console, tracks,
                                          {.dir = flags.out,
                                           .trunks = trunks_location(flags.trunks),
                                           .n_jobs = n_jobs,
                                           .progress_lines = flags.progress});
  std::string text = counted(done.n_segments, "segment", "segments") + " of " +
                     counted(done.n_tracks - done.n_failed, "track", "tracks") + " in " + flags.out;
  if (done.n_kept > 0) {
    text += " (" + counted(done.n_kept, "track", "tracks") + " as an earlier run left them)";
  }
  if (done.n_failed > 0) {
    text += ", " + std::to_string(done.n_failed) + " failed";
  }
  console.print(text + '\n');
  return done.n_failed == 0 ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

}  // namespace

void add_prepare(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PrepareFlags>();
  CLI::App* sub = app.add_subcommand("prepare", "Analyse labelled songs once, to train on them");
  add_track_source_flags(*sub, flags->tracks);
  sub->add_option("--out", flags->out, "Folder for the result; an earlier run's is taken up")
      ->required()
      ->type_name("DIR");
  add_trunks_flag(*sub, flags->trunks);
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return prepare(console, *flags); };
  });
}

}  // namespace earmark::cli
