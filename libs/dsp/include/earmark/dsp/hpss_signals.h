#pragma once

#include <span>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/hpss.h"
#include "earmark/dsp/istft.h"
#include "earmark/dsp/moments.h"
#include "earmark/dsp/stft.h"

namespace earmark::dsp {

/// Moments of the harmonic and the percussive part of a signal.
struct HpssMoments {
  Moments harmonic;
  Moments percussive;
};

/// Parameters of the separation of a signal.
struct HpssSignalsConfig {
  StftConfig stft = {};
  HpssConfig hpss = {};

  /// @throws std::invalid_argument  as its members
  void validate() const;
};

/// Harmonic and percussive part of a signal, as librosa.effects.hpss.
///
/// At margins of 1 and finite power the masks add to one and the inverse STFT gives the signal
/// back, so one inverse transform serves both: percussive = y - harmonic, within 1e-6 of the peak
/// of y. That holds for a centred STFT whose window leaves no sample out; others take two.
///
/// Thread-safe.
class HpssSignals {
 public:
  /// @throws std::invalid_argument  as HpssSignalsConfig::validate
  explicit HpssSignals(const HpssSignalsConfig& config = {});

  /// Working memory, owned by the caller, one for each thread; after the largest input nothing is
  /// allocated.
  struct Scratch {
    Stft::Scratch stft;
    Istft::Scratch istft;
    Hpss::Scratch hpss;
    Matrix<float> re;
    Matrix<float> im;
    Matrix<float> magnitude;
    Matrix<float> mask_harm;
    Matrix<float> mask_perc;
    std::vector<float> harmonic;
    std::vector<float> percussive;
  };

  /// @param y                     samples, finite; as Stft::n_frames asks
  /// @param harmonic, percussive  as many
  /// @throws std::invalid_argument  sizes that do not fit, or as Stft::n_frames
  void process(std::span<const float> y, std::span<float> harmonic, std::span<float> percussive,
               Scratch& scratch) const;

  /// Moments of what process() would write, from a spectrum that is there already.
  ///
  /// @param y                  samples
  /// @param re, im, magnitude  their STFT by the same config [n_bins, n_frames], padded
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  [[nodiscard]] HpssMoments moments(std::span<const float> y, MatrixView<const float> re,
                                    MatrixView<const float> im, MatrixView<const float> magnitude,
                                    Scratch& scratch) const;

 private:
  void make_masks(MatrixView<const float> magnitude, Scratch& scratch) const;
  void separate(std::span<const float> y, MatrixView<const float> re, MatrixView<const float> im,
                MatrixView<const float> magnitude, std::span<float> harmonic,
                std::span<float> percussive, Scratch& scratch) const;

  Stft stft_;
  Istft istft_;
  Hpss hpss_;
  bool one_inverse_ = false;
};

}  // namespace earmark::dsp
