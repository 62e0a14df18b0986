#include "cnn_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "conv2_kernels.cpp"  // NOLINT: Highway compiles this file once a target
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>

#include "earmark/nn/cnn_shape.h"
#include "pooling-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::nn::HWY_NAMESPACE {
namespace {

// At most 8 lanes where the innermost axis is the 8 channels of the first convolution.
using D8 = hn::CappedTag<float, kConv1Channels>;
using V8 = hn::Vec<D8>;
using D = hn::CappedTag<float, 16>;
using V = hn::Vec<D>;

constexpr std::size_t kTaps = kKernel * kKernel;

constexpr std::size_t kRowStep = kPool1Cols * kConv1Channels;  // floats of a row of block 2's input
constexpr std::size_t kPatchRow = kKernel * kConv1Channels;    // contiguous floats of a patch

// kVectors vectors of output channels of one row of pooling windows: 2 x 4 positions at once.
template <std::size_t kVectors>
HWY_INLINE void conv2_row(D d, const float* x, const float* w, const float* b, float* out,
                          float* choice_out) {
  constexpr std::size_t kPositions = 2 * kConv2Cols;
  const std::size_t n_lanes = hn::Lanes(d);
  std::array<std::array<V, kVectors>, kPositions> z;
  for (std::size_t p = 0; p < kPositions; ++p) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      z[p][v] = hn::LoadU(d, b + v * n_lanes);
    }
  }
  for (std::size_t row = 0; row < kKernel; ++row) {
    for (std::size_t k = 0; k < kPatchRow; ++k) {
      const float* w_at = w + (row * kPatchRow + k) * kConv2Channels;
      std::array<V, kVectors> weight;
      for (std::size_t v = 0; v < kVectors; ++v) {
        weight[v] = hn::LoadU(d, w_at + v * n_lanes);
      }
      const float* x_at = x + row * kRowStep + k;
      for (std::size_t p = 0; p < kPositions; ++p) {
        const V value =
            hn::Set(d, x_at[p / kConv2Cols * kRowStep + p % kConv2Cols * kConv1Channels]);
        for (std::size_t v = 0; v < kVectors; ++v) {
          z[p][v] = hn::MulAdd(value, weight[v], z[p][v]);
        }
      }
    }
  }
  for (std::size_t col = 0; col < kPool2Cols; ++col) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      V best = z[2 * col][v];
      V choice = hn::Zero(d);
      take_larger(d, z[2 * col + 1][v], 1.0F, best, choice);
      take_larger(d, z[2 * col + kConv2Cols][v], 2.0F, best, choice);
      take_larger(d, z[2 * col + kConv2Cols + 1][v], 3.0F, best, choice);
      const std::size_t at = col * kConv2Channels + v * n_lanes;
      store_pooled(d, best, choice, out + at, choice_out + at);
    }
  }
}

void conv2_forward_simd(const float* x, const float* w, const float* b, float* out, float* choice) {
  const D d;
  // Two vectors a pass need 16 sums: with 16 registers one vector is the better half.
  constexpr std::size_t kVectors = HWY_TARGET <= HWY_AVX3 ? 2 : 1;
  const std::size_t step = kVectors * hn::Lanes(d);
  assert(kConv2Channels % step == 0);
  for (std::size_t row = 0; row < kPool2Rows; ++row) {
    const std::size_t at = row * kPool2Cols * kConv2Channels;
    for (std::size_t c = 0; c < kConv2Channels; c += step) {
      conv2_row<kVectors>(d, x + 2 * row * kRowStep, w + c, b + c, out + at + c, choice + at + c);
    }
  }
}

// Where the patch of position `choice` of a pooling window begins, counted from the window's own.
constexpr std::array<std::size_t, 4> kChoiceOffset{0, kConv1Channels, kRowStep,
                                                   kRowStep + kConv1Channels};

void conv2_backward_weights(D8 d, const float* x, const float* choice, const float* grad_out,
                            float* grad_w, float* grad_b) {
  const std::size_t n_lanes = hn::Lanes(d);
  for (std::size_t c = 0; c < kConv2Channels; ++c) {
    float* sums = grad_w + c * kPatchSize;
    for (std::size_t lane = 0; lane < kConv1Channels; lane += n_lanes) {
      std::array<V8, kTaps> sum;
      for (std::size_t k = 0; k < kTaps; ++k) {
        sum[k] = hn::LoadU(d, sums + k * kConv1Channels + lane);
      }
      float sum_b = 0.0F;
      for (std::size_t p = 0; p < kPool2Rows * kPool2Cols; ++p) {
        const float chosen = choice[p * kConv2Channels + c];
        const float grad = chosen < 0.0F ? 0.0F : grad_out[p * kConv2Channels + c];
        const auto position = static_cast<std::size_t>(std::max(chosen, 0.0F));
        const float* patch = x + p / kPool2Cols * 2 * kRowStep +
                             p % kPool2Cols * 2 * kConv1Channels + kChoiceOffset[position] + lane;
        const V8 g = hn::Set(d, grad);
        sum_b += grad;
        for (std::size_t k = 0; k < kTaps; ++k) {
          const float* tap = patch + k / kKernel * kRowStep + k % kKernel * kConv1Channels;
          sum[k] = hn::MulAdd(g, hn::LoadU(d, tap), sum[k]);
        }
      }
      for (std::size_t k = 0; k < kTaps; ++k) {
        hn::StoreU(sum[k], d, sums + k * kConv1Channels + lane);
      }
      if (lane == 0) {
        grad_b[c] += sum_b;
      }
    }
  }
}

// Bit c says whether channel c was chosen at `position`.
HWY_INLINE std::uint32_t channels_that_chose(const float* choice, float position) {
  const D d;
  std::uint32_t bits = 0;
  for (std::size_t c = 0; c < kConv2Channels; c += hn::Lanes(d)) {
    std::array<std::uint8_t, 8> bytes{};
    hn::StoreMaskBits(d, hn::Eq(hn::LoadU(d, choice + c), hn::Set(d, position)), bytes.data());
    bits |= static_cast<std::uint32_t>(bytes[0] | (bytes[1] << 8U)) << c;
  }
  return bits;
}

void conv2_backward_input(D8 d, const float* choice, const float* w, const float* grad_out,
                          float* grad_x) {
  std::fill_n(grad_x, kPool1Size, 0.0F);
  for (std::size_t p = 0; p < kPool2Rows * kPool2Cols; ++p) {
    const float* grads = grad_out + p * kConv2Channels;
    float* window = grad_x + p / kPool2Cols * 2 * kRowStep + p % kPool2Cols * 2 * kConv1Channels;
    for (std::size_t position = 0; position < kChoiceOffset.size(); ++position) {
      const std::uint32_t chosen =
          channels_that_chose(choice + p * kConv2Channels, static_cast<float>(position));
      float* patch = window + kChoiceOffset[position];
      for (std::size_t lane = 0; lane < kConv1Channels; lane += hn::Lanes(d)) {
        std::array<V8, kTaps> sum;
        sum.fill(hn::Zero(d));
        for (std::uint32_t left = chosen; left != 0; left &= left - 1) {
          const auto c = static_cast<std::size_t>(std::countr_zero(left));
          const V8 g = hn::Set(d, grads[c]);
          for (std::size_t k = 0; k < kTaps; ++k) {
            const float* tap = w + c * kPatchSize + k * kConv1Channels + lane;
            sum[k] = hn::MulAdd(g, hn::LoadU(d, tap), sum[k]);
          }
        }
        for (std::size_t k = 0; k < kTaps; ++k) {
          float* at = patch + k / kKernel * kRowStep + k % kKernel * kConv1Channels + lane;
          hn::StoreU(hn::Add(hn::LoadU(d, at), sum[k]), d, at);
        }
      }
    }
  }
}

void conv2_backward_simd(const float* x, const float* choice, const float* w, const float* grad_out,
                         float* grad_x, float* grad_w, float* grad_b) {
  conv2_backward_weights(D8{}, x, choice, grad_out, grad_w, grad_b);
  conv2_backward_input(D8{}, choice, w, grad_out, grad_x);
}

}  // namespace
}  // namespace earmark::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace earmark::nn {

HWY_EXPORT(conv2_forward_simd);
HWY_EXPORT(conv2_backward_simd);

void conv2_forward(std::span<const float> x, std::span<const float> w, std::span<const float> b,
                   std::span<float> out, std::span<float> choice) {
  assert(x.size() == kPool1Size && out.size() == kFlatSize && choice.size() == kFlatSize);
  HWY_DYNAMIC_DISPATCH(conv2_forward_simd)
  (x.data(), w.data(), b.data(), out.data(), choice.data());
}

void conv2_backward(std::span<const float> x, std::span<const float> choice,
                    std::span<const float> w_by_channel, std::span<const float> grad_out,
                    std::span<float> grad_x, std::span<float> grad_w_by_channel,
                    std::span<float> grad_b) {
  assert(x.size() == kPool1Size && grad_x.size() == kPool1Size && grad_out.size() == kFlatSize);
  HWY_DYNAMIC_DISPATCH(conv2_backward_simd)
  (x.data(), choice.data(), w_by_channel.data(), grad_out.data(), grad_x.data(),
   grad_w_by_channel.data(), grad_b.data());
}

}  // namespace earmark::nn
#endif
