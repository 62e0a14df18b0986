#pragma once

#include <cstddef>

#include "earmark/audio/resampler.h"
#include "earmark/augment/sound.h"

namespace earmark::augment {

/// Each channel resampled from orig_sr to target_sr, `n_frames` of what comes, zeros after it. The
/// result keeps sound.sample_rate.
/// @throws std::invalid_argument  audio::ResamplerConfig::validate
[[nodiscard]] Sound resample_frames(const Sound& sound, const audio::ResamplerConfig& config,
                                    std::size_t n_frames);

}  // namespace earmark::augment
