#pragma once

#include <string>
#include <vector>

#include "earmark/inference/bundle_manifest.h"

namespace earmark::behave {

/// Who is asked: one member of a bundle, or the members of a profile together.
struct Subject {
  std::string name;                   ///< the member's, else the profile's
  std::vector<std::string> members;   ///< who answer together
  std::vector<std::string> profiles;  ///< those of just these members
};

/// Each member, and each profile of several members; a profile of one member is that member.
/// @param members  none: all of the bundle; else only these, and the profiles made of them
/// @throws BundleError  the bundle has no such member
[[nodiscard]] std::vector<Subject> subjects_of(const inference::BundleManifest& manifest,
                                               const std::vector<std::string>& members = {});

/// The members of all subjects, each once.
[[nodiscard]] std::vector<std::string> members_of(const std::vector<Subject>& subjects);

}  // namespace earmark::behave
