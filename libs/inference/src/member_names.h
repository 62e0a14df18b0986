#pragma once

#include <span>
#include <string>

#include "earmark/ml/model_names.h"

namespace earmark::inference {

/// Holds what a model says of its classes and columns to the bundle's genres and the program's
/// recipe. What it does not say is taken to fit: files of before say nothing.
///
/// @throws BundleError  naming both
void check_names(const ml::ModelNames& names, std::span<const std::string> genres);

}  // namespace earmark::inference
