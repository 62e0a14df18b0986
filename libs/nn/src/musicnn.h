#pragma once

#include <ATen/ATen.h>
#include <torch/nn/module.h>

#include <memory>
#include <string>
#include <vector>

#include "earmark/nn/musicnn_weights.h"

namespace earmark::nn {

/// What the trunk makes of n patches. Values are as they are before any dropout.
struct MusicnnOutput {
  at::Tensor pooled;       ///< [n, n_pooled]: of each channel the maximum over time, then the mean
  at::Tensor penultimate;  ///< [n, n_penultimate]
  at::Tensor tags;         ///< [n, n_tags], logits

  /// All three side by side, as the ONNX file gives them.
  [[nodiscard]] at::Tensor embedding() const { return at::cat({pooled, penultimate, tags}, 1); }
};

/// The trunk as a module of libtorch. Its parameters and buffers are called as the file's arrays,
/// such as "timbral1.norm.scale". Normalisations (epsilon 1e-3) keep their running
/// moments in training too, for batches are small; these moments and the frame bias are buffers.
///
/// train() switches on the dropout of 0.5 before the penultimate layer and before the tags. Not
/// thread-safe while it is trained.
class Musicnn : public torch::nn::Module {
 public:
  static constexpr double kDropout = 0.5;

  /// @throws std::invalid_argument  arrays that parse_musicnn() would not give
  explicit Musicnn(const MusicnnWeights& weights);

  /// @param log_mel  [n, 187, 96]
  [[nodiscard]] MusicnnOutput forward(const at::Tensor& log_mel) const;

  /// Copies of all arrays.
  [[nodiscard]] MusicnnWeights weights() const;

 private:
  struct Norm;
  struct Layer;

  [[nodiscard]] at::Tensor drop(const at::Tensor& x) const;

  std::vector<std::string> tags_;
  std::shared_ptr<Layer> input_;
  std::vector<std::shared_ptr<Layer>> front_;
  std::vector<std::shared_ptr<Layer>> middle_;
  std::shared_ptr<Layer> pooled_;
  std::shared_ptr<Layer> penultimate_;
  std::shared_ptr<Layer> tag_layer_;
};

}  // namespace earmark::nn
