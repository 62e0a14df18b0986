#include "genre_bundle.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "bundle_create.h"
#include "bundle_place.h"
#include "classifier_choice.h"
#include "earmark/base/errors.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "earmark/ml/artist_groups.h"
#include "fine_tuning.h"
#include "genre_songs.h"
#include "model_params.h"
#include "prepare.h"
#include "repeated_songs.h"
#include "tagger_training.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFolds = 5;
constexpr std::size_t kLeastSongs = 5;  ///< of a genre, so that each fold can have one

/// Trains a bundle from folders of songs, step by step.
class GenreBundle {
 public:
  GenreBundle(Console& console, const GenreBundleFlags& flags)
      : console_{console},
        flags_{flags},
        work_{flags.bundle + ".work"},
        trunks_{tagger_trunks_location(console, flags.trunks)} {}

  void train() {
    check_flags();
    std::vector<ml::Track> tracks = list_genre_songs(console_, flags_.genres_dir);
    require_enough(tracks, "");
    prepare(tracks);
    const std::size_t n_listed = tracks.size();
    keep_what_was_heard(tracks);
    if (tracks.size() < n_listed) {
      prepare(tracks);
    }
    require_enough(tracks, " that can be used");
    note_unknown_artists(tracks);
    fs::create_directories(work_);
    train_tagger(console_, plan(tracks));
    create();
    say_what_to_do_next();
  }

 private:
  [[nodiscard]] fs::path data() const { return work_ / "data"; }
  [[nodiscard]] fs::path model() const { return work_ / "tagger.tagger"; }
  [[nodiscard]] fs::path answers() const { return work_ / "held-out.csv"; }

  /// A wrong one must not cost an hour of listening.
  void check_flags() const {
    require_place_for_bundle("--bundle", flags_.bundle);
    (void)tagger_params(flags_.params);
    (void)jobs_of(flags_.jobs);
    if (const TrainingPlan wanted = plan({}); wanted.fine_tune) {
      FineTuning::check(wanted);
    }
  }

  void prepare(const std::vector<ml::Track>& tracks) {
    (void)prepare_tracks(console_, tracks,
                         {.dir = data(),
                          .trunks = trunks_,
                          .n_jobs = jobs_of(flags_.jobs),
                          .progress_lines = flags_.progress});
  }

  /// Leaves the tracks that have segments, each recording once.
  void keep_what_was_heard(std::vector<ml::Track>& tracks) {
    const ml::PreparedData heard =
        ml::PreparedData::load(data(), {.features = false, .embeddings = false});
    std::set<std::string> ids;
    for (const ml::PreparedSegment& segment : heard.segments) {
      ids.insert(segment.track);
    }
    std::erase_if(tracks, [&](const ml::Track& track) { return !ids.contains(track.id); });
    remove_repeated_songs(console_, heard, tracks);
  }

  void require_enough(const std::vector<ml::Track>& tracks, const std::string& which) const {
    std::map<std::string, std::size_t> n_songs;
    for (const ml::Track& track : tracks) {
      ++n_songs[track.genre];
    }
    for (const auto& [genre, n] : n_songs) {
      if (n < kLeastSongs) {
        throw TableError("genre '" + genre + "' has " + counted(n, "song", "songs") + which +
                         " in " + flags_.genres_dir + ": it needs " + std::to_string(kLeastSongs) +
                         " at least, and 50 to be worth something");
      }
    }
    if (n_songs.size() < 2) {
      throw TableError("the songs in " + flags_.genres_dir +
                       " are all of one genre: a classifier needs two folders at least");
    }
  }

  void note_unknown_artists(const std::vector<ml::Track>& tracks) const {
    const auto n = static_cast<std::size_t>(
        std::ranges::count_if(tracks, [](const ml::Track& track) { return track.artist.empty(); }));
    if (n > 0) {
      console_.note(counted(n, "song has", "songs have") + " no tag for artist or album" +
                    (n == tracks.size() ? ": the figures below may count songs of artists that "
                                          "were heard in training"
                                        : ", and take no part in the figures below"));
    }
  }

  [[nodiscard]] std::size_t n_folds(const std::vector<ml::Track>& tracks) const {
    if (!flags_.folds.empty()) {
      return parse_count({"--folds", flags_.folds}, 2, 1000);
    }
    std::vector<std::string> names;
    names.reserve(tracks.size());
    for (const ml::Track& track : tracks) {
      names.push_back(track.artist);
    }
    const ml::ArtistGroups artists{names};
    std::set<std::string> groups;
    for (const ml::Track& track : tracks) {
      groups.insert(artists.group(track.artist, track.id));
    }
    return std::clamp(groups.size(), std::size_t{2}, kFolds);
  }

  [[nodiscard]] TrainingPlan plan(const std::vector<ml::Track>& tracks) const {
    ml::RowChoice choice;
    choice.n_folds = static_cast<int>(n_folds(tracks));
    choice.seed = parse_count({"--split-seed", flags_.split_seed}, 0, 0xFFFFFFFFU);
    return {.run = flags_.run,
            .kind = "tagger",
            .params = flags_.params,
            .jobs = flags_.jobs,
            .progress = flags_.progress,
            .choice = choice,
            .out = model().string(),
            .held_out = answers().string(),
            .history = {},
            .fine_tune = flags_.fine_tune,
            .trunks = trunks_,
            .data = [this] { return data(); }};
  }

  void create() {
    BundleCreateFlags create;
    create.name = fs::path{flags_.bundle}.filename().string();
    create.version = "1";
    create.members = {"tagger=" + model().string()};
    create.profiles = {"accurate=tagger"};
    create.calibrate_on = data().string();
    create.held_out = {"tagger=" + answers().string()};
    create.sure_accuracy = {"0.95"};
    create.data_name = fs::path{flags_.genres_dir}.lexically_normal().filename().string();
    create.trunks = (flags_.fine_tune ? tuned_trunks(model()) : trunks_).string();
    create.music_of = trunks_.string();
    create.reports = (work_ / "reports").string();
    create.out = flags_.bundle;
    create_bundle(console_, create);
  }

  void say_what_to_do_next() {
    console_.print("report: " + (work_ / "reports" / "accurate.html").string() +
                   "\ntry it: earmark predict --bundle " + flags_.bundle + " SONG\n");
  }

  Console& console_;
  const GenreBundleFlags& flags_;
  fs::path work_;
  fs::path trunks_;
};

}  // namespace

void train_genre_bundle(Console& console, const GenreBundleFlags& flags) {
  GenreBundle{console, flags}.train();
}

}  // namespace earmark::cli
