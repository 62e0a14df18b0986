#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace earmark::audio {

struct ResamplerConfig {
  double orig_sr = 44100;    ///< Hz, > 0
  double target_sr = 22050;  ///< Hz, > 0

  /// @throws std::invalid_argument  a rate is not finite and > 0, or more than 100 000 times the
  ///                                other
  void validate() const;
};

/// Changes the sampling rate of one channel, block by block: libsoxr's "HQ" in single precision,
/// as librosa.resample(res_type="soxr_hq") does. From n samples come exactly
/// ceil(n * target_sr / orig_sr); where libsoxr gives one less, the last is zero, as in librosa.
/// Equal rates copy. How the input is cut into blocks does not change the output.
///
/// Not thread-safe.
class Resampler {
 public:
  struct Progress {
    std::size_t n_read;     ///< samples taken from `in`
    std::size_t n_written;  ///< samples put into `out`
  };

  /// @throws std::invalid_argument  as ResamplerConfig::validate
  explicit Resampler(const ResamplerConfig& config);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;
  Resampler(const Resampler&) = delete;
  Resampler& operator=(const Resampler&) = delete;

  /// Takes as much of `in` as `out` has room for. Goes on where the last call ended.
  [[nodiscard]] Progress process(std::span<const float> in, std::span<float> out);

  /// Says that the input is over, and gives what is still inside: all that `out` has room for, so
  /// that less means the end.
  [[nodiscard]] std::size_t finish(std::span<float> out);

  /// Forgets everything, ready for another signal.
  void reset();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::audio
