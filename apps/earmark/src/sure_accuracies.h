#pragma once

#include <map>
#include <string>
#include <vector>

#include "earmark/inference/bundle_manifest.h"

namespace earmark::cli {

/// What answers that are not called unsure should reach, of all choices of members or of one
/// profile's.
class SureAccuracies {
 public:
  /// @param flags  NUMBER, or PROFILE=NUMBER, of the flag --sure-accuracy
  /// @throws UsageError   a number outside [0.01, 1]
  /// @throws BundleError  no such profile
  SureAccuracies(const std::vector<std::string>& flags, const inference::BundleManifest& manifest);

  /// Of these members: their profile's or, where it has none of its own, that of all.
  [[nodiscard]] double of(const std::vector<std::string>& members) const;
  /// "80 % (profile accurate: 95 %)"
  [[nodiscard]] std::string text() const;

 private:
  const inference::BundleManifest& manifest_;
  double of_all_ = 0.8;
  std::map<std::string, double> by_profile_;
};

}  // namespace earmark::cli
