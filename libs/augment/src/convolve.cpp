#include "convolve.h"

#include <algorithm>
#include <bit>

#include "earmark/base/matrix.h"
#include "earmark/dsp/real_fft.h"

namespace earmark::augment {
namespace {

// Longer impulses are taken in pieces, so that spectra stay within tens of megabytes.
constexpr std::size_t kMaxPiece = std::size_t{1} << 15U;
constexpr std::size_t kMinPiece = 256;
constexpr std::size_t kLanes = 16;  // frames that one transform takes side by side

/// Overlap-add with one piece of an impulse.
class PieceConvolution {
 public:
  PieceConvolution(std::span<const float> piece, std::size_t block)
      : fft_{2 * block},
        block_{block},
        x_{fft_.n(), kLanes},
        re_{fft_.n_bins(), kLanes},
        im_{fft_.n_bins(), kLanes},
        piece_re_(fft_.n_bins()),
        piece_im_(fft_.n_bins()) {
    for (std::size_t i = 0; i < piece.size(); ++i) {
      x_(i, 0) = piece[i];
    }
    fft_.forward(std::as_const(x_).view(), re_.view(), im_.view(), scratch_);
    for (std::size_t k = 0; k < fft_.n_bins(); ++k) {
      piece_re_[k] = re_(k, 0);
      piece_im_[k] = im_(k, 0);
    }
  }

  /// Adds `in` (one channel) convolved with the piece to `out`, `offset` frames later.
  void add(const Sound& in, std::size_t channel, std::size_t offset, Sound& out) {
    for (std::size_t at = 0; at + offset < in.n_frames(); at += kLanes * block_) {
      read(in, channel, at);
      fft_.forward(std::as_const(x_).view(), re_.view(), im_.view(), scratch_);
      multiply();
      fft_.inverse(std::as_const(re_).view(), std::as_const(im_).view(), x_.view(), scratch_);
      write(out, channel, at + offset);
    }
  }

 private:
  void read(const Sound& in, std::size_t channel, std::size_t at) {
    const auto n_channels = static_cast<std::size_t>(in.n_channels);
    for (std::size_t i = 0; i < fft_.n(); ++i) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const std::size_t frame = at + lane * block_ + i;
        x_(i, lane) =
            i < block_ && frame < in.n_frames() ? in.samples[frame * n_channels + channel] : 0.0F;
      }
    }
  }

  void multiply() {
    for (std::size_t k = 0; k < fft_.n_bins(); ++k) {
      const auto re = re_.row(k);
      const auto im = im_.row(k);
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const float a = re[lane];
        const float b = im[lane];
        re[lane] = a * piece_re_[k] - b * piece_im_[k];
        im[lane] = a * piece_im_[k] + b * piece_re_[k];
      }
    }
  }

  void write(Sound& out, std::size_t channel, std::size_t at) const {
    const auto n_channels = static_cast<std::size_t>(out.n_channels);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      for (std::size_t i = 0; i < fft_.n(); ++i) {
        const std::size_t frame = at + lane * block_ + i;
        if (frame >= out.n_frames()) {
          break;
        }
        out.samples[frame * n_channels + channel] += x_(i, lane);
      }
    }
  }

  dsp::RealFft fft_;
  std::size_t block_;
  Matrix<float> x_;
  Matrix<float> re_;
  Matrix<float> im_;
  std::vector<float> piece_re_;
  std::vector<float> piece_im_;
  dsp::RealFft::Scratch scratch_;
};

}  // namespace

void add_convolved(const Sound& in, std::size_t channel, std::span<const float> impulse,
                   Sound& out) {
  const std::size_t block = std::clamp(std::bit_ceil(impulse.size()), kMinPiece, kMaxPiece);
  for (std::size_t at = 0; at < impulse.size(); at += block) {
    const auto piece = impulse.subspan(at, std::min(block, impulse.size() - at));
    PieceConvolution{piece, block}.add(in, channel, at, out);
  }
}

}  // namespace earmark::augment
