#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "earmark/base/aligned_vector.h"
#include "earmark/base/matrix_view.h"
#include "earmark/dsp/window.h"

namespace earmark::dsp {

struct FftTables;

/// What centred frames see beyond the ends of a signal: zeros, the signal mirrored without its
/// outermost sample, or the outermost sample; numpy's constant, reflect, edge.
enum class PadMode { kConstant, kReflect, kEdge };

/// Parameters of the short-time Fourier transform, with librosa's names and defaults.
struct StftConfig {
  std::size_t n_fft = 2048;                              ///< samples of a frame, >= 1
  std::optional<std::size_t> hop_length = std::nullopt;  ///< >= 1; nullopt: win_length / 4
  std::optional<std::size_t> win_length = std::nullopt;  ///< 1 to n_fft; nullopt: n_fft
  WindowSpec window = {};  ///< of win_length samples, in the middle of the frame
  bool center = true;      ///< frame t is centred on sample t hop_length, else starts there
  PadMode pad_mode = PadMode::kConstant;  ///< of centred frames

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;

  [[nodiscard]] std::size_t n_bins() const { return n_fft / 2 + 1; }
  [[nodiscard]] std::size_t used_win_length() const { return win_length.value_or(n_fft); }
  [[nodiscard]] std::size_t used_hop_length() const {
    return hop_length.value_or(used_win_length() / 4);
  }
};

/// Where Stft::process writes; views without rows are left out. Each is [n_bins, n_frames], padded
/// as earmark::Matrix pads, and apart from the others; padding is overwritten.
struct StftOutput {
  MatrixView<float> re{nullptr, 0, 0};         ///< real part; goes with im
  MatrixView<float> im{nullptr, 0, 0};         ///< imaginary part
  MatrixView<float> magnitude{nullptr, 0, 0};  ///< |D|
  MatrixView<float> power{nullptr, 0, 0};      ///< |D|^2
};

/// Short-time Fourier transform, as librosa.stft, in float:
///
///     D[k, t] = sum over i of window[i] y[t hop_length + i] e^(-2 pi j i k / n_fft)
///
/// with y shifted by n_fft / 2 if centred. librosa transforms in double and rounds the result;
/// here every value is within 1e-6 of the frame's largest magnitude. The magnitude neither
/// overflows nor underflows where its value is a normal float; the power does as librosa's
/// abs(D) ** 2 does: inf above 1.8e19, inexact under 1e-19. With PadMode::kReflect librosa mirrors
/// the last frames' part of the signal alone; where that part is as short as the padding, its first
/// sample is mirrored too early. Here the whole signal is.
///
/// Thread-safe.
class Stft {
 public:
  /// @throws std::invalid_argument  as StftConfig::validate
  explicit Stft(const StftConfig& config = {});

  /// Working memory of process(), owned by the caller, one for each thread; after the largest
  /// input process() does not allocate.
  struct Scratch {
    AlignedVector<float> work;
    AlignedVector<float> columns;
  };

  [[nodiscard]] const StftConfig& config() const { return config_; }
  [[nodiscard]] std::size_t n_bins() const { return config_.n_bins(); }

  /// Frames of a signal of n_samples.
  /// @throws std::invalid_argument  no samples, or (not centred) fewer than n_fft
  [[nodiscard]] std::size_t n_frames(std::size_t n_samples) const;

  /// @param y    samples; a value that is not finite spoils the frames that see it
  /// @param out  n_frames(y.size()) frames
  /// @throws std::invalid_argument  as n_frames, or a shape, stride or alignment that does not fit
  void process(std::span<const float> y, const StftOutput& out, Scratch& scratch) const;

 private:
  StftConfig config_;
  AlignedVector<float> window_;
  std::shared_ptr<const FftTables> tables_;
  std::vector<std::size_t> places_;  // of a frame's samples among the columns it sees
};

}  // namespace earmark::dsp
