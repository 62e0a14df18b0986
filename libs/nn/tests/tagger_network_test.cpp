#include "earmark/nn/tagger_network.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <stdexcept>

#include "earmark/nn/tagger_network_config.h"
#include "synthetic_tracks.h"

namespace earmark::nn {
namespace {

using test::patches_of;
using test::small_network;
using test::SyntheticTracks;

TEST(TaggerNetworkConfig, RefusesSettingsOutOfRange) {
  const auto refuses = [](auto&& change) {
    TaggerNetworkConfig config;
    change(config);
    EXPECT_THROW(config.validate(), std::invalid_argument);
  };
  EXPECT_NO_THROW(TaggerNetworkConfig{}.validate());
  refuses([](auto& c) { c.epochs = 0; });
  refuses([](auto& c) { c.batch_size = 0; });
  refuses([](auto& c) { c.trunk_learning_rate = -1.0; });
  refuses([](auto& c) { c.head_learning_rate = std::numeric_limits<double>::infinity(); });
  refuses([](auto& c) { c.weight_decay = -1.0; });
  refuses([](auto& c) { c.label_smoothing = 1.0; });
  refuses([](auto& c) { c.dropout = 1.0; });
  refuses([](auto& c) { c.ema_decay = 1.0; });
  refuses([](auto& c) { c.augmentation.gain_db = -1.0; });
  refuses([](auto& c) { c.augmentation.mixup_alpha = 1.5; });
  refuses([](auto& c) { c.augmentation.max_band_mask = 97; });
  refuses([](auto& c) { c.augmentation.max_time_mask = 188; });
}

TEST(TaggerNetwork, ABlankHeadGuesses) {
  const SyntheticTracks tracks{3};
  for (const float p : predict_tagger_network(small_network(), patches_of(tracks.view(), 1))) {
    EXPECT_NEAR(p, 1.0F / 3.0F, std::numeric_limits<float>::epsilon());
  }
}

TEST(TaggerNetwork, HeadsThatDoNotFitAreRefused) {
  const auto refuses = [](auto&& change) {
    TaggerNetwork network = small_network();
    change(network);
    EXPECT_THROW(validate(network), std::invalid_argument);
  };
  refuses([](auto& n) { n.head.n_classes = 1; });
  refuses([](auto& n) { n.head.mean.pop_back(); });
  refuses([](auto& n) { n.head.kernel.pop_back(); });
  refuses([](auto& n) { n.head.bias.push_back(0.0F); });
  refuses([](auto& n) { n.head.scale[0] = 0.0F; });
  refuses([](auto& n) { n.head.bias[0] = std::numeric_limits<float>::infinity(); });
  refuses([](auto& n) { n.trunk.arrays.erase("tags.bias"); });
  EXPECT_THROW((void)predict_tagger_network(small_network(), std::array{0.0F}),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::nn
