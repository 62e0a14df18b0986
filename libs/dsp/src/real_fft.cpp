#include "earmark/dsp/real_fft.h"

#include "fft_tables.h"
#include "kernel_inline.h"
#include "padded.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "real_fft.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "fft-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace earmark::dsp::HWY_NAMESPACE {
namespace {

struct EvenFrames {
  const float* x;
  std::size_t stride;

  EARMARK_DSP_INLINE Complex load(std::size_t i) const {
    const FrameTag d;
    return {hn::Load(d, x + 2 * i * stride), hn::Load(d, x + (2 * i + 1) * stride)};
  }
};

struct OddFrames {
  const float* x;
  std::size_t stride;

  EARMARK_DSP_INLINE Complex load(std::size_t i) const {
    const FrameTag d;
    return {hn::Load(d, x + i * stride), hn::Zero(d)};
  }
};

struct SpectrumSink {
  float* re;
  float* im;
  std::size_t re_stride;
  std::size_t im_stride;

  EARMARK_DSP_INLINE void store(std::size_t k, Complex x) const {
    const FrameTag d;
    hn::Store(x.re, d, re + k * re_stride);
    hn::Store(x.im, d, im + k * im_stride);
  }
};

struct SpectrumSource {
  const float* re;
  const float* im;
  std::size_t re_stride;
  std::size_t im_stride;

  EARMARK_DSP_INLINE Complex load(std::size_t k) const {
    const FrameTag d;
    return {hn::Load(d, re + k * re_stride), hn::Load(d, im + k * im_stride)};
  }
};

struct FrameSink {
  float* x;
  std::size_t stride;
  float scale;

  EARMARK_DSP_INLINE void store(std::size_t i, FrameVec value) const {
    const FrameTag d;
    hn::Store(hn::Mul(hn::Set(d, scale), value), d, x + i * stride);
  }
};

void forward_frames(const FftTables& tables, MatrixView<const float> x, MatrixView<float> re,
                    MatrixView<float> im, float* work) {
  for (std::size_t t = 0; t < x.cols(); t += hn::Lanes(FrameTag())) {
    const SpectrumSink out{re.data() + t, im.data() + t, re.stride(), im.stride()};
    if (tables.n % 2 == 0) {
      real_forward(tables, EvenFrames{x.data() + t, x.stride()}, work, out);
    } else {
      real_forward(tables, OddFrames{x.data() + t, x.stride()}, work, out);
    }
  }
}

void inverse_frames(const FftTables& tables, MatrixView<const float> re, MatrixView<const float> im,
                    MatrixView<float> x, float* work) {
  const auto scale = static_cast<float>(1.0 / static_cast<double>(tables.n));
  for (std::size_t t = 0; t < x.cols(); t += hn::Lanes(FrameTag())) {
    const SpectrumSource in{re.data() + t, im.data() + t, re.stride(), im.stride()};
    real_inverse(tables, in, work, FrameSink{x.data() + t, x.stride(), scale});
  }
}

}  // namespace
}  // namespace earmark::dsp::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace earmark::dsp {

HWY_EXPORT(forward_frames);
HWY_EXPORT(inverse_frames);

RealFft::RealFft(std::size_t n) : n_{n} {
  require(n >= 1, "real_fft: n must be >= 1");
  tables_ = make_fft_tables(n);
}

void RealFft::forward(MatrixView<const float> x, MatrixView<float> re, MatrixView<float> im,
                      Scratch& scratch) const {
  require_shape(x, n_, x.cols(), "real_fft", "x");
  require_shape(re, n_bins(), x.cols(), "real_fft", "re");
  require_shape(im, n_bins(), x.cols(), "real_fft", "im");
  require_padded(x, "real_fft", "x");
  require_padded(re, "real_fft", "re");
  require_padded(im, "real_fft", "im");
  scratch.work.resize(tables_->work_size());
  HWY_DYNAMIC_DISPATCH(forward_frames)(*tables_, x, re, im, scratch.work.data());
}

void RealFft::inverse(MatrixView<const float> re, MatrixView<const float> im, MatrixView<float> x,
                      Scratch& scratch) const {
  require_shape(x, n_, x.cols(), "real_fft", "x");
  require_shape(re, n_bins(), x.cols(), "real_fft", "re");
  require_shape(im, n_bins(), x.cols(), "real_fft", "im");
  require_padded(x, "real_fft", "x");
  require_padded(re, "real_fft", "re");
  require_padded(im, "real_fft", "im");
  scratch.work.resize(tables_->work_size());
  HWY_DYNAMIC_DISPATCH(inverse_frames)(*tables_, re, im, x, scratch.work.data());
}

}  // namespace earmark::dsp

#endif  // HWY_ONCE
