#include "trunk_tuning.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/matrix.h"
#include "earmark/base/rng.h"
#include "earmark/ml/balanced_weights.h"
#include "earmark/ml/standard_scaler.h"
#include "earmark/nn/predict_musicnn.h"

namespace earmark::train_net {
namespace {

/// The segments that train, song by song, without altered copies: augmentation is ours.
struct Songs {
  std::vector<std::vector<std::size_t>> segments;
  std::vector<std::uint32_t> labels;
};

Songs songs_of(const ml::PreparedData& data, const ml::ChosenRows& rows) {
  std::map<std::string_view, std::vector<std::size_t>> of_track;
  for (const std::size_t row : rows.split.train) {
    if (data.segments[row].copy_of().empty()) {
      of_track[data.segments[row].track].push_back(row);
    }
  }
  Songs songs;
  for (auto& [track, segments] : of_track) {
    songs.labels.push_back(static_cast<std::uint32_t>(rows.y[segments.front()]));
    songs.segments.push_back(std::move(segments));
  }
  return songs;
}

// Genres count alike.
std::vector<float> weights_of(const Songs& songs, std::size_t n_classes) {
  std::vector<double> counts(n_classes);
  for (const std::uint32_t label : songs.labels) {
    ++counts[label];
  }
  const std::vector<double> of_class = ml::balanced_weights(counts);
  std::vector<float> weights;
  weights.reserve(songs.labels.size());
  for (const std::uint32_t label : songs.labels) {
    weights.push_back(static_cast<float>(of_class[label]));
  }
  return weights;
}

}  // namespace

TrunkTuning::TrunkTuning(const ml::PreparedData& data, const ml::NpyMap& patches,
                         nn::MusicnnWeights trunk, const nn::TaggerNetworkConfig& config)
    : data_{data},
      patches_{patches},
      trunk_{std::move(trunk)},
      config_{config},
      n_values_{nn::n_embedding_values(trunk_)} {
  const std::vector<std::size_t> shape{data.segments.size(), std::size_t{nn::kMusicnnFrames},
                                       std::size_t{nn::kMusicnnBands}};
  if (patches.shape() != shape) {
    throw TableError("the patches must be " + std::to_string(shape[0]) +
                     " x 187 x 96, one a segment of the prepared data, and are not");
  }
  if (data.recipe.n_embedding < n_values_) {
    throw TableError("the prepared data's embeddings have " +
                     std::to_string(data.recipe.n_embedding) + " values, and the trunk gives " +
                     std::to_string(n_values_) + ": prepare them with it first");
  }
}

std::span<const float> TrunkTuning::patch(std::size_t segment) const {
  return patches_.values().subspan(segment * nn::kMusicnnPatchSize, nn::kMusicnnPatchSize);
}

// Standardizes what the trunk hears now, so that all values begin alike.
nn::TaggerHead TrunkTuning::first_head(const ml::ChosenRows& rows) const {
  Matrix<double> X(rows.split.train.size(), n_values_);
  for (std::size_t i = 0; i < X.rows(); ++i) {
    const auto values = data_.embeddings().row(rows.split.train[i]).first(n_values_);
    std::ranges::copy(values, X.row(i).begin());
  }
  const auto scaler = ml::StandardScaler::fit(std::as_const(X).view());
  nn::TaggerHead head = nn::blank_head(n_values_, rows.genres.size());
  std::ranges::transform(scaler.mean(), head.mean.begin(),
                         [](double mean) { return static_cast<float>(mean); });
  std::ranges::transform(scaler.scale(), head.scale.begin(),
                         [](double scale) { return static_cast<float>(scale); });
  return head;
}

nn::TaggerTraining TrunkTuning::tune(
    const ml::ChosenRows& rows, const std::function<void(const nn::TaggerEpochFigures&)>& on_epoch,
    const std::atomic<bool>& interrupted) const {
  const Songs songs = songs_of(data_, rows);
  const std::vector<float> weights = weights_of(songs, rows.genres.size());
  const nn::LabelledTracks tracks{[&](std::size_t song, Rng& rng, std::span<float> out) {
                                    const auto& segments = songs.segments[song];
                                    const std::size_t at =
                                        rng.below(static_cast<std::uint32_t>(segments.size()));
                                    std::ranges::copy(patch(segments[at]), out.begin());
                                  },
                                  songs.labels, weights};
  return nn::train_tagger_network(tracks, {trunk_, first_head(rows)}, config_, on_epoch,
                                  &interrupted);
}

std::vector<float> TrunkTuning::hear(const nn::MusicnnWeights& trunk, std::size_t first,
                                     std::size_t n) const {
  return nn::predict_musicnn(
      trunk, patches_.values().subspan(first * nn::kMusicnnPatchSize, n * nn::kMusicnnPatchSize));
}

}  // namespace earmark::train_net
