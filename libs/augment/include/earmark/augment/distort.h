#pragma once

#include "earmark/augment/sound.h"

namespace earmark::augment {

/// Every sample cut to [-limit, limit], as an overdriven converter cuts it.
/// @param limit  > 0
/// @throws std::invalid_argument  limit is not positive; Sound::validate
[[nodiscard]] Sound clip(Sound sound, double limit);

/// Soft distortion: tanh(g x) / tanh(g) with g = 10^(drive_db / 20). Full scale stays full scale,
/// what lies below is raised and rounded.
/// @param drive_db  -40 to 60
/// @throws std::invalid_argument  drive_db is out of its range; Sound::validate
[[nodiscard]] Sound overdrive(Sound sound, double drive_db);

}  // namespace earmark::augment
