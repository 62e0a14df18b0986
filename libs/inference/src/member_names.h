#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/ml/model_names.h"

namespace earmark::inference {

/// Holds what a model says of its classes and columns to the bundle's genres and to the recipe that
/// its inputs are made by. What it does not say is taken to fit: files of before say nothing.
///
/// @throws BundleError  naming both
void check_names(const ml::ModelNames& names, std::span<const std::string> genres,
                 std::string_view recipe);

/// The names in a list with commas between them.
[[nodiscard]] std::vector<std::string> split_names(const std::string& list);

}  // namespace earmark::inference
