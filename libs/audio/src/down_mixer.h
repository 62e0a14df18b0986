#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace earmark::audio {

/// Sums of squares, channel by channel.
class ChannelEnergies {
 public:
  explicit ChannelEnergies(std::size_t n_channels) : energies_(n_channels) {}

  void add(std::span<const float> interleaved);
  /// The first channel with the most energy.
  [[nodiscard]] std::size_t loudest() const;

 private:
  std::vector<double> energies_;
};

/// Makes one channel of several: their mean, or one chosen channel.
class DownMixer {
 public:
  explicit DownMixer(std::size_t n_channels) : n_channels_{n_channels} {}

  [[nodiscard]] std::size_t n_channels() const { return n_channels_; }
  /// From now on takes this channel instead of the mean.
  void choose(std::size_t channel) { chosen_ = channel; }

  /// @param mono  room for as many samples as `interleaved` has frames
  /// @return  the mixed samples, in `mono` or, of a single channel, `interleaved` itself
  [[nodiscard]] std::span<const float> mix(std::span<const float> interleaved,
                                           std::span<float> mono);

  /// Sum of squares of the means given so far, and the mean over channels of their sums of
  /// squares. Both stay 0 for a single or a chosen channel.
  [[nodiscard]] double mean_energy() const { return mean_energy_; }
  [[nodiscard]] double channel_energy() const { return channel_energy_; }

 private:
  void mix_two(std::span<const float> interleaved, std::span<float> mono);
  void mix_many(std::span<const float> interleaved, std::span<float> mono);

  std::size_t n_channels_;
  std::optional<std::size_t> chosen_;
  double mean_energy_ = 0;
  double channel_energy_ = 0;
};

}  // namespace earmark::audio
