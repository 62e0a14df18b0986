#include "cnn_kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "conv1_kernels.cpp"  // NOLINT: Highway compiles this file once a target
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <array>
#include <cassert>
#include <cstddef>

#include "earmark/nn/cnn_shape.h"
#include "pooling-inl.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::nn::HWY_NAMESPACE {
namespace {

// At most 8 lanes where the innermost axis is the 8 channels of the first convolution.
using D8 = hn::CappedTag<float, kConv1Channels>;
using V8 = hn::Vec<D8>;

constexpr std::size_t kTaps = kKernel * kKernel;

// One pooling window of the first convolution; kWide is false for the half window at the edge.
template <bool kWide>
HWY_INLINE void conv1_window(D8 d, const float* x, const std::array<const float*, 2>& w_b,
                             float* out, float* choice_out) {
  const V8 bias = hn::LoadU(d, w_b[1]);
  std::array<V8, 4> z{bias, bias, bias, bias};
  for (std::size_t row = 0; row < kKernel; ++row) {
    for (std::size_t col = 0; col < kKernel; ++col) {
      const V8 w = hn::LoadU(d, w_b[0] + (row * kKernel + col) * kConv1Channels);
      const float* at = x + row * kNCoefficients + col;
      z[0] = hn::MulAdd(hn::Set(d, at[0]), w, z[0]);
      z[2] = hn::MulAdd(hn::Set(d, at[kNCoefficients]), w, z[2]);
      if constexpr (kWide) {
        z[1] = hn::MulAdd(hn::Set(d, at[1]), w, z[1]);
        z[3] = hn::MulAdd(hn::Set(d, at[kNCoefficients + 1]), w, z[3]);
      }
    }
  }
  V8 choice = hn::Zero(d);
  if constexpr (kWide) {
    take_larger(d, z[1], 1.0F, z[0], choice);
  }
  take_larger(d, z[2], 2.0F, z[0], choice);
  if constexpr (kWide) {
    take_larger(d, z[3], 3.0F, z[0], choice);
  }
  store_pooled(d, z[0], choice, out, choice_out);
}

void conv1_forward_simd(const float* x, const float* w, const float* b, float* out, float* choice) {
  const D8 d;
  for (std::size_t row = 0; row < kPool1Rows; ++row) {
    for (std::size_t col = 0; col < kPool1Cols; ++col) {
      const float* window = x + 2 * row * kNCoefficients + 2 * col;
      const std::size_t at = (row * kPool1Cols + col) * kConv1Channels;
      for (std::size_t c = 0; c < kConv1Channels; c += hn::Lanes(d)) {
        if (col + 1 < kPool1Cols) {
          conv1_window<true>(d, window, {w + c, b + c}, out + at + c, choice + at + c);
        } else {
          conv1_window<false>(d, window, {w + c, b + c}, out + at + c, choice + at + c);
        }
      }
    }
  }
}

void conv1_backward_simd(const float* x, const float* choice, const float* grad_out, float* grad_w,
                         float* grad_b) {
  const D8 d;
  for (std::size_t c = 0; c < kConv1Channels; c += hn::Lanes(d)) {
    V8 sum_b = hn::LoadU(d, grad_b + c);
    std::array<V8, kTaps> sum_w;
    for (std::size_t k = 0; k < kTaps; ++k) {
      sum_w[k] = hn::LoadU(d, grad_w + k * kConv1Channels + c);
    }
    for (std::size_t row = 0; row < kPool1Rows; ++row) {
      for (std::size_t col = 0; col < kPool1Cols; ++col) {
        const std::size_t at = (row * kPool1Cols + col) * kConv1Channels + c;
        const V8 chosen = hn::LoadU(d, choice + at);
        const V8 grad = hn::LoadU(d, grad_out + at);
        const V8 g0 = hn::IfThenElseZero(hn::Eq(chosen, hn::Zero(d)), grad);
        const V8 g1 = hn::IfThenElseZero(hn::Eq(chosen, hn::Set(d, 1.0F)), grad);
        const V8 g2 = hn::IfThenElseZero(hn::Eq(chosen, hn::Set(d, 2.0F)), grad);
        const V8 g3 = hn::IfThenElseZero(hn::Eq(chosen, hn::Set(d, 3.0F)), grad);
        sum_b = hn::Add(sum_b, hn::Add(hn::Add(g0, g1), hn::Add(g2, g3)));
        // At the edge g1 and g3 are zero: read a value that exists in their place.
        const std::size_t next = col + 1 < kPool1Cols ? 1 : 0;
        const float* window = x + 2 * row * kNCoefficients + 2 * col;
        for (std::size_t k = 0; k < kTaps; ++k) {
          const float* tap = window + k / kKernel * kNCoefficients + k % kKernel;
          sum_w[k] = hn::MulAdd(hn::Set(d, tap[0]), g0, sum_w[k]);
          sum_w[k] = hn::MulAdd(hn::Set(d, tap[next]), g1, sum_w[k]);
          sum_w[k] = hn::MulAdd(hn::Set(d, tap[kNCoefficients]), g2, sum_w[k]);
          sum_w[k] = hn::MulAdd(hn::Set(d, tap[kNCoefficients + next]), g3, sum_w[k]);
        }
      }
    }
    hn::StoreU(sum_b, d, grad_b + c);
    for (std::size_t k = 0; k < kTaps; ++k) {
      hn::StoreU(sum_w[k], d, grad_w + k * kConv1Channels + c);
    }
  }
}

}  // namespace
}  // namespace earmark::nn::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace earmark::nn {

HWY_EXPORT(conv1_forward_simd);
HWY_EXPORT(conv1_backward_simd);

void conv1_forward(std::span<const float> x, std::span<const float> w, std::span<const float> b,
                   std::span<float> out, std::span<float> choice) {
  assert(x.size() == kSegmentSize && out.size() == kPool1Size && choice.size() == kPool1Size);
  HWY_DYNAMIC_DISPATCH(conv1_forward_simd)
  (x.data(), w.data(), b.data(), out.data(), choice.data());
}

void conv1_backward(std::span<const float> x, std::span<const float> choice,
                    std::span<const float> grad_out, std::span<float> grad_w,
                    std::span<float> grad_b) {
  assert(x.size() == kSegmentSize && grad_out.size() == kPool1Size);
  HWY_DYNAMIC_DISPATCH(conv1_backward_simd)
  (x.data(), choice.data(), grad_out.data(), grad_w.data(), grad_b.data());
}

}  // namespace earmark::nn
#endif
