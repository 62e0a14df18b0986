#include "earmark/inference/model_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "earmark/base/thread_pool.h"
#include "has_thrown.h"

namespace earmark::inference {
namespace {

// In a thread of its own, or, where the system gives none, by the first who asks for the member.
constexpr std::launch kNowOrWhenAsked = std::launch::async | std::launch::deferred;

}  // namespace

struct ModelStore::State {
  explicit State(Bundle opened) : bundle{std::move(opened)} {}

  const Bundle bundle;
  std::mutex mutex;
  std::map<std::string, LoadingMember> members;
  std::unique_ptr<const Embedder> embedder;
  std::vector<std::pair<SongAnalyzerOptions, std::shared_ptr<const SongAnalyzer>>> analyzers;
};

ModelStore ModelStore::open(const std::filesystem::path& folder) {
  return ModelStore{Bundle::open(folder)};
}

ModelStore::ModelStore(Bundle bundle) : state_{std::make_shared<State>(std::move(bundle))} {}

const BundleManifest& ModelStore::manifest() const { return state_->bundle.manifest(); }

ModelStore::LoadingMember ModelStore::member(const std::string& name) const {
  const MemberEntry& entry = manifest().member(name);
  const std::lock_guard lock{state_->mutex};
  LoadingMember& known = state_->members[name];
  if (!known.valid() || has_thrown(known)) {
    // Captured from references to const: where it gets no thread, std::async goes on with a
    // function that it has moved from, and what is const stays.
    const Bundle& bundle = state_->bundle;
    known = std::async(kNowOrWhenAsked, [bundle, entry]() -> std::unique_ptr<const Member> {
      return load_member(entry.kind, bundle.read_member(entry.name), bundle.manifest().genres,
                         (bundle.folder() / entry.file).string(),
                         trunks_version(bundle.manifest().trunks));
    });
  }
  return known;
}

std::optional<InputReference> ModelStore::inputs() const { return state_->bundle.read_inputs(); }

Embedder ModelStore::embedder() const {
  const std::lock_guard lock{state_->mutex};
  if (state_->embedder == nullptr || state_->embedder->has_failed()) {
    state_->embedder = std::make_unique<const Embedder>(
        Embedder::load(state_->bundle, ThreadPool::available_processors()));
  }
  return *state_->embedder;
}

std::shared_ptr<const SongAnalyzer> ModelStore::analyzer(const SongAnalyzerOptions& options) const {
  const std::lock_guard lock{state_->mutex};
  const auto known = std::ranges::find(
      state_->analyzers, options,
      &std::pair<SongAnalyzerOptions, std::shared_ptr<const SongAnalyzer>>::first);
  if (known != state_->analyzers.end()) {
    return known->second;
  }
  return state_->analyzers.emplace_back(options, std::make_shared<const SongAnalyzer>(options))
      .second;
}

}  // namespace earmark::inference
