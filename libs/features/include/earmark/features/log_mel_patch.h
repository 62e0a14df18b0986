#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "earmark/base/matrix_view.h"

namespace earmark::features {

/// A patch is 3 s of sound at 16 kHz: a segment as the taggers' networks hear it.
inline constexpr int kPatchSampleRate = 16000;
inline constexpr std::size_t kPatchSamples = 48000;

/// What a patch's sound is brought to before a network hears it: a root mean square of -20 dBFS, so
/// that how loud a song was mastered or played says nothing.
inline constexpr float kPatchRms = 0.1F;
/// Names that step where embeddings are told apart by how they were made.
inline constexpr const char* kPatchLevel = "rms-20dBFS";

/// Scales a patch's samples to kPatchRms, in place; digital silence stays as it is.
/// @param y  finite
void level_patch(std::span<float> y);

/// How a mel spectrogram's powers become a patch's values.
enum class PatchScale {
  kLog1p10000,  ///< log10(1 + 10000 mel), >= 0
  kDecibels     ///< 10 log10(max(mel, 1e-10)), >= -100
};

/// The log-mel spectrogram that one network was trained on, by librosa's names.
struct LogMelPatchConfig {
  std::size_t n_fft = 512;
  std::size_t hop_length = 256;
  std::size_t n_mels = 96;
  bool htk = false;            ///< HTK's mel scale and triangles of height one, as torchaudio's
                               ///< default; else Slaney's, as librosa's
  bool reflect = false;        ///< centred frames see the sound mirrored at its ends, else zeros
  std::size_t n_frames = 187;  ///< the first frames of a patch, at most 1 + 48000 / hop_length
  PatchScale scale = PatchScale::kLog1p10000;

  /// @throws std::invalid_argument  a value out of its range
  void validate() const;

  [[nodiscard]] std::size_t n_values() const { return n_frames * n_mels; }

  friend bool operator==(const LogMelPatchConfig&, const LogMelPatchConfig&) = default;
};

/// What musicnn hears: 187 frames of 96 bands.
[[nodiscard]] LogMelPatchConfig musicnn_patch();
/// What CED hears: 288 frames of 64 bands.
[[nodiscard]] LogMelPatchConfig ced_patch();

/// Computes log-mel patches, for sound up to full scale within 2e-5 of librosa's in kLog1p10000. In
/// kDecibels within 5e-4 dB where a band lies up to 60 dB under its frame's loudest, and ten times
/// as far for each 20 dB below that: a float FFT's rounding is of the loudest. Sound louder than
/// 2^16 (96 dB over full scale) is scaled below that by a power of two first. The same samples give
/// the same bits on one machine.
///
/// Immutable, thread-safe.
class LogMelPatch {
 public:
  /// @throws std::invalid_argument  as LogMelPatchConfig::validate
  explicit LogMelPatch(const LogMelPatchConfig& config);

  [[nodiscard]] const LogMelPatchConfig& config() const { return config_; }

  /// Working memory of process(), owned by the caller, one for each thread. It fits patches of any
  /// config; after the first of the largest one process() does not allocate.
  class Scratch {
   public:
    Scratch();
    ~Scratch();
    Scratch(Scratch&&) noexcept;
    Scratch& operator=(Scratch&&) noexcept;
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

   private:
    friend class LogMelPatch;
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
  };

  /// @param y      [kPatchSamples], mono at 16 kHz, finite
  /// @param patch  [n_frames, n_mels]
  /// @throws std::invalid_argument  another size, or a sample that is not finite
  void process(std::span<const float> y, Scratch& scratch, MatrixView<float> patch) const;

 private:
  struct Plans;
  LogMelPatchConfig config_;
  std::shared_ptr<const Plans> plans_;
};

}  // namespace earmark::features
