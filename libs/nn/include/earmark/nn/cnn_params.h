#pragma once

#include <filesystem>
#include <string>

#include "earmark/nn/cnn_config.h"

namespace earmark::nn {

/// Reads the section `cnn` of a parameters file (YAML); its keys are the members of CnnConfig, and
/// what it leaves out keeps its default. The other sections of ml::params_sections() are not looked
/// at; a file without the section gives the defaults. Words: schedule none, plateau, cosine,
/// one-cycle; class_weight none, balanced; kernels fused, libtorch.
///
/// @throws DataError  kind "params": no YAML, an unknown section or key (the message names its line
///                    and the nearest right name), or a value of the wrong type or out of range
/// @throws IoError    the file cannot be read
[[nodiscard]] CnnConfig read_cnn_params(const std::filesystem::path& path);

/// The same from text; `name` stands for the file in messages.
[[nodiscard]] CnnConfig parse_cnn_params(const std::string& text, const std::string& name);

}  // namespace earmark::nn
