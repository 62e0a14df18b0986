#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <utility>

#include "bundle_location.h"
#include "classifier_choice.h"
#include "data_source.h"
#include "earmark/base/errors.h"
#include "pipeline_params.h"
#include "prepare.h"
#include "subcommands.h"
#include "text_layout.h"
#include "track_source.h"
#include "usage.h"

namespace earmark::cli {
namespace {

struct PrepareFlags {
  TrackSourceFlags tracks;
  std::string source;
  std::string write_source;
  std::string params;
  std::string out;
  std::string trunks;
  std::string jobs;
  bool allow_failed = false;
  bool progress = false;
};

std::string absolute(const std::string& place) {
  return place.empty() ? "" : std::filesystem::absolute(place).lexically_normal().string();
}

ExitCode note_source(Console& console, const PrepareFlags& flags) {
  const std::size_t n_jobs = jobs_of(flags.jobs);
  const std::vector<ml::Track> tracks = read_track_source(console, flags.tracks);
  const bool is_list = !flags.tracks.tracks.empty();
  const bool written =
      write_source(flags.write_source,
                   {.kind = is_list ? "tracks" : "genres-dir",
                    .place = absolute(is_list ? flags.tracks.tracks : flags.tracks.genres_dir),
                    .root = absolute(flags.tracks.root),
                    .sha256 = sha256_of_songs(console, tracks, n_jobs, flags.progress)});
  console.print(flags.write_source + (written ? ": written for " : ": as it was, for ") +
                counted(tracks.size(), "track", "tracks") + '\n');
  return ExitCode::kOk;
}

/// The songs that --source names, if they are those that it was written for.
std::vector<ml::Track> songs_of_source(Console& console, const PrepareFlags& flags,
                                       std::size_t n_jobs) {
  const DataSource source = read_source(flags.source);
  TrackSourceFlags place;
  (source.kind == "tracks" ? place.tracks : place.genres_dir) = source.place;
  place.root = source.root;
  std::vector<ml::Track> tracks = read_track_source(console, place);
  if (sha256_of_songs(console, tracks, n_jobs, flags.progress) != source.sha256) {
    throw TableError("the songs of " + source.place + " are not those that " + flags.source +
                     " was written for: write it anew by earmark prepare --write-source " +
                     flags.source);
  }
  return tracks;
}

std::vector<ml::Track> songs_of(Console& console, const PrepareFlags& flags, std::size_t n_jobs) {
  if (flags.source.empty()) {
    return read_track_source(console, flags.tracks);
  }
  if (!flags.tracks.tracks.empty() || !flags.tracks.genres_dir.empty()) {
    throw UsageError("--source names the songs already: leave out --tracks and --genres-dir");
  }
  return songs_of_source(console, flags, n_jobs);
}

void add_params_of(const PrepareFlags& flags, PrepareOptions& options) {
  if (flags.params.empty()) {
    return;
  }
  const ml::SidesConfig sides = split_params(flags.params);
  options.choose_sides = [sides](std::span<const ml::PreparedSegment> segments) {
    return ml::choose_sides(segments, sides);
  };
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
  const std::vector<ml::Track> tracks = songs_of(console, flags, n_jobs);
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
  add_track_source_flags(*sub, flags->tracks);
  sub->add_option("--source", flags->source,
                  "Songs as --write-source noted them; refused where they have changed since")
      ->type_name("YAML");
  sub->add_option("--write-source", flags->write_source,
                  "Only note in this file where the songs lie and what they hold")
      ->type_name("YAML");
  sub->add_option("--params", flags->params,
                  "Parameters: the sections split and features; without, the list's own split")
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
