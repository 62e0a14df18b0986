#include "earmark/dsp/rms.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "block_sums.h"
#include "padded.h"
#include "signal_columns.h"

namespace earmark::dsp {
Rms::Rms(const FrameConfig& config, PadMode pad_mode) : config_{config}, pad_mode_{pad_mode} {
  config_.validate();
}

void Rms::process(std::span<const float> y, std::span<float> rms, Scratch& scratch) const {
  require(rms.size() == config_.n_frames(y.size()), "rms: rms must have n_frames values");
  const std::size_t pad = config_.center ? config_.frame_length / 2 : 0;
  if (pad_mode_ == PadMode::kConstant || pad == 0) {
    process_padded(y, pad, rms, scratch.block_sums);
    return;
  }
  scratch.padded.resize(y.size() + 2 * pad);
  const SignalColumns padded{.y = y, .hop_length = 1, .before = pad, .pad_mode = pad_mode_};
  const float* samples = padded.find(0, scratch.padded.size(), scratch.padded.data());
  process_padded({samples, scratch.padded.size()}, 0, rms, scratch.block_sums);
}

void Rms::process_padded(std::span<const float> y, std::size_t n_zeros, std::span<float> rms,
                         std::vector<double>& block_sums) const {
  // Frames overlap in whole blocks, so each block is summed once.
  const std::size_t block = std::gcd(config_.frame_length, config_.hop_length);
  const std::size_t per_frame = config_.frame_length / block;
  const std::size_t per_hop = config_.hop_length / block;
  auto& sums = block_sums;
  sums.resize((rms.size() - 1) * per_hop + per_frame);
  for (std::size_t b = 0; b < sums.size(); ++b) {
    const auto in_signal = [&](std::size_t i) {
      return std::clamp(i, n_zeros, n_zeros + y.size()) - n_zeros;
    };
    const std::size_t first = in_signal(b * block);
    sums[b] = sum_of_squares(y.subspan(first, in_signal((b + 1) * block) - first));
  }
  for (std::size_t t = 0; t < rms.size(); ++t) {
    const auto first = sums.begin() + static_cast<std::ptrdiff_t>(t * per_hop);
    const double sum = std::accumulate(first, first + static_cast<std::ptrdiff_t>(per_frame), 0.0);
    rms[t] = static_cast<float>(std::sqrt(sum / static_cast<double>(config_.frame_length)));
  }
}

std::vector<float> rms_from_spectrogram(MatrixView<const float> S, std::size_t frame_length) {
  require(frame_length >= 1 && S.rows() == frame_length / 2 + 1,
          "rms: S must have 1 + frame_length / 2 rows");
  std::vector<double> sums(S.cols());
  for (std::size_t k = 0; k < S.rows(); ++k) {
    const bool halved = k == 0 || (k + 1 == S.rows() && frame_length % 2 == 0);
    for (std::size_t t = 0; t < S.cols(); ++t) {
      sums[t] += static_cast<double>(S(k, t)) * static_cast<double>(S(k, t)) * (halved ? 0.5 : 1.0);
    }
  }
  std::vector<float> rms(S.cols());
  const auto length = static_cast<double>(frame_length);
  std::transform(sums.begin(), sums.end(), rms.begin(),
                 [&](double sum) { return static_cast<float>(std::sqrt(2.0 * sum) / length); });
  return rms;
}

}  // namespace earmark::dsp
