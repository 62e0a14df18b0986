#include "prepare.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <string_view>

#include "earmark/augment/sound.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/song_analyzer.h"
#include "song_features.h"

namespace earmark::cli {
namespace {

/// Of the features and tensors that this program prepares, without embeddings.
ml::PreparedRecipe prepared_recipe() {
  ml::PreparedRecipe recipe;
  recipe.version = features::kRecipeVersion;
  for (const std::string_view column : features::feature_columns()) {
    recipe.feature_names.emplace_back(column);
  }
  recipe.n_frames = features::kNFrames;
  recipe.n_mfcc = features::kNMfccTensor;
  return recipe;
}

ml::PreparedRecipe recipe_of(const inference::Embedder& embedder) {
  ml::PreparedRecipe recipe = prepared_recipe();
  recipe.trunks = embedder.version();
  recipe.n_embedding = embedder.n_values();
  return recipe;
}

class PrepareRun {
 public:
  PrepareRun(Console& console, const std::vector<ml::Track>& tracks, const PrepareOptions& options)
      : console_{console},
        tracks_{tracks},
        options_{options},
        embedder_{options.trunks.empty()
                      ? inference::Embedder{}
                      : inference::Embedder::of_folder(options.trunks, options.n_jobs)},
        writer_{options.dir, recipe_of(embedder_)},
        // As predict does: what is silent says nothing of its genre.
        analyzer_{{.patches = embedder_.patches(), .silent_segments = false}} {}

  Preparation run() {
    try {
      analyse("preparing", "tracks", tracks_.size(), [this](std::size_t i) {
        prepare_one(tracks_[i], [&] {
          return song_features(analyzer_, embedder_, {tracks_[i].file, {}}).segments;
        });
      });
      if (options_.copies.n_copies > 0) {
        add_copies();
      }
      const auto summary = writer_.finish(tracks_, options_.choose_sides);
      return {summary.n_tracks, n_kept_, summary.n_failed, summary.n_segments};
    } catch (...) {
      say_what_is_kept();
      throw;
    }
  }

 private:
  template <typename Work>
  void analyse(const char* what, const char* unit, std::size_t n, const Work& work) {
    Progress progress{console_, what, unit, static_cast<double>(n), options_.progress_lines};
    ThreadPool pool{std::min(options_.n_jobs, std::max<std::size_t>(n, 1))};
    std::atomic<std::size_t> n_done{0};
    pool.parallel_for(n, [&](std::size_t i, std::size_t) {
      throw_if_interrupted();
      work(i);
      ++n_done_;
      progress.update(static_cast<double>(++n_done));
    });
  }

  /// Only of songs that train: the others are measured on as they are.
  void add_copies() {
    for (ml::Track& track : tracks_) {
      track.others.emplace("copy_of", "");
    }
    const std::vector<ml::PreparedSegment> segments = writer_.segments(tracks_);
    const std::vector<std::string> sides = options_.choose_sides(segments);
    std::set<std::string> trained;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (sides[i] == "train") {
        trained.insert(segments[i].track);
      }
    }
    const std::vector<AlteredCopy> copies = altered_copies(tracks_, trained, options_.copies);
    analyse("preparing", "altered copies", copies.size(), [&](std::size_t i) {
      prepare_one(copies[i].track, [&] {
        const std::vector<std::byte> content = altered_sound(copies[i], options_.copies.ranges);
        return song_features(analyzer_, embedder_, {{}, content}).segments;
      });
    });
    for (const AlteredCopy& copy : copies) {
      tracks_.push_back(copy.track);
    }
  }

  template <typename Hear>
  void prepare_one(const ml::Track& track, const Hear& hear) {
    if (writer_.is_done(track)) {
      ++n_kept_;
      return;
    }
    const ml::FileMark mark = ml::PreparedWriter::mark(track.file);
    const auto fail = [&](const char* message) {
      print_error(console_, message);
      writer_.put_error(track, mark, message);
    };
    try {
      const std::vector<ml::SegmentResult> segments = hear();
      if (segments.empty()) {
        throw DecodeError(track.file.string() +
                          " is silent throughout (no sample reaches -80 dBFS): there is nothing "
                          "to learn from");
      }
      if (!writer_.put(track, mark, segments)) {
        throw DecodeError(track.file.string() +
                          " was changed while it was read: run the same command again");
      }
    } catch (const DecodeError& error) {
      fail(error.what());
    } catch (const augment::AugmentError& error) {
      fail((track.file.string() + ": " + error.what()).c_str());
    }
  }

  void say_what_is_kept() {
    console_.note(counted(n_done_, "track", "tracks") + " of " + std::to_string(tracks_.size()) +
                  " are done and kept in " + options_.dir.string() +
                  "; the same command goes on from there");
  }

  Console& console_;
  std::vector<ml::Track> tracks_;
  const PrepareOptions& options_;
  inference::Embedder embedder_;
  ml::PreparedWriter writer_;
  inference::SongAnalyzer analyzer_;
  std::atomic<std::size_t> n_done_{0};
  std::atomic<std::size_t> n_kept_{0};
};

}  // namespace

ml::PreparedData load_prepared(const std::filesystem::path& dir, const ml::PreparedParts& parts) {
  ml::PreparedData data = ml::PreparedData::load(dir, parts);
  if (!data.recipe.has_features_of(prepared_recipe())) {
    throw TableError("the prepared data come from another version of earmark; prepare them anew");
  }
  return data;
}

Preparation prepare_tracks(Console& console, const std::vector<ml::Track>& tracks,
                           const PrepareOptions& options) {
  return PrepareRun{console, tracks, options}.run();
}

}  // namespace earmark::cli
