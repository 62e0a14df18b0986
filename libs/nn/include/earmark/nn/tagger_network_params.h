#pragma once

#include <filesystem>
#include <string>

#include "earmark/nn/tagger_network_config.h"

namespace earmark::nn {

/// Reads the section `fine-tune` of a parameters file (YAML) as read_cnn_params() reads `cnn`; its
/// keys are the members of TaggerNetworkConfig and of its PatchAugmentation.
///
/// @throws DataError, IoError  as read_cnn_params()
[[nodiscard]] TaggerNetworkConfig read_tagger_network_params(const std::filesystem::path& path);

/// The same from text; `name` stands for the file in messages.
[[nodiscard]] TaggerNetworkConfig parse_tagger_network_params(const std::string& text,
                                                              const std::string& name);

}  // namespace earmark::nn
