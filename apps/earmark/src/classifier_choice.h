#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "earmark/command_line/console.h"

namespace CLI {
class App;
}
namespace earmark::inference {
class Classifier;
struct ClassifierOptions;
}  // namespace earmark::inference

namespace earmark::cli {

/// The flags that choose a bundle and its members.
struct ClassifierFlags {
  std::string bundle;
  std::string profile;
  std::string members;
  bool tags = false;  ///< only predict has the flag
};

void add_classifier_flags(CLI::App& sub, ClassifierFlags& flags);

/// The members or profile that the flags, else EARMARK_PROFILE and EARMARK_MEMBERS choose.
/// @throws UsageError  both
[[nodiscard]] inference::ClassifierOptions choice_of(const ClassifierFlags& flags);

/// Opens what the flags, else EARMARK_BUNDLE, EARMARK_PROFILE and EARMARK_MEMBERS choose.
/// @throws UsageError, BundleError
[[nodiscard]] inference::Classifier open_classifier(Console& console, const ClassifierFlags& flags,
                                                    bool load_in_background);

void add_trunks_flag(CLI::App& sub, std::string& trunks);

void add_jobs_flag(CLI::App& sub, std::string& jobs);

inline constexpr std::size_t kMaxJobs = 1024;

/// `--jobs`, else EARMARK_JOBS, else `from_file`, else the processors that this process may use.
/// @throws UsageError
[[nodiscard]] std::size_t jobs_of(const std::string& flag,
                                  std::optional<std::size_t> from_file = {});

}  // namespace earmark::cli
