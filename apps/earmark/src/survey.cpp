#include "survey.h"

#include <algorithm>
#include <atomic>

#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"

namespace earmark::cli {

std::vector<check::CheckedTrack> survey_tracks(Console& console,
                                               const std::vector<ml::Track>& tracks,
                                               std::size_t n_jobs, bool progress_lines) {
  const check::FileSurveyor surveyor;
  std::vector<check::CheckedTrack> checked(tracks.size());
  Progress progress{console, "checking", "tracks", static_cast<double>(tracks.size()),
                    progress_lines};
  std::atomic<std::size_t> n_done{0};
  ThreadPool pool{std::min(n_jobs, std::max<std::size_t>(tracks.size(), 1))};
  std::vector<check::FileSurveyor::Scratch> scratch(pool.n_threads());
  pool.parallel_for(tracks.size(), [&](std::size_t i, std::size_t worker) {
    checked[i] = {tracks[i],
                  surveyor.survey(tracks[i].file, scratch[worker], throw_if_interrupted)};
    progress.update(static_cast<double>(++n_done));
  });
  return checked;
}

}  // namespace earmark::cli
