#include "ced_network.h"

#include <array>
#include <stdexcept>

#include "transformer_kernels.h"

namespace earmark::inference {
namespace {

constexpr float kTokenEpsilon = 1e-6F;
constexpr float kMeanEpsilon = 1e-5F;

void normalize(MatrixView<const float> x, const LayerNorm& norm, float epsilon,
               MatrixView<float> out) {
  layer_norm(x, norm.weight, norm.bias, epsilon, out);
}

void run_block(const CedBlock& block, CedNetwork::Scratch& scratch) {
  const MatrixView<float> tokens = scratch.tokens.view();
  const MatrixView<float> normal = scratch.normal.view();
  const MatrixView<float> change = scratch.change.view();
  normalize(tokens, block.norm1, kTokenEpsilon, normal);
  block.qkv.apply(normal, scratch.linear, scratch.qkv.view());
  attend(scratch.qkv.view(), ced::kHeads, block.unit, scratch.attention, scratch.mixed.view());
  block.attention.apply(scratch.mixed.view(), scratch.linear, change);
  add_to(tokens, change);
  normalize(tokens, block.norm2, kTokenEpsilon, normal);
  block.wide.apply(normal, scratch.linear, scratch.wide.view());
  gelu(scratch.wide.view());
  block.narrow.apply(scratch.wide.view(), scratch.linear, change);
  add_to(tokens, change);
}

void mean_over_tokens(MatrixView<const float> tokens, std::span<float> mean) {
  std::array<double, ced::kWidth> sums{};
  for (std::size_t t = 0; t < tokens.rows(); ++t) {
    const std::span<const float> row = tokens.row(t);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      sums[i] += static_cast<double>(row[i]);
    }
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    mean[i] = static_cast<float>(sums[i] / static_cast<double>(tokens.rows()));
  }
}

}  // namespace

void CedNetwork::embed_squares(std::span<const float> log_mel, Scratch& scratch) const {
  for (std::size_t frame = 0; frame < ced::kFrames; ++frame) {
    const std::span<const float> levels = log_mel.subspan(frame * ced::kMels, ced::kMels);
    const std::size_t inside = frame % ced::kSide * ced::kSide;
    for (std::size_t mel = 0; mel < ced::kMels; ++mel) {
      const std::size_t token = mel / ced::kSide * ced::kTimes + frame / ced::kSide;
      scratch.squares(token, inside + mel % ced::kSide) =
          levels[mel] * weights_.mel_scale[mel] + weights_.mel_shift[mel];
    }
  }
  weights_.squares.apply(scratch.squares.view(), scratch.linear, scratch.tokens.view());
  add_to(scratch.tokens.view(), weights_.places.view());
}

void CedNetwork::run(std::span<const float> log_mel, Scratch& scratch, std::span<float> out) const {
  if (log_mel.size() != kInputs || out.size() != kValues) {
    throw std::invalid_argument("CedNetwork::run: log_mel must be [kInputs], out [kValues]");
  }
  embed_squares(log_mel, scratch);
  for (std::size_t i = 0; i < ced::kBlocks; ++i) {
    run_block(weights_.blocks[i], scratch);
    if (i + 1 == 6 || i + 1 == 9) {
      mean_over_tokens(scratch.tokens.view(), out.first(ced::kWidth));
      out = out.subspan(ced::kWidth);
    }
  }
  normalize(scratch.tokens.view(), weights_.tokens_norm, kTokenEpsilon, scratch.normal.view());
  const std::span<float> mean = out.first(ced::kWidth);
  mean_over_tokens(scratch.normal.view(), mean);
  const MatrixView<float> normal = scratch.normal.view().rows(0, 1);
  normalize({mean.data(), 1, mean.size()}, weights_.mean_norm, kMeanEpsilon, normal);
  const std::span<float> logits = out.subspan(ced::kWidth);
  weights_.tags.apply(normal, scratch.linear, {logits.data(), 1, logits.size()});
}

}  // namespace earmark::inference
