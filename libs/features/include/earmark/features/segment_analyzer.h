#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earmark/base/matrix_view.h"
#include "earmark/features/recipe.h"

namespace earmark::features {

/// What to compute of a segment.
struct Recipes {
  bool table = true;  ///< the 57 columns of feature_columns()
  bool mfcc = true;   ///< the tensor of 13 MFCCs a frame
};

/// Computes the table row and the MFCC tensor of segments of one length: the values of librosa 0.11
/// at its defaults, from one short-time Fourier transform. Formulas and units:
/// docs/formats/features.md.
///
/// A segment louder than 2^32 (192 dB over full scale) is first scaled below that by a power of
/// two, because powers of louder sound overflow float; librosa refuses it.
///
/// The same samples give the same bits on one machine, whatever was analysed before and on however
/// many threads. Immutable and thread-safe.
class SegmentAnalyzer {
 public:
  /// @param n_samples  of a segment
  /// @throws std::invalid_argument  as require_segment_samples
  explicit SegmentAnalyzer(std::size_t n_samples = kSegmentSamples);

  [[nodiscard]] std::size_t n_samples() const { return n_samples_; }
  /// Of a segment's tensor: frames_of(n_samples()).
  [[nodiscard]] std::size_t n_frames() const;

  /// Working memory of analyze(), about 1.4 MB a second of a segment, owned by the caller, one for
  /// each thread. It fits analyzers of any length; after the first segment of the longest one
  /// analyze() does not allocate.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    /// Tuning that the last table row's chroma was computed at: [-0.5, 0.5) semitones off A440.
    [[nodiscard]] double tuning() const;

   private:
    friend class SegmentAnalyzer;
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
  };

  /// @param y        [n_samples], mono at 22050 Hz, finite
  /// @param recipes  what to compute; what is not asked for is left alone
  /// @param row      [kNFeatures], in the order of feature_columns(); may be empty without `table`
  /// @param mfcc     [n_frames, kNMfccTensor]; may be empty without `mfcc`
  /// @throws std::invalid_argument  y or an output that was asked for has another size, or a
  ///                                sample is not finite
  void analyze(std::span<const float> y, Recipes recipes, Scratch& scratch, std::span<float> row,
               MatrixView<float> mfcc) const;

 private:
  struct Plans;

  static void write_tensor(Scratch& scratch, MatrixView<float> mfcc);
  void write_row(std::span<const float> y, Scratch& scratch, std::span<float> row) const;

  std::size_t n_samples_;
  std::shared_ptr<const Plans> plans_;
};

}  // namespace earmark::features
