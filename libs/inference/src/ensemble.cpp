#include "earmark/inference/ensemble.h"

#include <algorithm>
#include <chrono>

namespace earmark::inference {

Ensemble Ensemble::load(const ModelStore& models, const std::vector<std::string>& names,
                        bool tags) {
  const BundleManifest& manifest = models.manifest();
  Ensemble ensemble{MemberChoice{manifest, names}};
  ensemble.n_genres_ = manifest.genres.size();
  if (tags || ensemble.choice_.needs_trunks()) {
    ensemble.embedder_ = models.embedder();
    ensemble.music_rule_ = manifest.music;
  }
  for (const std::string& name : names) {
    ensemble.members_.emplace_back(models.member(name));
  }
  return ensemble;
}

bool Ensemble::is_ready() const {
  return embedder_.is_ready() &&
         std::all_of(members_.begin(), members_.end(), [](const ModelStore::LoadingMember& member) {
           return member.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
         });
}

void Ensemble::wait_until_ready() const {
  for (const ModelStore::LoadingMember& member : members_) {
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

}  // namespace earmark::inference
