#pragma once

#include <filesystem>
#include <string>

#include "earmark/command_line/console.h"

namespace earmark::cli {

/// Where the bundle lies: `flag`, else EARMARK_BUNDLE, each a folder or "models:/NAME@ALIAS"
/// (registry_bundle()), else the one that came with the program.
/// @param other_flags  what to name it with where the program came without one
/// @throws UsageError  the program came without one, and none was named
[[nodiscard]] std::filesystem::path bundle_location(
    Console& console, const std::string& flag,
    const std::string& other_flags = "--bundle or EARMARK_BUNDLE");

/// Where the trunks lie that make embeddings: `flag`, else the bundle; "" where the flag is "none".
/// @throws UsageError  as bundle_location(), or there is no such folder
[[nodiscard]] std::filesystem::path trunks_location(Console& console, const std::string& flag);

/// trunks_location() for a tagger, which needs one trunk at least.
/// @throws UsageError  as trunks_location(), or there is none
[[nodiscard]] std::filesystem::path tagger_trunks_location(Console& console,
                                                           const std::string& flag);

/// The folder that this program's file lies in.
[[nodiscard]] std::filesystem::path program_folder();

}  // namespace earmark::cli
