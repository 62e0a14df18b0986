#include "earmark/inference/ensemble.h"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>

#include "earmark/base/thread_pool.h"
#include "earmark/ml/calibration.h"

namespace earmark::inference {
namespace {

// In a thread of its own, or, where the system gives none, by the first who asks for the member.
constexpr std::launch kNowOrWhenAsked = std::launch::async | std::launch::deferred;

}  // namespace

Ensemble Ensemble::load(const Bundle& bundle, const std::vector<std::string>& names, bool tags) {
  const BundleManifest& manifest = bundle.manifest();
  if (names.empty()) {
    throw std::invalid_argument("Ensemble::load: names must not be empty");
  }
  Ensemble ensemble;
  ensemble.names_ = names;
  ensemble.n_genres_ = manifest.genres.size();
  bool needs_embedding = tags;
  for (const std::string& name : names) {
    const MemberEntry& entry = manifest.member(name);
    ensemble.weights_.push_back(entry.weight);
    needs_embedding = needs_embedding || input_of(entry.kind) == Input::kEmbedding;
  }
  if (needs_embedding) {
    ensemble.embedder_ = Embedder::load(bundle, ThreadPool::available_processors());
    ensemble.music_rule_ = manifest.music;
  }
  const double sum = std::accumulate(ensemble.weights_.begin(), ensemble.weights_.end(), 0.0);
  for (double& weight : ensemble.weights_) {
    weight /= sum;
  }
  for (const std::string& name : names) {
    ensemble.members_.emplace_back(
        std::async(kNowOrWhenAsked, [bundle, name]() -> std::unique_ptr<const Member> {
          const MemberEntry& entry = bundle.manifest().member(name);
          return load_member(entry.kind, bundle.read_member(name), bundle.manifest().genres,
                             (bundle.folder() / entry.file).string(),
                             trunks_version(bundle.manifest().trunks));
        }));
  }
  if (const auto calibration = manifest.calibration(names)) {
    ensemble.calibration_ = *calibration;
    ensemble.calibrated_ = true;
  }
  return ensemble;
}

bool Ensemble::is_ready() const {
  return embedder_.is_ready() &&
         std::all_of(members_.begin(), members_.end(), [](const LoadingMember& member) {
           return member.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
         });
}

void Ensemble::wait_until_ready() const {
  for (const LoadingMember& member : members_) {
    (void)member.get();
  }
  embedder_.wait_until_ready();
}

void Ensemble::predict(std::size_t member, const SegmentInputs& inputs,
                       MatrixView<double> out) const {
  const Member& model = *members_[member].get();
  model.predict(inputs.of(model.input()), out);
}

SongMean Ensemble::song_mean(std::size_t member) const {
  return members_[member].get()->song_mean();
}

std::vector<double> Ensemble::combine(MatrixView<const double> members) const {
  if (members.rows() != size() || members.cols() != n_genres_) {
    throw std::invalid_argument("Ensemble::combine: members must be [size(), n_genres]");
  }
  std::vector<double> mean(n_genres_, 0.0);
  for (std::size_t m = 0; m < size(); ++m) {
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

}  // namespace earmark::inference
