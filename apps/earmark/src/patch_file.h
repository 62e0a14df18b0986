#pragma once

#include <cstddef>
#include <filesystem>

#include "earmark/command_line/console.h"
#include "earmark/features/log_mel_patch.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::cli {

/// Writes what a trunk hears of every prepared segment: a .npy file, [n_segments, n_frames,
/// n_mels]. The songs are read again, some at a time, so that memory does not grow with their
/// number.
/// @throws TableError  a song that is no longer as it was when it was prepared, or cannot be read
/// @throws IoError, Interrupted
void write_patches(Console& console, const ml::PreparedData& data,
                   const features::LogMelPatchConfig& config, std::size_t n_jobs,
                   bool progress_lines, const std::filesystem::path& out);

}  // namespace earmark::cli
