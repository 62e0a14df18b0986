#include "classifier_choice.h"

#include <CLI/CLI.hpp>

#include "earmark/base/thread_pool.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/classifier.h"

namespace earmark::cli {

void add_classifier_flags(CLI::App& sub, ClassifierFlags& flags) {
  sub.add_option("--bundle", flags.bundle,
                 "Folder of models, or models:/NAME@ALIAS in an MLflow registry (EARMARK_BUNDLE; "
                 "default: as shipped)")
      ->type_name("DIR");
  sub.add_option("--profile", flags.profile,
                 "Choice of models that the bundle makes: accurate or fast")
      ->type_name("NAME");
  sub.add_option("--members", flags.members, "Models of the bundle, such as forest,cnn")
      ->type_name("NAMES");
}

inference::ClassifierOptions choice_of(const ClassifierFlags& flags) {
  const Setting members = setting("--members", flags.members, "EARMARK_MEMBERS");
  const Setting profile = setting("--profile", flags.profile, "EARMARK_PROFILE");
  inference::ClassifierOptions options;
  // A flag overrides either variable.
  const bool use_members = members.given() && !(flags.members.empty() && !flags.profile.empty());
  const bool use_profile = profile.given() && !(flags.profile.empty() && !flags.members.empty());
  if (use_members && use_profile) {
    throw UsageError(members.name + " and " + profile.name + " exclude each other");
  }
  if (use_members) {
    options.members = parse_list(members);
  } else if (use_profile) {
    options.profile = profile.text;
  }
  return options;
}

inference::Classifier open_classifier(Console& console, const ClassifierFlags& flags,
                                      bool load_in_background) {
  inference::ClassifierOptions options = choice_of(flags);
  options.load_in_background = load_in_background;
  options.tags = flags.tags;
  return inference::Classifier::open(bundle_location(console, flags.bundle), options);
}

void add_trunks_flag(CLI::App& sub, std::string& trunks) {
  sub.add_option("--trunks", trunks,
                 "Folder with the networks that taggers hear through (default: the bundle's); "
                 "\"none\" leaves them out")
      ->type_name("DIR");
}

void add_jobs_flag(CLI::App& sub, std::string& jobs) {
  sub.add_option("--jobs", jobs, "Threads (EARMARK_JOBS; default: one a processor)")
      ->type_name("N");
}

std::size_t jobs_of(const std::string& flag, std::optional<std::size_t> from_file) {
  const Setting jobs = setting("--jobs", flag, "EARMARK_JOBS");
  return jobs.given() ? parse_count(jobs, 1, kMaxJobs)
                      : from_file.value_or(ThreadPool::available_processors());
}

}  // namespace earmark::cli
