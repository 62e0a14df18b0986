#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <utility>

#include "classifier_choice.h"
#include "data_source.h"
#include "data_source_file.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "pipeline_params.h"
#include "prepare.h"
#include "subcommands.h"

namespace earmark::cli {
namespace {

struct PrepareFlags {
  SourceFlags songs;
  std::string source;
  std::string write_source;
  std::string params;
  std::string out;
  std::string trunks;
  std::string jobs;
  bool allow_failed = false;
  bool progress = false;
};

ExitCode note_source(Console& console, const PrepareFlags& flags) {
  if (!flags.source.empty() || !flags.out.empty() || !flags.params.empty()) {
    throw UsageError(
        "--write-source only notes where the songs lie: leave out --source, --out and "
        "--params");
  }
  const BringOptions options{.dir = std::filesystem::path{flags.write_source}.parent_path(),
                             .n_jobs = jobs_of(flags.jobs),
                             .progress_lines = flags.progress};
  const DataSource source =
      with_hash(console, source_of(flags.songs), known_source(flags.write_source), options);
  const bool written = write_source(flags.write_source, source);
  console.print(flags.write_source + (written ? ": written" : ": as it was") + '\n');
  return ExitCode::kOk;
}

std::vector<ml::Track> songs_of(Console& console, const PrepareFlags& flags) {
  const bool noted = !flags.source.empty();
  if (noted && flags.songs.any()) {
    throw UsageError("--source names the songs already: leave out the other flags that do");
  }
  const BringOptions options{.dir = noted ? std::filesystem::path{flags.source}.parent_path()
                                          : std::filesystem::path{flags.out},
                             .n_jobs = jobs_of(flags.jobs),
                             .progress_lines = flags.progress};
  DataSource source = noted ? read_source(flags.source) : source_of(flags.songs);
  if (source.sha256.empty() && (source.kind == "archive" || source.kind == "url")) {
    source = with_hash(console, std::move(source), {}, options);
  }
  return bring_songs(console, source, options);
}

void add_params_of(const PrepareFlags& flags, PrepareOptions& options) {
  if (flags.params.empty()) {
    return;
  }
  const ml::SidesConfig sides = split_params(flags.params);
  options.choose_sides = [sides](std::span<const ml::PreparedSegment> segments) {
    return ml::choose_sides(segments, sides);
  };
  options.copies = augmentation_params(flags.params);
}

ExitCode prepare(Console& console, const PrepareFlags& flags) {
  if (!flags.write_source.empty()) {
    return note_source(console, flags);
  }
  if (flags.out.empty()) {
    throw UsageError("say where the result goes by --out DIR");
  }
  const std::size_t n_jobs = jobs_of(flags.jobs);
  PrepareOptions options{
      .dir = flags.out, .trunks = {}, .n_jobs = n_jobs, .progress_lines = flags.progress};
  add_params_of(flags, options);
  options.trunks = trunks_location(console, flags.trunks.empty() && !flags.params.empty()
                                                ? features_params(flags.params).trunks
                                                : flags.trunks);
  const std::vector<ml::Track> tracks = songs_of(console, flags);
  const Preparation done = prepare_tracks(console, tracks, options);
  std::string text = counted(done.n_segments, "segment", "segments") + " of " +
                     counted(done.n_tracks - done.n_failed, "track", "tracks") + " in " + flags.out;
  if (done.n_kept > 0) {
    text += " (" + counted(done.n_kept, "track", "tracks") + " as an earlier run left them)";
  }
  if (done.n_failed > 0) {
    text += ", " + std::to_string(done.n_failed) + " failed";
  }
  console.print(text + '\n');
  const bool is_well = done.n_failed == 0 || (flags.allow_failed && done.n_segments > 0);
  return is_well ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

}  // namespace

void add_prepare(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PrepareFlags>();
  CLI::App* sub = app.add_subcommand("prepare", "Analyse labelled songs once, to train on them");
  add_source_flags(*sub, flags->songs);
  sub->add_option("--source", flags->source,
                  "Songs as --write-source noted them: refused where they have changed since, "
                  "fetched where they are not there")
      ->type_name("YAML");
  sub->add_option("--write-source", flags->write_source,
                  "Only note in this file where the songs lie, and their SHA-256")
      ->type_name("YAML");
  sub->add_option("--params", flags->params,
                  "Parameters: the sections split, features and augmentation; without, the list's "
                  "own split")
      ->type_name("YAML");
  sub->add_option("--out", flags->out, "Folder for the result; an earlier run's is taken up")
      ->type_name("DIR");
  sub->add_flag("--allow-failed", flags->allow_failed,
                "End well though songs failed, if there are others: these are told and left out");
  add_trunks_flag(*sub, flags->trunks);
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return prepare(console, *flags); };
  });
}

}  // namespace earmark::cli
