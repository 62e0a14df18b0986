#include "earmark/nn/tagger_network_config.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include "earmark/nn/musicnn_weights.h"

namespace earmark::nn {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"TaggerNetworkConfig: "} + rule);
  }
}

bool not_negative(double value) { return std::isfinite(value) && value >= 0.0; }

bool is_share(double value) { return value >= 0.0 && value < 1.0; }

}  // namespace

void PatchAugmentation::validate() const {
  require(not_negative(gain_db), "gain_db must be >= 0");
  require(mixup_alpha >= 0.0 && mixup_alpha <= 1.0, "mixup_alpha must lie in [0, 1]");
  require(max_band_mask <= std::size_t{kMusicnnBands}, "max_band_mask must be at most 96");
  require(max_time_mask <= std::size_t{kMusicnnFrames}, "max_time_mask must be at most 187");
}

void TaggerNetworkConfig::validate() const {
  require(epochs >= 1, "epochs must be at least 1");
  require(batch_size >= 1, "batch_size must be at least 1");
  require(not_negative(trunk_learning_rate), "trunk_learning_rate must be >= 0");
  require(not_negative(head_learning_rate), "head_learning_rate must be >= 0");
  require(not_negative(weight_decay), "weight_decay must be >= 0");
  require(is_share(label_smoothing), "label_smoothing must lie in [0, 1)");
  require(is_share(dropout), "dropout must lie in [0, 1)");
  require(is_share(ema_decay), "ema_decay must lie in [0, 1)");
  augmentation.validate();
}

}  // namespace earmark::nn
