#include "prepare.h"

#include <algorithm>
#include <atomic>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/song_analyzer.h"
#include "interrupt.h"
#include "progress.h"
#include "song_features.h"
#include "text_layout.h"

namespace earmark::cli {
namespace {

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
    Progress progress{console_, "preparing", "tracks", static_cast<double>(tracks_.size()),
                      options_.progress_lines};
    ThreadPool pool{std::min(options_.n_jobs, std::max<std::size_t>(tracks_.size(), 1))};
    try {
      pool.parallel_for(tracks_.size(), [&](std::size_t i, std::size_t) {
        throw_if_interrupted();
        prepare_one(tracks_[i]);
        progress.update(static_cast<double>(++n_done_));
      });
      const auto summary = writer_.finish(tracks_, options_.choose_sides);
      return {summary.n_tracks, n_kept_, summary.n_failed, summary.n_segments};
    } catch (...) {
      say_what_is_kept();
      throw;
    }
  }

 private:
  void prepare_one(const ml::Track& track) {
    if (writer_.is_done(track)) {
      ++n_kept_;
      return;
    }
    const ml::FileMark mark = ml::PreparedWriter::mark(track.file);
    try {
      const auto segments = song_features(analyzer_, embedder_, track.file).segments;
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
      print_error(console_, error.what());
      writer_.put_error(track, mark, error.what());
    }
  }

  void say_what_is_kept() {
    console_.note(counted(n_done_, "track", "tracks") + " of " + std::to_string(tracks_.size()) +
                  " are done and kept in " + options_.dir.string() +
                  "; the same command goes on from there");
  }

  Console& console_;
  const std::vector<ml::Track>& tracks_;
  const PrepareOptions& options_;
  inference::Embedder embedder_;
  ml::PreparedWriter writer_;
  inference::SongAnalyzer analyzer_;
  std::atomic<std::size_t> n_done_{0};
  std::atomic<std::size_t> n_kept_{0};
};

}  // namespace

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

Preparation prepare_tracks(Console& console, const std::vector<ml::Track>& tracks,
                           const PrepareOptions& options) {
  return PrepareRun{console, tracks, options}.run();
}

}  // namespace earmark::cli
