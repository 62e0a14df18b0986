#include "earmark/features/log_mel_patch.h"

#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "earmark/base/matrix.h"
#include "earmark/dsp/decibels.h"
#include "earmark/dsp/mel_spectrogram.h"
#include "earmark/dsp/stft.h"
#include "largest_magnitude.h"
#include "quietened.h"

namespace earmark::features {
namespace {

constexpr float kCompression = 10000.0F;
constexpr float kDecibelsOfTen = 10.0F;
constexpr int kMostBits = 16;

void require(bool holds, const char* message) {
  if (!holds) {
    throw std::invalid_argument(message);
  }
}

dsp::StftConfig stft_config(const LogMelPatchConfig& config) {
  return {.n_fft = config.n_fft,
          .hop_length = config.hop_length,
          .pad_mode = config.reflect ? dsp::PadMode::kReflect : dsp::PadMode::kConstant};
}

dsp::MelConfig mel_config(const LogMelPatchConfig& config) {
  dsp::MelConfig mel{
      .sr = kPatchSampleRate, .n_fft = config.n_fft, .n_mels = config.n_mels, .htk = config.htk};
  if (config.htk) {
    mel.norm = dsp::Norm{std::nullopt};
  }
  return mel;
}

}  // namespace

void LogMelPatchConfig::validate() const {
  require(n_fft >= 2 && n_fft <= kPatchSamples, "LogMelPatch: n_fft must lie in 2 to 48000");
  require(hop_length >= 1, "LogMelPatch: hop_length must be >= 1");
  require(n_mels >= 1, "LogMelPatch: n_mels must be >= 1");
  require(n_frames >= 1 && n_frames <= 1 + kPatchSamples / hop_length,
          "LogMelPatch: n_frames must lie in 1 to the frames of 3 s");
}

void level_patch(std::span<float> y) {
  // Several sums at once, since each addition waits for the one before; in double, since squares of
  // floats need twice their digits and range.
  constexpr std::size_t kSums = 8;
  std::array<double, kSums> sums{};
  for (std::size_t i = 0; i < y.size(); ++i) {
    sums[i % kSums] += static_cast<double>(y[i]) * y[i];
  }
  const double energy = std::accumulate(sums.begin(), sums.end(), 0.0);
  if (energy == 0.0) {
    return;
  }
  const double gain = kPatchRms / std::sqrt(energy / static_cast<double>(y.size()));
  for (float& value : y) {
    value = static_cast<float>(value * gain);
  }
}

LogMelPatchConfig musicnn_patch() { return {}; }

LogMelPatchConfig ced_patch() {
  return {.n_fft = 512,
          .hop_length = 160,
          .n_mels = 64,
          .htk = true,
          .reflect = true,
          .n_frames = 288,
          .scale = PatchScale::kDecibels};
}

struct LogMelPatch::Plans {
  explicit Plans(const LogMelPatchConfig& config)
      : stft{stft_config(config)}, mel{mel_config(config)} {}

  dsp::Stft stft;
  dsp::MelSpectrogram mel;
};

struct LogMelPatch::Scratch::Buffers {
  dsp::Stft::Scratch stft;
  std::vector<float> scaled;
  Matrix<float> power;
  Matrix<float> mel;
};

LogMelPatch::Scratch::Scratch() : buffers_{std::make_unique<Buffers>()} {}
LogMelPatch::Scratch::~Scratch() = default;
LogMelPatch::Scratch::Scratch(Scratch&&) noexcept = default;
LogMelPatch::Scratch& LogMelPatch::Scratch::operator=(Scratch&&) noexcept = default;

LogMelPatch::LogMelPatch(const LogMelPatchConfig& config) : config_{config} {
  config.validate();
  plans_ = std::make_shared<const Plans>(config);
}

void LogMelPatch::process(std::span<const float> y, Scratch& scratch,
                          MatrixView<float> patch) const {
  require(y.size() == kPatchSamples, "LogMelPatch: y must have 48000 samples");
  require(patch.rows() == config_.n_frames && patch.cols() == config_.n_mels,
          "LogMelPatch: patch must be [n_frames, n_mels]");
  const float peak = largest_magnitude(y);
  require(std::isfinite(peak), "LogMelPatch: y must be finite");
  auto& b = *scratch.buffers_;
  y = quietened(y, peak, kMostBits, b.scaled);
  const std::size_t n_frames = plans_->stft.n_frames(y.size());
  b.power.resize(plans_->stft.n_bins(), n_frames);
  b.mel.resize(config_.n_mels, n_frames);
  plans_->stft.process(y, {.power = b.power.view()}, b.stft);
  plans_->mel.process(b.power.view(), b.mel.view());
  const bool compresses = config_.scale == PatchScale::kLog1p10000;
  if (compresses) {
    for (std::size_t m = 0; m < config_.n_mels; ++m) {
      for (float& value : b.mel.row(m)) {
        value = 1.0F + kCompression * value;
      }
    }
  }
  dsp::power_to_db(b.mel.view(), b.mel.view(), {.top_db = std::nullopt});
  const float unit = compresses ? 1.0F / kDecibelsOfTen : 1.0F;
  for (std::size_t m = 0; m < config_.n_mels; ++m) {
    const std::span<const float> band = b.mel.row(m);
    for (std::size_t t = 0; t < config_.n_frames; ++t) {
      patch(t, m) = band[t] * unit;
    }
  }
}

}  // namespace earmark::features
