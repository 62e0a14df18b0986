#pragma once

#include <cstdint>
#include <limits>

/// What fit() keeps to and a file's reader asks for, so that each model that is written can be
/// read, and each that is read answers every row of floats with probabilities: with |x| and |theta|
/// up to 3.4e38, a square of their difference is under 5e77, and 65,536 of them over a variance of
/// 1e-200 add to under 4e282, far from the largest double.
namespace earmark::ml {

inline constexpr std::uint32_t kMaxNaiveBayesClasses = 65'536;
inline constexpr std::uint32_t kMaxNaiveBayesFeatures = 65'536;
inline constexpr double kMaxMagnitude = std::numeric_limits<float>::max();  ///< of x and theta
inline constexpr double kMinVariance = 1e-200;
inline constexpr double kMaxVariance = 1e300;  ///< 2 pi times it is still a double
/// numpy.isclose(sum, 1), by which scikit-learn judges priors: atol + rtol.
inline constexpr double kPriorTolerance = 1e-8 + 1e-5;

}  // namespace earmark::ml
