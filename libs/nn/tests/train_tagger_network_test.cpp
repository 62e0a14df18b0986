#include "earmark/nn/train_tagger_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "small_musicnn.h"
#include "synthetic_tracks.h"

namespace earmark::nn {
namespace {

using test::patches_of;
using test::small_network;
using test::SyntheticTracks;

TaggerNetworkConfig quick(std::size_t epochs) {
  TaggerNetworkConfig config;
  config.epochs = epochs;
  config.batch_size = 6;
  config.trunk_learning_rate = 1e-3;
  config.head_learning_rate = 1e-2;
  config.train_front = true;
  config.ema_decay = 0.8;
  config.n_threads = 1;
  return config;
}

TaggerNetworkConfig plain(std::size_t epochs) {
  TaggerNetworkConfig config = quick(epochs);
  config.augmentation = {.gain_db = 0.0, .mixup_alpha = 0.0, .n_band_masks = 0, .n_time_masks = 0};
  config.label_smoothing = 0.0;
  config.dropout = 0.0;
  config.weight_decay = 0.0;
  return config;
}

double accuracy(const TaggerNetwork& network, const LabelledTracks& tracks) {
  const auto p = predict_tagger_network(network, patches_of(tracks, 99));
  double n_right = 0.0;
  for (std::size_t i = 0; i < tracks.labels.size(); ++i) {
    const auto of_track = std::span{p}.subspan(i * 3, 3);
    const auto best = std::ranges::max_element(of_track) - of_track.begin();
    n_right += best == static_cast<std::ptrdiff_t>(tracks.labels[i]) ? 1.0 : 0.0;
  }
  return n_right / static_cast<double>(tracks.labels.size());
}

TEST(TrainTaggerNetwork, LearnsWhatCanBeLearned) {
  const SyntheticTracks tracks{24};
  std::size_t n_told = 0;
  const auto training =
      train_tagger_network(tracks.view(), small_network(), quick(8),
                           [&](const TaggerEpochFigures& f) { EXPECT_EQ(f.epoch, ++n_told); });
  EXPECT_EQ(n_told, 8U);
  ASSERT_EQ(training.history.size(), 8U);
  EXPECT_FALSE(training.interrupted);
  EXPECT_LT(training.history.back().loss, 0.8 * training.history.front().loss);
  EXPECT_GE(accuracy(training.network, tracks.view()), 0.95);
}

TEST(TrainTaggerNetwork, ABlankHeadBeginsAtTheLossOfGuessing) {
  const SyntheticTracks tracks{6};
  for (const auto& config : {quick(1), plain(1)}) {
    const auto training = train_tagger_network(tracks.view(), small_network(), config);
    EXPECT_NEAR(training.history[0].loss, std::log(3.0), 1e-5);  // float sums
  }
}

TEST(TrainTaggerNetwork, TheFrontLearnsOnlyWhereItIsWanted) {
  const SyntheticTracks tracks{6};
  const TaggerNetwork start = small_network();
  TaggerNetworkConfig config = quick(2);  // a blank head lets no gradient through
  config.train_front = false;
  const auto front_of = [](const TaggerNetwork& network) {
    return std::pair{network.trunk.arrays.at("timbral1.kernel"),
                     network.trunk.arrays.at("input.norm.scale")};
  };
  const auto frozen = train_tagger_network(tracks.view(), start, config).network;
  EXPECT_EQ(front_of(frozen), front_of(start));
  EXPECT_NE(frozen.trunk.arrays.at("middle1.kernel"), start.trunk.arrays.at("middle1.kernel"));
  config.train_front = true;
  const auto whole = train_tagger_network(tracks.view(), start, config).network;
  EXPECT_NE(front_of(whole).first, front_of(start).first);
  EXPECT_NE(front_of(whole).second, front_of(start).second);
}

TEST(TrainTaggerNetwork, GivesTheSameBitsForASeed) {
  const SyntheticTracks tracks{6};
  TaggerNetworkConfig config = quick(2);
  config.batch_size = 3;
  config.n_threads = 2;
  const auto first = train_tagger_network(tracks.view(), small_network(), config);
  const auto again = train_tagger_network(tracks.view(), small_network(), config);
  EXPECT_EQ(first.network, again.network);
  EXPECT_EQ(first.history[1].loss, again.history[1].loss);
  config.seed = 1;
  const auto other = train_tagger_network(tracks.view(), small_network(), config);
  EXPECT_NE(first.network, other.network);
}

TEST(TrainTaggerNetwork, MovesWeightsAndLeavesConstantsAlone) {
  const SyntheticTracks tracks{12};
  const TaggerNetwork start = small_network();
  const auto training = train_tagger_network(tracks.view(), start, quick(2));
  for (const auto& [name, array] : training.network.trunk.arrays) {
    const bool is_constant =
        name.ends_with(".frame_bias") || name.ends_with(".mean") || name.ends_with(".variance");
    EXPECT_EQ(array == start.trunk.arrays.at(name), is_constant) << name;
  }
  EXPECT_EQ(training.network.head.mean, start.head.mean);
  EXPECT_EQ(training.network.head.scale, start.head.scale);
  EXPECT_NE(training.network.head.kernel, start.head.kernel);
  EXPECT_NE(training.network.head.bias, start.head.bias);
}

TEST(TrainTaggerNetwork, ARateOfZeroLeavesItsPartAsItIs) {
  const SyntheticTracks tracks{12};
  const TaggerNetwork start = small_network();
  TaggerNetworkConfig config = quick(1);
  config.trunk_learning_rate = 0.0;
  const auto head_alone = train_tagger_network(tracks.view(), start, config);
  EXPECT_EQ(head_alone.network.trunk, start.trunk);
  EXPECT_NE(head_alone.network.head, start.head);
  config = quick(1);
  config.head_learning_rate = 0.0;
  TaggerNetwork sure = start;
  Rng rng{3};
  std::ranges::generate(sure.head.kernel, [&] { return static_cast<float>(0.1 * rng.normal()); });
  const auto trunk_alone = train_tagger_network(tracks.view(), sure, config);
  EXPECT_EQ(trunk_alone.network.head, sure.head);
  EXPECT_NE(trunk_alone.network.trunk, sure.trunk);
}

TEST(TrainTaggerNetwork, RatesGoUpAndDownAgain) {
  const SyntheticTracks tracks{6};
  const auto history = train_tagger_network(tracks.view(), small_network(), plain(10)).history;
  EXPECT_LT(history[0].trunk_learning_rate, history[3].trunk_learning_rate);
  EXPECT_DOUBLE_EQ(history[3].trunk_learning_rate, 1e-3);
  EXPECT_LT(history[9].trunk_learning_rate, 1e-4);
  for (const auto& figures : history) {
    EXPECT_NEAR(figures.head_learning_rate, 10.0 * figures.trunk_learning_rate, 1e-12);
  }
}

// Losses are means of float sums.
constexpr double kLossTolerance = 1e-5;

TEST(TrainTaggerNetwork, AWeightOfZeroTakesATrackOutOfTheLoss) {
  SyntheticTracks tracks{6};
  tracks.labels[0] = 1;  // wrong, and it must not matter
  tracks.weights = {0.0F, 1.0F, 1.0F, 1.0F, 1.0F, 2.0F};
  const auto training = train_tagger_network(tracks.view(), small_network(), plain(1));
  EXPECT_NEAR(training.history[0].loss, std::log(3.0), kLossTolerance);  // weights' mean is 1
  tracks.weights.assign(6, 0.0F);
  const auto nothing = train_tagger_network(tracks.view(), small_network(), plain(1));
  EXPECT_EQ(nothing.history[0].loss, 0.0);
  EXPECT_EQ(nothing.network, small_network());
}

TEST(TrainTaggerNetwork, WeightDecayShrinksKernelsAlone) {
  SyntheticTracks tracks{6};
  tracks.weights.assign(6, 0.0F);
  TaggerNetworkConfig config = plain(1);  // of one step, at a 25th of the peak
  config.weight_decay = 0.5;
  config.ema_decay = 0.0;
  const TaggerNetwork start = small_network();
  const auto network = train_tagger_network(tracks.view(), start, config).network;
  constexpr double kFactor = 1.0 - 1e-3 / 25.0 * 0.5;
  for (const auto& [name, array] : network.trunk.arrays) {
    const double factor = name.ends_with(".kernel") ? kFactor : 1.0;
    const auto& before = start.trunk.arrays.at(name).values;
    for (std::size_t i = 0; i < before.size(); ++i) {
      ASSERT_FLOAT_EQ(array.values[i], static_cast<float>(factor * before[i])) << name;
    }
  }
  EXPECT_EQ(network.head, start.head);
}

TEST(TrainTaggerNetwork, TheAverageLagsBehindTheWeights) {
  const SyntheticTracks tracks{6};
  TaggerNetworkConfig config = plain(4);
  config.ema_decay = 0.0;
  const auto last = train_tagger_network(tracks.view(), small_network(), config);
  config.ema_decay = 0.9;
  const auto average = train_tagger_network(tracks.view(), small_network(), config);
  EXPECT_EQ(last.history[3].loss, average.history[3].loss);
  const auto distance = [&](const TaggerNetwork& network) {
    double sum = 0.0;
    for (const float value : network.head.kernel) {
      sum += std::abs(static_cast<double>(value));
    }
    return sum;
  };
  EXPECT_LT(distance(average.network), distance(last.network));
  EXPECT_GT(distance(average.network), 0.1 * distance(last.network));
}

TEST(TrainTaggerNetwork, InterruptedItGivesWholeWeights) {
  const SyntheticTracks tracks{12};
  std::atomic<bool> interrupted{false};
  const auto training = train_tagger_network(
      tracks.view(), small_network(), quick(50),
      [&](const TaggerEpochFigures&) { interrupted = true; }, &interrupted);
  EXPECT_TRUE(training.interrupted);
  EXPECT_EQ(training.history.size(), 1U);
  EXPECT_NO_THROW(validate(training.network));
  EXPECT_NE(training.network, small_network());
  const auto at_once =
      train_tagger_network(tracks.view(), small_network(), quick(50), {}, &interrupted);
  EXPECT_TRUE(at_once.interrupted);
  EXPECT_EQ(at_once.network, small_network());
}

TEST(TrainTaggerNetwork, FineTunesTheShippedTrunkIntoAFileOfItsKind) {
  const SyntheticTracks tracks{6};
  const auto file = test::shipped_file("musicnn.onnx");
  const MusicnnWeights trunk = parse_musicnn(file, "musicnn.onnx");
  const TaggerNetwork start{trunk, blank_head(n_embedding_values(trunk), 3)};
  const auto tuned = train_tagger_network(tracks.view(), start, quick(2)).network;
  const auto written = test::bytes_of(musicnn_to_onnx(file, tuned.trunk));
  EXPECT_EQ(parse_musicnn(written, "x.onnx"), tuned.trunk);
  EXPECT_EQ(written.size(), file.size());
  EXPECT_NE(written, file);
}

TEST(TrainTaggerNetwork, RefusesWhatCannotBeTrainedOn) {
  SyntheticTracks tracks{6};
  const TaggerNetwork start = small_network();
  const auto train = [&](const LabelledTracks& data) {
    (void)train_tagger_network(data, start, quick(1));
  };
  EXPECT_THROW(train({}), std::invalid_argument);
  EXPECT_THROW(train({nullptr, tracks.labels, {}}), std::invalid_argument);
  EXPECT_THROW(train({tracks.view().crop, {}, {}}), std::invalid_argument);
  tracks.weights = {1.0F};
  EXPECT_THROW(train(tracks.view()), std::invalid_argument);
  tracks.weights = {1.0F, 1.0F, 1.0F, -1.0F, 1.0F, 1.0F};
  EXPECT_THROW(train(tracks.view()), std::invalid_argument);
  tracks.weights.clear();
  tracks.labels[2] = 3;
  EXPECT_THROW(train(tracks.view()), std::invalid_argument);
  tracks.labels[2] = 2;
  for (const float bad : {-0.1F, std::numeric_limits<float>::quiet_NaN()}) {
    const auto crop = [&](std::size_t, Rng&, std::span<float> patch) { patch[7] = bad; };
    EXPECT_THROW(train({crop, tracks.labels, {}}), DataError);
  }
}

TEST(TrainTaggerNetwork, SaysWhenTheLossIsLost) {
  const SyntheticTracks tracks{12};
  TaggerNetworkConfig config = plain(5);
  config.trunk_learning_rate = 1e30;
  EXPECT_THROW((void)train_tagger_network(tracks.view(), small_network(), config), DataError);
}

}  // namespace
}  // namespace earmark::nn
