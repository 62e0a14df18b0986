#include "earmark/nn/train_tagger_network.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "musicnn_layers.h"
#include "patch_augmentation.h"
#include "soft_targets.h"
#include "tagger_module.h"
#include "tagger_optimizer.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

using at::Tensor;

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"train_tagger_network: "} + rule);
  }
}

void check_input(const LabelledTracks& tracks, const TaggerNetwork& start,
                 const TaggerNetworkConfig& config) {
  config.validate();
  validate(start);
  require(static_cast<bool>(tracks.crop), "tracks.crop is empty");
  require(!tracks.labels.empty(), "tracks.labels is empty");
  require(std::ranges::all_of(tracks.labels,
                              [&](std::uint32_t label) { return label < start.head.n_classes; }),
          "tracks.labels must be below the head's n_classes");
  require(tracks.weights.empty() || tracks.weights.size() == tracks.labels.size(),
          "tracks.weights must be one a label");
  require(std::ranges::all_of(tracks.weights,
                              [](float weight) { return std::isfinite(weight) && weight >= 0.0F; }),
          "tracks.weights must be finite and >= 0");
}

bool is_of_front(std::string_view parameter) {
  return parameter.starts_with("input.") ||
         std::ranges::any_of(kMusicnnFront, [&](const MusicnnConvolution& layer) {
           return parameter.starts_with(std::string{layer.name} + ".");
         });
}

// The weights' running mean over the steps, in a module of its own.
class WeightAverage {
 public:
  WeightAverage(const TaggerNetwork& start, double decay) : module_{start}, decay_{decay} {}

  void add(const TaggerModule& trained) {
    const at::NoGradGuard no_grad;
    // Else the first steps would count for their whole memory (TensorFlow's num_updates).
    const auto n = static_cast<double>(++n_steps_);
    const double decay = std::min(decay_, n / (9.0 + n));
    const auto from = trained.parameters();
    auto to = module_.parameters();
    for (std::size_t i = 0; i < to.size(); ++i) {
      if (decay_ > 0.0) {
        to[i].lerp_(from[i], 1.0 - decay);
      } else {
        to[i].copy_(from[i]);
      }
    }
  }

  [[nodiscard]] TaggerNetwork network() const { return module_.network(); }

 private:
  TaggerModule module_;
  double decay_;
  std::size_t n_steps_ = 0;
};

class Trainer {
 public:
  Trainer(const LabelledTracks& tracks, const TaggerNetwork& start,
          const TaggerNetworkConfig& config, const std::atomic<bool>* interrupted)
      : tracks_{tracks},
        config_{config},
        n_classes_{start.head.n_classes},
        interrupted_{interrupted},
        module_{start},
        average_{start, config.ema_decay},
        optimizer_{
            module_, config,
            (tracks.labels.size() + config.batch_size - 1) / config.batch_size * config.epochs},
        rng_{config.seed} {
    at::manual_seed(config.seed);
    module_.train();
    for (const auto& item : module_.trunk().named_parameters()) {
      item.value().requires_grad_(config.trunk_learning_rate > 0.0 &&
                                  (config.train_front || !is_of_front(item.key())));
    }
  }

  TaggerTraining run(const std::function<void(const TaggerEpochFigures&)>& on_epoch) {
    TaggerTraining result;
    for (std::size_t epoch = 1; epoch <= config_.epochs && !result.interrupted; ++epoch) {
      const auto figures = run_epoch(epoch);
      result.interrupted = !figures;
      if (figures) {
        result.history.push_back(*figures);
        if (on_epoch) {
          on_epoch(*figures);
        }
      }
    }
    result.network = average_.network();
    return result;
  }

 private:
  // Nothing when interrupted.
  std::optional<TaggerEpochFigures> run_epoch(std::size_t epoch) {
    const auto begin = std::chrono::steady_clock::now();
    const auto order = shuffled();
    TaggerEpochFigures figures{.epoch = epoch};
    double sum = 0.0;
    for (std::size_t first = 0; first < order.size(); first += config_.batch_size) {
      if (interrupted_ != nullptr && *interrupted_) {
        return std::nullopt;
      }
      const std::size_t n = std::min(config_.batch_size, order.size() - first);
      const TaggerRates rates = optimizer_.rates();
      sum += run_step(std::span{order}.subspan(first, n)) * static_cast<double>(n);
      require_finite(sum, epoch, rates);
      figures.trunk_learning_rate = rates.trunk;
      figures.head_learning_rate = rates.head;
    }
    figures.loss = sum / static_cast<double>(order.size());
    figures.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return figures;
  }

  std::vector<std::size_t> shuffled() {
    std::vector<std::size_t> order(tracks_.labels.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[rng_.below(static_cast<std::uint32_t>(i))]);
    }
    return order;
  }

  // The mean loss of the batch before the step.
  double run_step(std::span<const std::size_t> tracks) {
    const Tensor patches = crops(tracks);
    const auto shares = augment(values(patches), config_.augmentation, rng_);
    const Tensor log_p = at::log_softmax(module_.forward(patches, config_.dropout), 1);
    const Tensor loss =
        -(log_p * targets(tracks, shares)).sum() / static_cast<double>(tracks.size());
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    average_.add(module_);
    return loss.item<double>();
  }

  [[nodiscard]] Tensor crops(std::span<const std::size_t> tracks) {
    Tensor patches =
        at::zeros({static_cast<std::int64_t>(tracks.size()), kMusicnnFrames, kMusicnnBands});
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      const std::span<float> patch = block(values(patches), i, kMusicnnPatchSize);
      tracks_.crop(tracks[i], rng_, patch);
      if (!std::ranges::all_of(patch, [](float v) { return std::isfinite(v) && v >= 0.0F; })) {
        throw DataError{"training", "A patch of track number " + std::to_string(tracks[i]) +
                                        " has a value that is negative or not a finite number."};
      }
    }
    return patches;
  }

  // soft_targets() of the batch, [n, n_classes].
  [[nodiscard]] Tensor targets(std::span<const std::size_t> tracks,
                               std::span<const float> shares) const {
    std::vector<std::uint32_t> labels;
    std::vector<float> weights;
    for (const std::size_t track : tracks) {
      labels.push_back(tracks_.labels[track]);
      weights.push_back(tracks_.weights.empty() ? 1.0F : tracks_.weights[track]);
    }
    const auto of_batch =
        soft_targets(labels, weights, shares, n_classes_, config_.label_smoothing);
    Tensor targets = at::empty(
        {static_cast<std::int64_t>(tracks.size()), static_cast<std::int64_t>(n_classes_)});
    std::ranges::copy(of_batch, values(targets).begin());
    return targets;
  }

  static void require_finite(double loss, std::size_t epoch, const TaggerRates& rates) {
    if (!std::isfinite(loss)) {
      throw DataError{"training", "The loss is no longer a finite number in epoch " +
                                      std::to_string(epoch) + ": lower the learning rates (now " +
                                      std::to_string(rates.trunk) + " and " +
                                      std::to_string(rates.head) + ")."};
    }
  }

  const LabelledTracks& tracks_;
  const TaggerNetworkConfig& config_;
  std::size_t n_classes_;
  const std::atomic<bool>* interrupted_;
  TaggerModule module_;
  WeightAverage average_;
  TaggerOptimizer optimizer_;
  Rng rng_;
};

}  // namespace

TaggerTraining train_tagger_network(const LabelledTracks& tracks, const TaggerNetwork& start,
                                    const TaggerNetworkConfig& config,
                                    const std::function<void(const TaggerEpochFigures&)>& on_epoch,
                                    const std::atomic<bool>* interrupted) {
  check_input(tracks, start, config);
  const std::size_t n_threads =
      config.n_threads > 0 ? config.n_threads : ThreadPool::available_processors();
  at::set_num_threads(static_cast<int>(n_threads));
  return Trainer{tracks, start, config, interrupted}.run(on_epoch);
}

}  // namespace earmark::nn
