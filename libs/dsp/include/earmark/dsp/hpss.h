#pragma once

#include <cstddef>

#include "earmark/base/matrix_view.h"
#include "earmark/dsp/median_filter.h"

namespace earmark::dsp {

/// Parameters of harmonic-percussive separation, with librosa's names and defaults; its pairs
/// (harmonic, percussive) are two members each.
struct HpssConfig {
  std::size_t kernel_size_harm = 31;  ///< frames of the median along time, >= 1
  std::size_t kernel_size_perc = 31;  ///< bins of the median along frequency, >= 1
  double power = 2.0;                 ///< exponent of the masks, > 0; infinity: hard masks
  double margin_harm = 1.0;           ///< >= 1; how far harmonic must exceed percussive
  double margin_perc = 1.0;           ///< >= 1; how far percussive must exceed harmonic

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;

  /// Both masks add to one where power is finite: what isn't harmonic is percussive.
  [[nodiscard]] bool splits_all() const { return margin_harm == 1.0 && margin_perc == 1.0; }
};

/// Median-filtering harmonic-percussive separation of a spectrogram, as librosa.decompose.hpss:
///
///     H = median of S along time, P = median of S along frequency,
///     mask_harm = softmask(H, P margin_harm), mask_perc = softmask(P, H margin_perc),
///     softmask(X, Y) = X^power / (X^power + Y^power),
///
/// and where X and Y are both below the smallest normal float, 0.5 if both margins are 1, else 0.
/// Fitzgerald, "Harmonic/percussive separation using median filtering", DAFx 2010; Driedger,
/// Mueller, Disch, "Extending harmonic-percussive separation of audio", ISMIR 2014.
///
/// Thread-safe.
class Hpss {
 public:
  /// @throws std::invalid_argument  as HpssConfig::validate
  explicit Hpss(const HpssConfig& config = {});

  /// Working memory, owned by the caller, one for each thread; after the largest input nothing is
  /// allocated.
  struct Scratch {
    MedianFilter::Scratch median;
  };

  [[nodiscard]] const HpssConfig& config() const { return config_; }

  /// The masks, as librosa's mask=True.
  ///
  /// @param S                     magnitudes >= 0, not NaN; not checked [n_bins, n_frames]
  /// @param mask_harm, mask_perc  the same shape, apart from S and each other
  /// All are padded as earmark::Matrix pads; the padding of the masks is overwritten.
  /// @throws std::invalid_argument  a shape, stride or alignment that does not fit
  void masks(MatrixView<const float> S, MatrixView<float> mask_harm, MatrixView<float> mask_perc,
             Scratch& scratch) const;

  /// The components: S times its masks. Arguments as of masks().
  void process(MatrixView<const float> S, MatrixView<float> harmonic, MatrixView<float> percussive,
               Scratch& scratch) const;

 private:
  HpssConfig config_;
  MedianFilter along_time_;
  MedianFilter along_frequency_;
};

}  // namespace earmark::dsp
