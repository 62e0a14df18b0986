#include "plot_song.h"

#include <algorithm>

#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/song_analyzer.h"
#include "earmark/plot/result_pictures.h"

namespace earmark::cli {
namespace {

double share_of(const inference::SongProgress& song) {
  const double whole_s = std::max(song.duration_s.value_or(0), song.decoded_s);
  return whole_s > 0 ? song.decoded_s / whole_s : 0;
}

/// Mean and variance of the segments' features, as they come (Welford 1962).
class FeatureMoments {
 public:
  void clear() { *this = {}; }

  void add(std::span<const float> row) {
    ++n_;
    mean_.resize(row.size());
    sum_of_squares_.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      const double delta = static_cast<double>(row[i]) - mean_[i];
      mean_[i] += delta / static_cast<double>(n_);
      sum_of_squares_[i] += delta * (static_cast<double>(row[i]) - mean_[i]);
    }
  }

  [[nodiscard]] plot::FeatureSummary summary(std::string name) const {
    std::vector<double> variance = sum_of_squares_;
    for (double& value : variance) {
      value /= static_cast<double>(n_);
    }
    return {std::move(name), n_, mean_, std::move(variance)};
  }

 private:
  std::size_t n_ = 0;
  std::vector<double> mean_;
  std::vector<double> sum_of_squares_;
};

}  // namespace

SoundPicture draw_genres(const inference::Classifier& classifier, const std::filesystem::path& song,
                         double hop_s, std::size_t n_threads, const plot::PictureOptions& options,
                         const OnShare& on_share) {
  const inference::Prediction prediction =
      classifier.predict(song, {.n_threads = n_threads, .hop_s = hop_s},
                         {.on_progress = [&](const inference::SongProgress& progress) {
                           throw_if_interrupted();
                           on_share(share_of(progress));
                         }});
  std::vector<plot::GenreStretch> stretches;
  stretches.reserve(prediction.segments.size());
  for (const inference::SegmentPrediction& segment : prediction.segments) {
    // Of segments that overlap, each stands for the hop about its middle.
    const double middle_s = (segment.start_s + segment.end_s) / 2;
    const double half_s = std::min(hop_s, segment.end_s - segment.start_s) / 2;
    stretches.push_back(
        {middle_s - half_s, middle_s + half_s, segment.probabilities, segment.smoothed});
  }
  stretches.front().start_s = prediction.segments.front().start_s;
  stretches.back().end_s = prediction.segments.back().end_s;
  return {plot::genres_picture(prediction.genres, std::move(stretches), options),
          prediction.warnings};
}

SoundPicture draw_comparison(const std::filesystem::path& first,
                             const std::filesystem::path& second,
                             const plot::PictureOptions& options, const OnShare& on_share) {
  const inference::SongAnalyzer analyzer{{.mfcc = false}};
  std::vector<std::string> warnings;
  const auto summary_of = [&](const std::filesystem::path& song, double share) {
    FeatureMoments moments;
    const inference::SongSummary heard = analyzer.analyze(
        {song, {}}, [&](const inference::AnalyzedSegment& segment) { moments.add(segment.table); },
        {.n_threads = 1,
         .may_share = {},
         .on_restart = [&] { moments.clear(); },
         .on_progress =
             [&](const inference::SongProgress& progress) {
               throw_if_interrupted();
               on_share(share + share_of(progress) / 2);
             }});
    for (const std::string& warning : heard.warnings) {
      warnings.push_back(song.string() + ": " + warning);
    }
    return moments.summary(printable(song.filename().string()));
  };
  plot::FeatureSummary of_first = summary_of(first, 0);
  plot::FeatureSummary of_second = summary_of(second, 0.5);
  const auto columns = features::feature_columns();
  return {plot::comparison_picture({columns.begin(), columns.end()}, std::move(of_first),
                                   std::move(of_second), options),
          std::move(warnings)};
}

}  // namespace earmark::cli
