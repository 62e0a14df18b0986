#include "earmark/nn/train_cnn.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "adam.h"
#include "cnn_network.h"
#include "earmark/base/errors.h"
#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "earmark/nn/cnn_shape.h"
#include "input_scaling.h"
#include "learning_rate.h"
#include "shared_loop.h"
#include "tensor_span.h"
#include "training_checks.h"

namespace earmark::nn {
namespace {

using at::Tensor;

constexpr std::size_t kValidationBatch = 256;

// Segments of one step, with what the loss needs.
struct Batch {
  Tensor x;
  Tensor labels;
  Tensor weights;
};

// Sums over samples.
struct Totals {
  double loss = 0.0;
  double right = 0.0;
  double n = 0.0;
};

class Trainer {
 public:
  Trainer(const LabelledSegments& train, const LabelledSegments& valid, std::size_t n_classes,
          const CnnConfig& config, const std::atomic<bool>* interrupted)
      : train_{train},
        valid_{valid},
        config_{config},
        interrupted_{interrupted},
        train_weights_{sample_weights(train, n_classes, config.class_weight)},
        valid_weights_{sample_weights(valid, n_classes, ClassWeight::kNone)},
        start_{starting_weights(n_classes)},
        network_{start_},
        adam_{network_.parameters()},
        learning_rate_{config, (train.rows.size() + config.batch_size - 1) / config.batch_size} {
    at::manual_seed(config.seed);
  }

  CnnTraining run(const std::function<void(const EpochFigures&)>& on_epoch) {
    CnnTraining result;
    double best_loss = std::numeric_limits<double>::infinity();
    const bool keeps_best = config_.early_stopping_patience > 0;
    for (std::size_t epoch = 1; epoch <= config_.epochs; ++epoch) {
      const auto figures = run_epoch(epoch);
      if (!figures) {
        result.interrupted = true;
        break;
      }
      result.history.push_back(*figures);
      if (figures->val_loss) {
        learning_rate_.epoch_ended(*figures->val_loss);
      }
      if (!keeps_best || *figures->val_loss < best_loss - config_.early_stopping_min_delta) {
        best_loss = figures->val_loss.value_or(0.0);
        result.best_epoch = epoch;
        result.weights = network_.weights();
      }
      if (on_epoch) {
        on_epoch(*figures);
      }
      if (keeps_best && epoch - result.best_epoch >= config_.early_stopping_patience) {
        result.stopped_early = epoch < config_.epochs;
        break;
      }
    }
    if (result.best_epoch == 0) {
      result.weights = network_.weights();
    }
    return result;
  }

 private:
  CnnWeights starting_weights(std::size_t n_classes) const {
    CnnWeights weights = glorot_weights(n_classes, config_.seed);
    if (config_.standardize) {
      fit_input_scaling(train_, weights);
    }
    return weights;
  }

  [[nodiscard]] bool is_interrupted() const { return interrupted_ != nullptr && *interrupted_; }

  // The samples at `positions` of data.rows.
  [[nodiscard]] Batch gather(const LabelledSegments& data, std::span<const float> weights,
                             std::span<const std::size_t> positions) const {
    const auto n = static_cast<std::int64_t>(positions.size());
    Batch batch{at::empty({n, kNFrames, kNCoefficients}), at::empty({n}, at::kLong),
                at::empty({n})};
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const std::size_t row = data.rows[positions[i]];
      scale_segment(start_, block(data.mfcc, row, kSegmentSize),
                    block(values(batch.x), i, kSegmentSize));
      batch.labels.data_ptr<std::int64_t>()[i] = data.labels[row];
      values(batch.weights)[i] = weights[positions[i]];
    }
    return batch;
  }

  // The loss without the penalty; adds to `totals`.
  [[nodiscard]] static Tensor cross_entropy(const Tensor& logits, const Batch& batch,
                                            double label_smoothing, Totals& totals) {
    const Tensor losses = at::cross_entropy_loss(logits, batch.labels, {}, at::Reduction::None,
                                                 -100, label_smoothing);
    Tensor loss = (losses * batch.weights).mean();
    const auto n = static_cast<double>(batch.labels.size(0));
    totals.loss += loss.item<double>() * n;
    totals.right += (logits.argmax(1) == batch.labels).sum().item<double>();
    totals.n += n;
    return loss;
  }

  void run_step(const Batch& batch, double rate, Totals& totals) {
    const BatchMoments moments = batch_moments(batch.x);
    const Tensor logits = network_.logits(batch.x, moments, config_.kernels, config_.dropout);
    const Tensor penalty = network_.penalty() * config_.l2;
    const Tensor loss = cross_entropy(logits, batch, config_.label_smoothing, totals) + penalty;
    totals.loss += penalty.item<double>() * static_cast<double>(batch.labels.size(0));
    adam_.zero_grad();
    loss.backward();
    adam_.step(rate);
    network_.update_running(moments);
  }

  // Nothing when interrupted.
  std::optional<EpochFigures> run_epoch(std::size_t epoch) {
    const auto begin = std::chrono::steady_clock::now();
    const auto order = shuffled(epoch);
    EpochFigures figures;
    figures.epoch = epoch;
    Totals totals;
    for (std::size_t first = 0; first < order.size(); first += config_.batch_size) {
      if (is_interrupted()) {
        return std::nullopt;
      }
      const std::size_t n = std::min(config_.batch_size, order.size() - first);
      figures.learning_rate = learning_rate_.at(n_steps_++);
      run_step(gather(train_, train_weights_, std::span{order}.subspan(first, n)),
               figures.learning_rate, totals);
      require_finite(totals.loss, epoch, figures.learning_rate);
    }
    figures.loss = totals.loss / totals.n;
    figures.accuracy = totals.right / totals.n;
    if (!valid_.rows.empty()) {
      const Totals validation = validate();
      require_finite(validation.loss, epoch, figures.learning_rate);
      figures.val_loss = validation.loss / validation.n;
      figures.val_accuracy = validation.right / validation.n;
    }
    figures.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return figures;
  }

  [[nodiscard]] std::vector<std::size_t> shuffled(std::size_t epoch) const {
    std::vector<std::size_t> order(train_.rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Rng rng{config_.seed, epoch};
    for (std::size_t i = order.size(); i > 1; --i) {
      std::swap(order[i - 1], order[rng.below(static_cast<std::uint32_t>(i))]);
    }
    return order;
  }

  [[nodiscard]] Totals validate() const {
    const at::NoGradGuard no_grad;
    std::vector<std::size_t> positions(valid_.rows.size());
    std::iota(positions.begin(), positions.end(), std::size_t{0});
    Totals totals;
    for (std::size_t first = 0; first < positions.size(); first += kValidationBatch) {
      const std::size_t n = std::min(kValidationBatch, positions.size() - first);
      const Batch batch = gather(valid_, valid_weights_, std::span{positions}.subspan(first, n));
      (void)cross_entropy(network_.logits(batch.x, network_.running(), config_.kernels), batch,
                          config_.label_smoothing, totals);
    }
    totals.loss += network_.penalty().item<double>() * config_.l2 * totals.n;
    return totals;
  }

  static void require_finite(double loss, std::size_t epoch, double rate) {
    if (!std::isfinite(loss)) {
      throw DataError{"training", "The loss is no longer a finite number in epoch " +
                                      std::to_string(epoch) + ": lower learning_rate (now " +
                                      std::to_string(rate) + ")."};
    }
  }

  const LabelledSegments& train_;
  const LabelledSegments& valid_;
  const CnnConfig& config_;
  const std::atomic<bool>* interrupted_;
  std::vector<float> train_weights_;
  std::vector<float> valid_weights_;
  CnnWeights start_;
  CnnNetwork network_;
  Adam adam_;
  LearningRate learning_rate_;
  std::size_t n_steps_ = 0;
};

}  // namespace

CnnTraining train_cnn(const LabelledSegments& train, const LabelledSegments& valid,
                      std::size_t n_classes, const CnnConfig& config,
                      const std::function<void(const EpochFigures&)>& on_epoch,
                      const std::atomic<bool>* interrupted) {
  check_training_input(train, valid, n_classes, config);
  const bool fused = config.kernels == CnnKernels::kFused;
  ThreadPool pool{fused ? config.n_threads : 1};
  const LoopThreads threads{pool};
  const std::size_t n_others =
      config.n_threads > 0 ? config.n_threads : ThreadPool::available_processors();
  at::set_num_threads(fused ? 1 : static_cast<int>(n_others));
  return Trainer{train, valid, n_classes, config, interrupted}.run(on_epoch);
}

}  // namespace earmark::nn
