#pragma once

#include <functional>
#include <optional>
#include <string>

#include "earmark/command_line/console.h"
#include "earmark/inference/bundle_manifest.h"
#include "earmark/inference/input_reference.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::cli {

/// How the feature table of songs that are learned from is spread, by the middle piece of each.
/// @param is_learned_from  by row of `data.segments`
/// @return  none where no song is learned from
[[nodiscard]] std::optional<inference::InputReference> input_reference_of(
    const ml::PreparedData& data, const std::function<bool(std::size_t)>& is_learned_from);

/// The file of a bundle that holds a reference, and what bundle.json says of it.
struct InputsFile {
  inference::InputsEntry entry;
  std::string content;
};
[[nodiscard]] InputsFile inputs_file_of(const inference::InputReference& reference);

struct BundleInputsFlags {
  std::string folder;  ///< of the bundle
  std::string data;    ///< folder that earmark prepare made
  std::string rows;    ///< the split that was trained on; "" for all
};

/// Tells a bundle that was made before what its models learned from.
/// @throws UsageError, BundleError, TableError, IoError
void add_inputs_to_bundle(Console& console, const BundleInputsFlags& flags);

}  // namespace earmark::cli
