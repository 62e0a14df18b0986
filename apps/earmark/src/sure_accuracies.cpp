#include "sure_accuracies.h"

#include <set>

#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {

SureAccuracies::SureAccuracies(const std::vector<std::string>& flags,
                               const inference::BundleManifest& manifest)
    : manifest_{manifest} {
  for (const std::string& text : flags) {
    const std::size_t at = text.find('=');
    const std::string number = at == std::string::npos ? text : text.substr(at + 1);
    const double accuracy = parse_number({"--sure-accuracy", number}, 0.01, 1);
    if (at == std::string::npos) {
      of_all_ = accuracy;
    } else {
      (void)manifest.profile(text.substr(0, at));
      by_profile_[text.substr(0, at)] = accuracy;
    }
  }
}

double SureAccuracies::of(const std::vector<std::string>& members) const {
  const std::set<std::string> wanted{members.begin(), members.end()};
  for (const inference::Profile& profile : manifest_.profiles) {
    const auto found = by_profile_.find(profile.name);
    if (found != by_profile_.end() &&
        wanted == std::set<std::string>{profile.members.begin(), profile.members.end()}) {
      return found->second;
    }
  }
  return of_all_;
}

std::string SureAccuracies::text() const {
  std::string text = whole_percent(of_all_);
  for (const auto& [profile, accuracy] : by_profile_) {
    text += " (profile " + profile + ": " + whole_percent(accuracy) + ")";
  }
  return text;
}

}  // namespace earmark::cli
