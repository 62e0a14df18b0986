#include "earmark/nn/tagger_network_params.h"

#include "params_section.h"

namespace earmark::nn {
namespace {

ParamSetters setters(TaggerNetworkConfig& config) {
  PatchAugmentation& augmentation = config.augmentation;
  return {{"seed", number(config.seed)},
          {"epochs", number(config.epochs)},
          {"batch_size", number(config.batch_size)},
          {"trunk_learning_rate", number(config.trunk_learning_rate)},
          {"head_learning_rate", number(config.head_learning_rate)},
          {"train_front", number(config.train_front)},
          {"weight_decay", number(config.weight_decay)},
          {"label_smoothing", number(config.label_smoothing)},
          {"dropout", number(config.dropout)},
          {"ema_decay", number(config.ema_decay)},
          {"n_threads", number(config.n_threads)},
          {"gain_db", number(augmentation.gain_db)},
          {"mixup_alpha", number(augmentation.mixup_alpha)},
          {"n_band_masks", number(augmentation.n_band_masks)},
          {"max_band_mask", number(augmentation.max_band_mask)},
          {"n_time_masks", number(augmentation.n_time_masks)},
          {"max_time_mask", number(augmentation.max_time_mask)}};
}

}  // namespace

TaggerNetworkConfig parse_tagger_network_params(const std::string& text, const std::string& name) {
  TaggerNetworkConfig config;
  parse_params_section(text, name, "fine-tune", setters(config), [&] { config.validate(); });
  return config;
}

TaggerNetworkConfig read_tagger_network_params(const std::filesystem::path& path) {
  return parse_tagger_network_params(read_params_text(path), path.string());
}

}  // namespace earmark::nn
