#pragma once

#include <span>

namespace earmark::inference {

/// Holds a model's answer to what Member::predict promises, up to rounding in float.
///
/// @return  the sum of the row
/// @throws BundleError  a value outside [0, 1], NaN among them, or a sum further than 1e-3 from 1
double check_probability_row(std::span<const double> row);

}  // namespace earmark::inference
