#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "attention.h"
#include "ced_weights.h"
#include "earmark/base/matrix.h"
#include "linear_layer.h"

namespace earmark::inference {

/// CED-tiny in single precision. Immutable, thread-safe.
class CedNetwork {
 public:
  static constexpr std::size_t kInputs = ced::kFrames * ced::kMels;
  static constexpr std::size_t kValues = 3 * ced::kWidth + ced::kTags;

  /// Working memory of run(), owned by the caller, one for each thread.
  struct Scratch {
    Matrix<float> squares{ced::kTokens, ced::kSide* ced::kSide};
    Matrix<float> tokens{ced::kTokens, ced::kWidth};
    Matrix<float> normal{ced::kTokens, ced::kWidth};
    Matrix<float> qkv{ced::kTokens, 3 * ced::kWidth};
    Matrix<float> mixed{ced::kTokens, ced::kWidth};
    Matrix<float> change{ced::kTokens, ced::kWidth};
    Matrix<float> wide{ced::kTokens, ced::kHidden};
    AttentionScratch attention;
    LinearLayer::Scratch linear;
  };

  explicit CedNetwork(CedWeights weights) : weights_{std::move(weights)} {}

  /// @param log_mel  [kInputs], frame by frame, in dB
  /// @param out      [kValues]: means over the tokens after 6 and 9 blocks and at the end, then the
  ///                 tags' logits
  /// @throws std::invalid_argument  a wrong size
  void run(std::span<const float> log_mel, Scratch& scratch, std::span<float> out) const;

 private:
  void embed_squares(std::span<const float> log_mel, Scratch& scratch) const;

  CedWeights weights_;
};

}  // namespace earmark::inference
