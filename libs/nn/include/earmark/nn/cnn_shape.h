#pragma once

#include <cstddef>

/// The sizes of the small CNN. A segment is its MFCC tensor, shape [130, 13]; the two convolutions
/// are "valid", the two poolings take a last half window too (Keras' "same"), so that
/// 130 x 13 -> 128 x 11 x 8 -> 64 x 6 x 8 -> 62 x 4 x 32 -> 31 x 2 x 32 -> 128 -> 64 -> n_classes.
namespace earmark::nn {

inline constexpr std::size_t kNFrames = 130;
inline constexpr std::size_t kNCoefficients = 13;
inline constexpr std::size_t kSegmentSize = kNFrames * kNCoefficients;
inline constexpr std::size_t kKernel = 3;

inline constexpr std::size_t kConv1Channels = 8;
inline constexpr std::size_t kConv1Rows = kNFrames - kKernel + 1;
inline constexpr std::size_t kConv1Cols = kNCoefficients - kKernel + 1;
inline constexpr std::size_t kPool1Rows = (kConv1Rows + 1) / 2;
inline constexpr std::size_t kPool1Cols = (kConv1Cols + 1) / 2;
inline constexpr std::size_t kPool1Size = kPool1Rows * kPool1Cols * kConv1Channels;

inline constexpr std::size_t kConv2Channels = 32;
inline constexpr std::size_t kConv2Rows = kPool1Rows - kKernel + 1;
inline constexpr std::size_t kConv2Cols = kPool1Cols - kKernel + 1;
inline constexpr std::size_t kPool2Rows = (kConv2Rows + 1) / 2;
inline constexpr std::size_t kPool2Cols = (kConv2Cols + 1) / 2;
inline constexpr std::size_t kFlatSize = kPool2Rows * kPool2Cols * kConv2Channels;
/// Inputs of one position of the second convolution: 3 x 3 x 8.
inline constexpr std::size_t kPatchSize = kKernel * kKernel * kConv1Channels;

inline constexpr std::size_t kDense1Size = 128;
inline constexpr std::size_t kDense2Size = 64;

}  // namespace earmark::nn
