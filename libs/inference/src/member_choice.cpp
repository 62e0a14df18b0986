#include "earmark/inference/member_choice.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "earmark/inference/member.h"
#include "earmark/ml/calibration.h"

namespace earmark::inference {

MemberChoice::MemberChoice(const BundleManifest& manifest, std::vector<std::string> names)
    : names_{std::move(names)}, n_genres_{manifest.genres.size()} {
  if (names_.empty()) {
    throw std::invalid_argument("MemberChoice: names must not be empty");
  }
  for (const std::string& name : names_) {
    const MemberEntry& entry = manifest.member(name);
    weights_.push_back(entry.weight);
    needs_trunks_ = needs_trunks_ || input_of(entry.kind) == Input::kEmbedding;
  }
  const double sum = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  for (double& weight : weights_) {
    weight /= sum;
  }
  if (const auto calibration = manifest.calibration(names_)) {
    calibration_ = *calibration;
    calibrated_ = true;
  }
}

std::vector<double> MemberChoice::combine(MatrixView<const double> members) const {
  if (members.rows() != names_.size() || members.cols() != n_genres_) {
    throw std::invalid_argument("MemberChoice::combine: members must be [names, n_genres]");
  }
  std::vector<double> mean(n_genres_, 0.0);
  for (std::size_t m = 0; m < names_.size(); ++m) {
    for (std::size_t g = 0; g < n_genres_; ++g) {
      mean[g] += weights_[m] * members(m, g);
    }
  }
  // Weights that add to 1 within rounding may lift a sure answer just over 1.
  for (double& p : mean) {
    p = std::clamp(p, 0.0, 1.0);
  }
  if (calibrated_) {
    ml::apply_temperature(mean, calibration_.temperature);
  }
  return mean;
}

Prediction answer_of(const BundleManifest& manifest, const MemberChoice& choice,
                     const Prediction& all) {
  Prediction answer = all;
  answer.segments.clear();
  answer.changes.clear();
  answer.unsure = false;
  if (all.kind == Kind::kSilence) {
    return answer;
  }
  std::vector<double> values;  // [members, genres]
  answer.members.clear();
  for (const std::string& name : choice.names()) {
    const auto found =
        std::ranges::find(all.members, name, &std::pair<std::string, std::vector<double>>::first);
    if (found == all.members.end()) {
      throw std::invalid_argument("answer_of: all must have the answer of " + name);
    }
    answer.members.push_back(*found);
    values.insert(values.end(), found->second.begin(), found->second.end());
  }
  answer.probabilities =
      choice.combine({values.data(), answer.members.size(), manifest.genres.size()});
  if (!choice.needs_trunks()) {
    answer.music.reset();
  }
  const bool is_music = !answer.music || !manifest.music || *answer.music >= manifest.music->least;
  answer.kind = is_music ? Kind::kMusic : Kind::kNotMusic;
  answer.unsure = is_music && std::ranges::max(answer.probabilities) < choice.unsure_below();
  return answer;
}

}  // namespace earmark::inference
