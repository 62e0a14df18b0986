#include "heard_tags.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "earmark/inference/music_rule.h"

namespace earmark::inference {

namespace {

constexpr double kUnit = 4294967296.0;

std::uint64_t in_units(double probability) {
  return static_cast<std::uint64_t>(std::llround(probability * kUnit));
}

}  // namespace

void HeardTags::add(std::span<const float> embedding) {
  std::call_once(tags_found_, [this] { tags_ = find_tags(); });
  std::vector<std::uint64_t> probabilities;
  probabilities.reserve(tags_.size());
  std::uint64_t music = 0;
  for (const Tag& tag : tags_) {
    const double logit = embedding[tag.place];
    probabilities.push_back(in_units(1.0 / (1.0 + std::exp(-logit))));
    music = tag.is_music ? std::max(music, probabilities.back()) : music;
  }
  const std::lock_guard lock{mutex_};
  sums_.resize(probabilities.size());
  std::ranges::transform(sums_, probabilities, sums_.begin(), std::plus<>{});
  music_sum_ += music;
  ++n_segments_;
}

void HeardTags::clear() {
  sums_.clear();
  music_sum_ = 0;
  n_segments_ = 0;
}

std::vector<HeardTags::Tag> HeardTags::find_tags() const {
  std::vector<Tag> tags;
  for (const TrunkTags& of_trunk : embedder_->tags()) {
    const bool is_named = *rule_ && (*rule_)->trunk == of_trunk.kind;
    if (is_named) {
      check_music_tags(**rule_, of_trunk.names, "bundle.json");
    }
    for (std::size_t i = 0; i < of_trunk.names.size(); ++i) {
      const std::string& name = of_trunk.names[i];
      const bool is_music =
          is_named && std::ranges::find((*rule_)->tags, name) != (*rule_)->tags.end();
      tags.push_back({of_trunk.kind, name, of_trunk.first + i, is_music});
    }
  }
  return tags;
}

std::vector<std::pair<std::string, double>> HeardTags::of_trunk(std::string_view kind) const {
  std::vector<std::pair<std::string, double>> tags;
  for (std::size_t i = 0; i < tags_.size(); ++i) {
    if (tags_[i].trunk == kind) {
      tags.emplace_back(tags_[i].name, mean(sums_[i]));
    }
  }
  std::ranges::stable_sort(tags, std::ranges::greater{},
                           [](const auto& tag) { return tag.second; });
  return tags;
}

std::optional<double> HeardTags::music() const {
  if (!*rule_ || n_segments_ == 0) {
    return std::nullopt;
  }
  return mean(music_sum_);
}

double HeardTags::mean(std::uint64_t sum) const {
  return static_cast<double>(sum) / kUnit / static_cast<double>(n_segments_);
}

}  // namespace earmark::inference
