#include "patch_file.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/inference/song_analyzer.h"
#include "earmark/ml/npy.h"
#include "earmark/ml/prepared_writer.h"

namespace earmark::cli {
namespace {

/// Of one song, in the order of its segments.
using Patches = std::vector<std::vector<float>>;

[[noreturn]] void fail(const ml::PreparedTrack& track, const std::string& why) {
  throw TableError(track.file + " " + why +
                   ", so that the prepared data are no longer of it: prepare them anew");
}

Patches patches_of(const inference::SongAnalyzer& analyzer, const ml::PreparedTrack& track) {
  std::error_code error;
  if (!std::filesystem::exists(track.file, error)) {
    fail(track, "is not there any more");
  }
  const ml::FileMark now = ml::PreparedWriter::mark(track.file);
  if (now.size != track.size || now.sha256 != track.sha256) {
    fail(track, "has changed");
  }
  Patches patches;
  try {
    (void)analyzer.analyze(
        {track.file, {}},
        [&](const inference::AnalyzedSegment& segment) {
          if (!segment.patches.empty()) {
            patches.emplace_back(segment.patches.begin(), segment.patches.end());
          }
        },
        {.n_threads = 1,
         .may_share = {},
         .on_restart = [&] { patches.clear(); },
         .on_progress = [](const inference::SongProgress&) { throw_if_interrupted(); }});
  } catch (const DecodeError&) {
    fail(track, "can no longer be read");
  }
  if (patches.size() != track.n_segments) {
    fail(track, "has changed");
  }
  return patches;
}

}  // namespace

void write_patches(Console& console, const ml::PreparedData& data,
                   const features::LogMelPatchConfig& config, std::size_t n_jobs,
                   bool progress_lines, const std::filesystem::path& out) {
  constexpr std::size_t kSongsAtOnce = 16;
  const inference::SongAnalyzer analyzer{
      {.table = false, .mfcc = false, .patches = {config}, .silent_segments = false}};
  ml::NpyWriter<float> file{out, data.segments.size(), {config.n_frames, config.n_mels}};
  Progress progress{console, "listening", "tracks", static_cast<double>(data.tracks.size()),
                    progress_lines};
  ThreadPool pool{n_jobs};
  for (std::size_t first = 0; first < data.tracks.size(); first += kSongsAtOnce) {
    std::vector<Patches> songs(std::min(kSongsAtOnce, data.tracks.size() - first));
    pool.parallel_for(songs.size(), [&](std::size_t i, std::size_t) {
      throw_if_interrupted();
      if (data.tracks[first + i].n_segments > 0) {
        songs[i] = patches_of(analyzer, data.tracks[first + i]);
      }
    });
    for (const Patches& song : songs) {
      std::ranges::for_each(song, [&](const std::vector<float>& patch) { file.append(patch); });
    }
    progress.update(static_cast<double>(first + songs.size()));
  }
  file.commit();
}

}  // namespace earmark::cli
