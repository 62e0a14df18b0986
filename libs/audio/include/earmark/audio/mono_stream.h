#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "earmark/audio/reader.h"

namespace earmark::audio {

/// How several channels become one.
enum class DownMix {
  mean,    ///< their mean, as librosa.to_mono
  loudest  ///< the one with the most energy over the part that is read; decodes that part twice
};

struct MonoStreamConfig {
  int sr = 22050;  ///< rate of the output in Hz; 0 keeps the sound's own, as librosa's sr=None
  DownMix down_mix = DownMix::mean;
  double offset_s = 0;  ///< start here, >= 0
  std::optional<double> duration_s =
      std::nullopt;  ///< read at most this much, >= 0; absent: to the end
  /// Called by read() with each block as it was decoded, channels interleaved at the sound's own
  /// rate, before it is mixed down: what lies in the file, for who measures it. What it throws
  /// passes through.
  std::function<void(std::span<const float> interleaved)> on_decoded = {};

  /// @throws std::invalid_argument
  void validate() const;
};

/// What reading took so far, in seconds of the clock.
struct ReadTimes {
  double decode_s = 0;    ///< decoding and mixing down
  double resample_s = 0;  ///< changing the rate
};

/// A sound as one channel at one rate, block by block: decoded, cut, mixed down and resampled, in
/// that order, as librosa.load does. Memory does not grow with the sound's length.
///
/// Not thread-safe.
class MonoStream {
 public:
  /// @throws std::invalid_argument  as MonoStreamConfig::validate
  /// @throws DecodeError            kind "decode": the sound ends before offset_s
  explicit MonoStream(Reader reader, const MonoStreamConfig& config = {});
  ~MonoStream();
  MonoStream(MonoStream&&) noexcept;
  MonoStream& operator=(MonoStream&&) noexcept;
  MonoStream(const MonoStream&) = delete;
  MonoStream& operator=(const MonoStream&) = delete;

  /// Fills `out` as far as the sound reaches.
  /// @return  samples written; less than out.size() only at the end
  /// @throws DecodeError  as Reader::read, or samples so large that resampling overflows
  [[nodiscard]] std::size_t read(std::span<float> out);

  /// Rate of what read() gives, in Hz.
  [[nodiscard]] int sample_rate() const;

  /// What the sound's header says.
  [[nodiscard]] const StreamInfo& info() const;

  /// Length of what has been decoded so far, in seconds.
  [[nodiscard]] double duration_read_s() const;

  [[nodiscard]] ReadTimes times() const;

  /// As Reader::warnings.
  [[nodiscard]] const std::vector<std::string>& warnings() const;

  /// After the end: whether the mean of the channels has under 1 % of the channels' mean energy,
  /// as when one of two is inverted. The caller may then open the sound again with
  /// DownMix::loudest. Always false in that mode.
  [[nodiscard]] bool channels_cancel() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::audio
