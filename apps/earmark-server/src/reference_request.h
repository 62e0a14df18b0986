#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::server {

/// A song of a request, which needs no copy to be read as a file.
class SampledSong {
 public:
  /// Makes room for the head of a WAV file before the samples.
  SampledSong();

  void append(float sample) { values_.push_back(sample); }
  void multiply(float factor);
  [[nodiscard]] std::span<const float> samples() const;
  [[nodiscard]] std::size_t n_channels() const { return n_channels_; }
  void set_channels(std::size_t n) { n_channels_ = n; }

  /// The song as a WAV file of 32-bit floats, channels interleaved; valid until it changes.
  /// @param sample_rate  in Hz
  [[nodiscard]] std::span<const std::byte> as_wav(int sample_rate);

 private:
  std::vector<float> values_;
  std::size_t n_channels_ = 1;
};

/// What the reference's clients post.
struct ReferenceRequest {
  std::vector<SampledSong> songs;  ///< one at least, 100 at most
  bool is_list = false;            ///< several songs were sent, or one might have been several
  int sample_rate = 22050;         ///< Hz
  std::string gtzan_model = "Random Forest";
};

struct ReferenceLimits {
  std::size_t max_samples = 40'000'000;  ///< of all songs and channels
  std::size_t max_songs = 100;
};

/// Reads the JSON of a request, in memory for the samples alone.
///
/// A song is a list of numbers, or of frames, which are lists of one or two numbers; several songs
/// are a list of such. Where all numbers of a song are whole, or their peak is over 1, they are
/// scaled by their peak, as the reference does with all.
///
/// @throws ProblemError  400 "bad_json" (no JSON), 400 "bad_request" (another shape), 413 (too
/// many)
[[nodiscard]] ReferenceRequest parse_reference_request(std::span<const std::byte> json,
                                                       const ReferenceLimits& limits = {});

/// A genre as the reference spells it: "hiphop" is "hip hop".
[[nodiscard]] std::string reference_label(std::string_view genre);

}  // namespace earmark::server
