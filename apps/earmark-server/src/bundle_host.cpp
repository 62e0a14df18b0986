#include "bundle_host.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace earmark::server {

LoadedBundle::LoadedBundle(const std::filesystem::path& folder, const std::string& profile)
    : models_{inference::ModelStore::open(folder)},
      profile_{profile.empty() ? models_.manifest().profiles.front().name : profile},
      loaded_{std::time(nullptr)},
      default_{std::make_shared<const inference::Classifier>(
          inference::Classifier::open(models_, {.profile = profile}))} {
  if (auto inputs = models_.inputs()) {
    drift_ = std::make_unique<DriftWatch>(*std::move(inputs));
  }
}

const inference::BundleManifest& LoadedBundle::manifest() const { return default_->manifest(); }

bool LoadedBundle::has_tags() const {
  return std::ranges::any_of(manifest().trunks,
                             [](const auto& trunk) { return trunk.kind == "musicnn"; });
}

std::string LoadedBundle::loaded_at() const {
  std::tm utc{};
  ::gmtime_r(&loaded_, &utc);
  std::array<char, 32> text{};
  (void)std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

std::shared_ptr<const inference::Classifier> LoadedBundle::classifier(ModelChoice choice) {
  if (choice.members.empty() && choice.profile.empty()) {
    choice.profile = profile_;
  }
  if (choice == ModelChoice{.profile = profile_}) {
    return default_;
  }
  std::ranges::sort(choice.members);
  const std::lock_guard lock{mutex_};
  if (const auto known = std::ranges::find(others_, choice, &Other::choice);
      known != others_.end()) {
    others_.splice(others_.begin(), others_, known);
    return known->classifier;
  }
  auto classifier = std::make_shared<const inference::Classifier>(inference::Classifier::open(
      models_, {.profile = choice.profile, .members = choice.members, .tags = choice.tags}));
  others_.push_front({std::move(choice), classifier});
  others_.resize(std::min(others_.size(), kMaxOthers));
  return classifier;
}

BundleHost::BundleHost(Locate locate, std::string profile)
    : locate_{std::move(locate)}, profile_{std::move(profile)} {
  reload();
}

std::shared_ptr<LoadedBundle> BundleHost::current() const {
  const std::lock_guard lock{mutex_};
  return current_;
}

void BundleHost::read(const std::filesystem::path& folder) {
  auto loaded = std::make_shared<LoadedBundle>(folder, profile_);
  folder_ = folder;
  const std::lock_guard lock{mutex_};
  current_ = std::move(loaded);
}

void BundleHost::reload() {
  const std::lock_guard lock{reading_};
  read(locate_());
}

bool BundleHost::reload_if_moved() {
  const std::lock_guard lock{reading_};
  const std::filesystem::path folder = locate_();
  if (folder == folder_) {
    return false;
  }
  read(folder);
  return true;
}

}  // namespace earmark::server
