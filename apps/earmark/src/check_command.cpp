#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "check_report.h"
#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/command_line/usage.h"
#include "output_file.h"
#include "subcommands.h"
#include "survey.h"
#include "track_source.h"

namespace earmark::cli {
namespace {

constexpr int kMaxRate = 768000;

struct CheckFlags {
  TrackSourceFlags tracks;
  std::string data;
  std::string against;
  std::string split_column = "split";
  std::string min_s;
  std::string max_clipped;
  std::string sample_rate;
  std::string max_imbalance;
  std::string max_psi;
  std::string max_ks;
  bool strict = false;
  std::string json;
  std::string html;
  std::string jobs;
  bool progress = false;
};

void read_number(const char* flag, const std::string& text, double low, double high,
                 double& value) {
  if (!text.empty()) {
    value = parse_number({flag, text}, low, high);
  }
}

check::CheckOptions options_of(const CheckFlags& flags) {
  check::CheckOptions options;
  options.split_column = flags.split_column;
  read_number("--min-s", flags.min_s, 0.01, 1e6, options.min_s);
  read_number("--max-clipped", flags.max_clipped, 0.0, 1.0, options.max_clipped);
  read_number("--max-imbalance", flags.max_imbalance, 1.0, 1e9, options.max_imbalance);
  read_number("--max-psi", flags.max_psi, 0.01, 100.0, options.max_psi);
  read_number("--max-ks", flags.max_ks, 0.0, 1.0, options.max_ks);
  if (!flags.sample_rate.empty()) {
    options.sample_rate =
        static_cast<int>(parse_count({"--sample-rate", flags.sample_rate}, 1000, kMaxRate));
  }
  return options;
}

std::vector<check::CheckedTrack> read_prepared(const std::filesystem::path& dir) {
  return check::tracks_of(ml::PreparedData::load(dir, {.embeddings = false}));
}

/// Prepared data, or a list of songs, which are then read.
std::vector<check::CheckedTrack> read_training(Console& console, const CheckFlags& flags,
                                               std::size_t n_jobs) {
  if (flags.against.empty()) {
    return {};
  }
  std::error_code ignored;
  return std::filesystem::is_directory(flags.against, ignored)
             ? read_prepared(flags.against)
             : survey_tracks(console, ml::read_tracks(flags.against), n_jobs, flags.progress);
}

std::string source_of(const CheckFlags& flags) {
  if (!flags.data.empty()) {
    return flags.data;
  }
  return flags.tracks.tracks.empty() ? flags.tracks.genres_dir : flags.tracks.tracks;
}

void require_one_source(const CheckFlags& flags) {
  const int n = (flags.data.empty() ? 0 : 1) + (flags.tracks.tracks.empty() ? 0 : 1) +
                (flags.tracks.genres_dir.empty() ? 0 : 1);
  if (n != 1) {
    throw UsageError("name the songs by one of --tracks CSV, --genres-dir DIR and --data DIR");
  }
  if (!flags.data.empty() && !flags.tracks.root.empty()) {
    throw UsageError("--root goes with --tracks, not with --data");
  }
}

ExitCode check_songs(Console& console, const CheckFlags& flags) {
  const std::size_t n_jobs = jobs_of(flags.jobs);
  const check::CheckOptions options = options_of(flags);
  require_one_source(flags);
  require_place_for(flags.json == "-" ? "" : flags.json);
  require_place_for(flags.html);
  const auto tracks =
      flags.data.empty()
          ? survey_tracks(console, read_track_source(console, flags.tracks), n_jobs, flags.progress)
          : read_prepared(flags.data);
  const check::Report report =
      check::check_tracks(tracks, read_training(console, flags, n_jobs), options);
  const bool passed =
      report.count(check::Severity::kError) == 0 && !(flags.strict && !report.findings.empty());
  if (!flags.html.empty()) {
    write_file(flags.html, check_html(report, source_of(flags)));
  }
  if (!flags.json.empty() && flags.json != "-") {
    write_file(flags.json, check_json(report, passed));
  }
  console.print(flags.json == "-" ? check_json(report, passed) : check_text(report, console.out()));
  return passed ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

void add_limits(CLI::App& sub, CheckFlags& flags) {
  sub.add_option("--min-s", flags.min_s, "Shorter songs are too short (default: 3)")
      ->type_name("SECONDS");
  sub.add_option("--max-clipped", flags.max_clipped,
                 "Share of samples cut off at the top that a song may have (default: 0.01)")
      ->type_name("SHARE");
  sub.add_option("--sample-rate", flags.sample_rate,
                 "Rate that every file must have (default: that of nearly all, at least 22050)")
      ->type_name("HZ");
  sub.add_option("--max-imbalance", flags.max_imbalance,
                 "How many times as large as another genre the largest may be (default: 4)")
      ->type_name("TIMES");
  sub.add_option("--max-psi", flags.max_psi,
                 "Drift passes this population stability index (default: 0.25)...")
      ->type_name("PSI");
  sub.add_option("--max-ks", flags.max_ks,
                 "... and this Kolmogorov-Smirnov statistic (default: 0.25), and chance")
      ->type_name("D");
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* sub = app.add_subcommand(
      "check", "Find faults in labelled songs: unreadable, clipped, repeated, leaked, drifted");
  add_track_source_flags(*sub, flags->tracks);
  sub->add_option("--data", flags->data, "Prepared data instead of songs: its columns and labels")
      ->type_name("DIR");
  sub->add_option("--against", flags->against,
                  "Training data to compare new songs with: prepared data, or a list of songs")
      ->type_name("DIR|CSV");
  sub->add_option("--split-column", flags->split_column, "Column that names a track's side")
      ->type_name("NAME")
      ->capture_default_str();
  add_limits(*sub, *flags);
  sub->add_flag("--strict", flags->strict, "End with 1 on warnings too, not on errors alone");
  sub->add_option("--json", flags->json, "Write all that was found here; - prints it instead")
      ->type_name("FILE|-");
  sub->add_option("--html", flags->html, "Write a page with pictures here")->type_name("FILE");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return check_songs(console, *flags); };
  });
}

}  // namespace earmark::cli
