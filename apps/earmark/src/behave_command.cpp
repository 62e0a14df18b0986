#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>
#include <memory>

#include "behave_cases.h"
#include "behave_report.h"
#include "behave_songs.h"
#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/join.h"
#include "earmark/behave/hearing.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/classifier.h"
#include "heap.h"
#include "output_file.h"
#include "subcommands.h"
#include "track_source.h"

namespace earmark::cli {
namespace {

constexpr std::size_t kMaxPieces = 100;
constexpr std::size_t kMaxSongs = 1'000'000;

struct BehaveFlags {
  std::vector<std::string> inputs;
  TrackSourceFlags tracks;
  std::string max_songs;
  std::string pieces = "3";
  std::string bundle;
  std::string members;
  std::string cases;
  std::string seed = "0";
  std::string markdown;
  std::string json;
  std::string html;
  std::string jobs;
  bool progress = false;
};

/// What makes the same answers again.
std::string command_of(const BehaveFlags& flags) {
  std::vector<std::string> words{"earmark behave"};
  words.insert(words.end(), flags.inputs.begin(), flags.inputs.end());
  const auto add = [&](const char* flag, const std::string& value, const char* usual = "") {
    if (value != usual) {
      words.insert(words.end(), {flag, value});
    }
  };
  add("--tracks", flags.tracks.tracks);
  add("--root", flags.tracks.root);
  add("--genres-dir", flags.tracks.genres_dir);
  add("--max-songs", flags.max_songs);
  add("--pieces", flags.pieces, "3");
  add("--bundle", flags.bundle);
  add("--members", flags.members);
  add("--cases", flags.cases);
  add("--seed", flags.seed, "0");
  return join(words, " ");
}

std::vector<std::string> members_of(const BehaveFlags& flags) {
  const Setting members = setting("--members", flags.members, "EARMARK_MEMBERS");
  return members.given() ? parse_list(members) : std::vector<std::string>{};
}

/// An exception for nobody would quietly ask something else than was meant.
void tell_unknown_exceptions(Console& console, const std::vector<behave::Case>& cases,
                             const inference::BundleManifest& manifest) {
  std::vector<std::string> known;
  known.reserve(manifest.members.size() + manifest.profiles.size());
  for (const inference::MemberEntry& member : manifest.members) {
    known.push_back(member.name);
  }
  for (const inference::Profile& profile : manifest.profiles) {
    known.push_back(profile.name);
  }
  for (const behave::Case& asked : cases) {
    for (const auto& [name, share] : asked.at_least_of) {
      if (std::ranges::find(known, name) == known.end()) {
        console.note("the case \"" + asked.name + "\" excepts " + name +
                     ", which is no member or profile of the bundle" + did_you_mean(name, known));
      }
    }
  }
}

/// One run of `earmark behave`.
class BehaveRun {
 public:
  BehaveRun(Console& console, const BehaveFlags& flags)
      : console_{console},
        flags_{flags},
        n_jobs_{jobs_of(flags.jobs)},
        seed_{parse_count({"--seed", flags.seed}, 0, std::numeric_limits<std::size_t>::max())},
        n_pieces_{parse_count({"--pieces", flags.pieces}, 0, kMaxPieces)} {
    require_place_for(flags.markdown);
    require_place_for(flags.json == "-" ? "" : flags.json);
    require_place_for(flags.html);
    report_.command = command_of(flags);
    report_.seed = seed_;
    report_.cases = flags.cases.empty() ? builtin_cases() : read_cases(flags.cases);
  }

  ExitCode run() {
    prepare_heap();
    const auto folder = bundle_location(console_, flags_.bundle);
    const inference::BundleManifest manifest = inference::Bundle::open(folder).manifest();
    report_.bundle_name = manifest.name;
    report_.bundle_version = manifest.version;
    report_.subjects = behave::subjects_of(manifest, members_of(flags_));
    if (!flags_.cases.empty()) {
      tell_unknown_exceptions(console_, report_.cases, manifest);
    }
    const std::vector<behave::Song> songs = songs_for(manifest.genres);
    const auto classifier = inference::Classifier::open(
        folder, {.profile = "", .members = behave::members_of(report_.subjects)});
    judge(hear(classifier, songs), manifest.genres);
    write();
    return report_.passed() ? ExitCode::kOk : ExitCode::kSomeInputFailed;
  }

 private:
  std::vector<behave::Song> songs_for(const std::vector<std::string>& genres) {
    std::vector<behave::Song> songs = behave::rendered_songs(genres, n_pieces_, seed_);
    report_.n_rendered = songs.size();
    OwnSongs own = own_songs(console_, flags_.inputs, flags_.tracks);
    if (!flags_.max_songs.empty()) {
      keep_some(own.songs, parse_count({"--max-songs", flags_.max_songs}, 1, kMaxSongs), seed_);
    }
    report_.n_songs = own.songs.size() + own.unread.size();
    report_.unread = std::move(own.unread);
    songs.insert(songs.end(), own.songs.begin(), own.songs.end());
    if (songs.empty()) {
      throw UsageError(n_pieces_ == 0
                           ? "--pieces 0 needs songs: FILE|DIR, --tracks CSV or --genres-dir DIR"
                           : "the bundle knows none of the genres that can be rendered: name songs "
                             "by FILE|DIR, --tracks CSV or --genres-dir DIR");
    }
    return songs;
  }

  std::vector<behave::HeardSong> hear(const inference::Classifier& classifier,
                                      const std::vector<behave::Song>& songs) {
    Progress progress{console_, "listening", "sounds",
                      static_cast<double>(behave::n_sounds(report_.cases, songs.size())),
                      flags_.progress};
    return behave::hear(
        classifier, report_.subjects, songs, report_.cases,
        {.n_jobs = n_jobs_,
         .seed = seed_,
         .between = throw_if_interrupted,
         .on_heard = [&](std::size_t n) { progress.update(static_cast<double>(n)); }});
  }

  void judge(const std::vector<behave::HeardSong>& songs, const std::vector<std::string>& genres) {
    for (const behave::HeardSong& song : songs) {
      if (!song.error.empty()) {
        report_.unread.emplace_back(song.name, song.error);
      }
    }
    for (std::size_t s = 0; s < report_.subjects.size(); ++s) {
      auto& outcomes = report_.outcomes.emplace_back();
      for (std::size_t c = 0; c < report_.cases.size(); ++c) {
        outcomes.push_back(
            behave::judge(report_.cases[c], c, report_.subjects[s], s, songs, genres));
      }
    }
  }

  void write() {
    for (const auto& [song, message] : report_.unread) {
      print_error(console_, message);
    }
    if (!flags_.markdown.empty()) {
      write_file(flags_.markdown, behave_markdown(report_, flags_.markdown));
    }
    if (!flags_.html.empty()) {
      write_file(flags_.html, behave_html(report_));
    }
    if (!flags_.json.empty() && flags_.json != "-") {
      write_file(flags_.json, behave_json(report_));
    }
    console_.print(flags_.json == "-" ? behave_json(report_)
                                      : behave_text(report_, console_.out()));
  }

  Console& console_;
  const BehaveFlags& flags_;
  std::size_t n_jobs_;
  std::uint64_t seed_;
  std::size_t n_pieces_;
  BehaveReport report_;
};

}  // namespace

void add_behave(CLI::App& app, Action& action) {
  auto flags = std::make_shared<BehaveFlags>();
  CLI::App* sub = app.add_subcommand(
      "behave", "Test how models behave: plain music, altered songs (docs/guides/behave.md)");
  sub->add_option("inputs", flags->inputs,
                  "Songs to ask about beside rendered music, or folders to look through; of each "
                  "its middle 30 s")
      ->type_name("FILE|DIR");
  add_track_source_flags(*sub, flags->tracks);
  sub->add_option("--max-songs", flags->max_songs, "Draw so many of the songs (default: all)")
      ->type_name("N");
  sub->add_option("--pieces", flags->pieces,
                  "Rendered pieces of each kind of music; 0 for none (default: 3)")
      ->type_name("N");
  sub->add_option("--bundle", flags->bundle,
                  "Folder of models, or models:/NAME@ALIAS in an MLflow registry (EARMARK_BUNDLE; "
                  "default: as shipped)")
      ->type_name("DIR");
  sub->add_option("--members", flags->members,
                  "Test only these models and the profiles made of them (default: all)")
      ->type_name("NAMES");
  sub->add_option("--cases", flags->cases,
                  "Cases and thresholds instead of the built-in ones (quality/behaviour.yaml)")
      ->type_name("YAML");
  sub->add_option("--seed", flags->seed, "Of what is rendered and drawn (default: 0)")
      ->type_name("N");
  sub->add_option("--markdown", flags->markdown, "Write a table for each member here")
      ->type_name("FILE");
  sub->add_option("--json", flags->json, "Write all that was found here; - prints it instead")
      ->type_name("FILE|-");
  sub->add_option("--html", flags->html, "Write a page here")->type_name("FILE");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return BehaveRun{console, *flags}.run(); };
  });
}

}  // namespace earmark::cli
