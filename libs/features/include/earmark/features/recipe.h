#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace earmark::features {

/// What a table row and a tensor are made of: librosa 0.11's functions at these parameters, on
/// mono sound. docs/formats/features.md has every column's formula and unit. The length of a
/// segment is the one that models are trained on; others: segment_length.h.
inline constexpr int kSampleRate = 22050;
inline constexpr std::size_t kSegmentSeconds = 3;
inline constexpr std::size_t kSegmentSamples = 66150;
inline constexpr std::size_t kNFft = 2048;
inline constexpr std::size_t kHopLength = 512;
inline constexpr std::size_t kNBins = 1 + kNFft / 2;
inline constexpr std::size_t kNFrames = 1 + kSegmentSamples / kHopLength;
inline constexpr std::size_t kNMfccTable = 20;   ///< coefficients whose statistics are in the table
inline constexpr std::size_t kNMfccTensor = 13;  ///< coefficients of each frame of the tensor
inline constexpr std::size_t kNFeatures = 57;

/// Raised whenever the values change, so that a model made for others is refused.
inline constexpr std::string_view kRecipeVersion = "librosa-0.11-1";

/// The names of a table row's values, `chroma_stft_mean` to `mfcc20_var`, in order.
/// Thread-safe; the names live as long as the program.
[[nodiscard]] std::span<const std::string_view> feature_columns();

/// All 60 columns of the public table: `filename`, `length`, the features, `label`.
/// Contract as feature_columns().
[[nodiscard]] std::span<const std::string_view> table_columns();

}  // namespace earmark::features
