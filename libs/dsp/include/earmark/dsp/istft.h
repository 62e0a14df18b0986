#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"
#include "earmark/dsp/stft.h"

namespace earmark::dsp {

/// Inverse short-time Fourier transform, as librosa.istft: windowed inverse transforms of the
/// frames, overlapped and added, over the sum of the squared windows where that is above the
/// smallest normal float. Griffin and Lim, "Signal estimation from modified short-time Fourier
/// transform", 1984.
///
/// Thread-safe.
class Istft {
 public:
  /// @param config  of the Stft to undo; pad_mode does not matter
  /// @throws std::invalid_argument  as StftConfig::validate
  explicit Istft(const StftConfig& config = {});

  /// Working memory of process(), owned by the caller, one for each thread; after the largest
  /// input process() does not allocate.
  struct Scratch {
    AlignedVector<float> work;
    AlignedVector<float> columns;
  };

  [[nodiscard]] const StftConfig& config() const { return config_; }

  /// Samples that n_frames >= 1 frames make where no length is asked for, as librosa's
  /// length=None: a signal whose length is a whole number of hops gets its length back.
  [[nodiscard]] std::size_t n_samples(std::size_t n_frames) const;

  /// @param re, im  [n_bins, n_frames], n_frames >= 1, padded as earmark::Matrix pads
  /// @param y       any number of samples, as librosa's length; zero where no frame reaches
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void process(MatrixView<const float> re, MatrixView<const float> im, std::span<float> y,
               Scratch& scratch) const;

  /// The same for a spectrum times a mask: D[k, t] = mask[k, t] (re[k, t] + j im[k, t]).
  /// @param mask  [n_bins, n_frames], padded
  void process(MatrixView<const float> re, MatrixView<const float> im, MatrixView<const float> mask,
               std::span<float> y, Scratch& scratch) const;

 private:
  void invert(MatrixView<const float> re, MatrixView<const float> im,
              const std::optional<MatrixView<const float>>& mask, std::span<float> y,
              Scratch& scratch) const;
  void reserve(Scratch& scratch) const;

  StftConfig config_;
  AlignedVector<float> window_;
  AlignedVector<float> synthesis_window_;  // window over n_fft
  AlignedVector<float> scale_;  // [hop_length], over the sum of squares where all frames overlap
  std::shared_ptr<const FftTables> tables_;
  std::vector<std::size_t> places_;  // of a frame's samples among the columns it sees
};

}  // namespace earmark::dsp
