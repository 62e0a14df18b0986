#include "patch_augmentation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "earmark/nn/musicnn_weights.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

constexpr std::size_t kNBands{kMusicnnBands};
constexpr std::size_t kNFrames{kMusicnnFrames};
constexpr auto kLn10 = static_cast<float>(std::numbers::ln10);

struct Run {
  std::size_t first;
  std::size_t n;
};

// Of 0 to `longest` of `n_all` places.
Run random_run(Rng& rng, std::size_t longest, std::size_t n_all) {
  const std::size_t n = rng.below(static_cast<std::uint32_t>(longest + 1));
  return {rng.below(static_cast<std::uint32_t>(n_all - n + 1)), n};
}

void mix(std::span<float> powers, std::span<const float> shares) {
  const std::size_t n = shares.size();
  const std::span<float> first = block(powers, 0, kMusicnnPatchSize);
  const std::vector<float> first_alone{first.begin(), first.end()};
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<float> own = block(powers, i, kMusicnnPatchSize);
    const std::span<const float> other =
        i + 1 < n ? block(powers, i + 1, kMusicnnPatchSize) : std::span{first_alone};
    std::ranges::transform(own, other, own.begin(), [share = shares[i]](float a, float b) {
      return share * a + (1.0F - share) * b;
    });
  }
}

}  // namespace

void to_power(std::span<float> patch, double gain_db) {
  const auto gain = static_cast<float>(std::pow(10.0, gain_db / 10.0));
  for (float& value : patch) {
    value = gain * std::expm1(kLn10 * value);
  }
}

void to_log(std::span<float> power) {
  for (float& value : power) {
    value = std::log1p(value) / kLn10;
  }
}

double symmetric_beta(Rng& rng, double alpha) {
  // Of logarithms: a small alpha makes powers that are zero in floating point.
  for (;;) {
    const double x = std::log1p(-rng.uniform()) / alpha;
    const double y = std::log1p(-rng.uniform()) / alpha;
    const double larger = std::max(x, y);
    const double sum = larger + std::log(std::exp(x - larger) + std::exp(y - larger));
    if (sum <= 0.0) {
      return std::exp(x - sum);
    }
  }
}

void mask(std::span<float> patch, const PatchAugmentation& augmentation, Rng& rng) {
  const double sum = std::accumulate(patch.begin(), patch.end(), 0.0);
  const auto mean = static_cast<float>(sum / static_cast<double>(patch.size()));
  for (std::size_t i = 0; i < augmentation.n_band_masks; ++i) {
    const Run run = random_run(rng, augmentation.max_band_mask, kNBands);
    for (std::size_t t = 0; t < kNFrames; ++t) {
      std::ranges::fill(block(patch, t, kNBands).subspan(run.first, run.n), mean);
    }
  }
  for (std::size_t i = 0; i < augmentation.n_time_masks; ++i) {
    const Run run = random_run(rng, augmentation.max_time_mask, kNFrames);
    std::ranges::fill(patch.subspan(run.first * kNBands, run.n * kNBands), mean);
  }
}

std::vector<float> augment(std::span<float> patches, const PatchAugmentation& augmentation,
                           Rng& rng) {
  const std::size_t n = patches.size() / kMusicnnPatchSize;
  std::vector<float> shares(n, 1.0F);
  const bool mixes = augmentation.mixup_alpha > 0.0;
  if (mixes || augmentation.gain_db > 0.0) {
    for (std::size_t i = 0; i < n; ++i) {
      to_power(block(patches, i, kMusicnnPatchSize),
               augmentation.gain_db * (2.0 * rng.uniform() - 1.0));
    }
    if (mixes) {
      std::ranges::generate(shares, [&] {
        return static_cast<float>(symmetric_beta(rng, augmentation.mixup_alpha));
      });
      mix(patches, shares);
    }
    to_log(patches);
  }
  for (std::size_t i = 0; i < n; ++i) {
    mask(block(patches, i, kMusicnnPatchSize), augmentation, rng);
  }
  return shares;
}

}  // namespace earmark::nn
