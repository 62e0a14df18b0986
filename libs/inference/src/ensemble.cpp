#include "earmark/inference/ensemble.h"

#include <algorithm>
#include <chrono>

#include "earmark/base/thread_pool.h"

namespace earmark::inference {
namespace {

// In a thread of its own, or, where the system gives none, by the first who asks for the member.
constexpr std::launch kNowOrWhenAsked = std::launch::async | std::launch::deferred;

}  // namespace

Ensemble Ensemble::load(const Bundle& bundle, const std::vector<std::string>& names, bool tags) {
  const BundleManifest& manifest = bundle.manifest();
  Ensemble ensemble{MemberChoice{manifest, names}};
  ensemble.n_genres_ = manifest.genres.size();
  if (tags || ensemble.choice_.needs_trunks()) {
    ensemble.embedder_ = Embedder::load(bundle, ThreadPool::available_processors());
    ensemble.music_rule_ = manifest.music;
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

}  // namespace earmark::inference
