#pragma once

#include <string>
#include <vector>

#include "earmark/inference/bundle_manifest.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::cli {

/// Reads what `earmark train --held-out` wrote for the members of a bundle.
/// @param files  NAME=CSV, one for each member in any order
/// @return       the members' answers in the manifest's order, all for the same rows and folds
/// @throws UsageError  a member without a file, or a name that is no member
/// @throws TableError  a file that does not fit the data, the bundle's genres or the other files
[[nodiscard]] std::vector<ml::HeldOutAnswers> read_held_out(
    const std::vector<std::string>& files, const inference::BundleManifest& manifest,
    const ml::PreparedData& data);

}  // namespace earmark::cli
