#include "earmark/inference/embedder.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "ced_network.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/sha256.h"
#include "has_thrown.h"

namespace earmark::inference {
namespace {

// In a thread of its own, or, where the system gives none, by the first who asks for the trunk.
constexpr std::launch kNowOrWhenAsked = std::launch::async | std::launch::deferred;

// What trunks are computed in. Products of 8 bits would give other values.
constexpr const char* kPrecision = "f32";

bool is_read(const std::shared_future<std::unique_ptr<const Trunk>>& trunk) {
  return trunk.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

}  // namespace

std::span<const std::string_view> trunk_kinds() {
  static constexpr std::array<std::string_view, 2> kKinds{"musicnn", "ced"};
  return kKinds;
}

std::string trunk_file(std::string_view kind) { return std::string{kind} + ".onnx"; }

std::string trunks_version(std::span<const TrunkEntry> trunks) {
  std::string version;
  for (const TrunkEntry& trunk : trunks) {
    version += (version.empty() ? "" : " ") + trunk.kind + ':' + trunk.sha256;
  }
  return version.empty() ? version : version + ' ' + features::kPatchLevel + ' ' + kPrecision;
}

std::optional<EmbeddingColumns> ced_columns(std::string_view trunks, std::size_t n_values) {
  const bool has_ced = trunks.starts_with("ced:") || trunks.find(" ced:") != std::string_view::npos;
  if (!has_ced || n_values < CedNetwork::kValues) {
    return std::nullopt;
  }
  return EmbeddingColumns{n_values - CedNetwork::kValues, CedNetwork::kValues};
}

std::optional<EmbeddingColumns> sound_columns(std::string_view trunks, std::size_t n_values) {
  const auto columns = ced_columns(trunks, n_values);
  if (!columns) {
    return std::nullopt;
  }
  return EmbeddingColumns{columns->first, CedNetwork::kValues - ced::kTags};
}

void Embedder::add(const TrunkEntry& entry, const std::string& where,
                   const std::function<std::vector<std::byte>()>& read, std::size_t n_threads) {
  entries_.push_back(entry);
  patches_.push_back(patch_of(entry.kind));
  // Captured from references to const: where it gets no thread, std::async goes on with a function
  // that it has moved from, and what is const stays.
  trunks_.emplace_back(std::async(kNowOrWhenAsked, [entry, where, read, n_threads] {
    return Trunk::load(entry.kind, read(), where, n_threads);
  }));
}

Embedder Embedder::load(const Bundle& bundle, std::size_t n_threads) {
  Embedder embedder;
  for (const TrunkEntry& entry : bundle.manifest().trunks) {
    embedder.add(
        entry, (bundle.folder() / entry.file).string(),
        [bundle, entry] { return bundle.read_trunk(entry); }, n_threads);
  }
  return embedder;
}

Embedder Embedder::of_folder(const std::filesystem::path& folder, std::size_t n_threads) {
  Embedder embedder;
  for (const std::string_view kind : trunk_kinds()) {
    const std::filesystem::path file = folder / trunk_file(kind);
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
      continue;
    }
    std::vector<std::byte> bytes;
    try {
      bytes = read_file(file, Bundle::kMaxMemberBytes);
    } catch (const IoError& io) {
      throw BundleError(io.what());
    }
    const TrunkEntry entry{std::string{kind}, trunk_file(kind), sha256_hex(bytes), ""};
    embedder.add(
        entry, file.string(), [bytes = std::move(bytes)] { return bytes; }, n_threads);
  }
  return embedder;
}

bool Embedder::has_failed() const {
  return std::ranges::any_of(trunks_, [](const LoadingTrunk& trunk) { return has_thrown(trunk); });
}

bool Embedder::is_ready() const { return std::ranges::all_of(trunks_, is_read); }

std::vector<std::size_t> Embedder::by_readiness() const {
  std::vector<std::size_t> numbers(trunks_.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::ranges::stable_partition(numbers,
                                [this](std::size_t trunk) { return is_read(trunks_[trunk]); });
  return numbers;
}

void Embedder::wait_until_ready() const {
  for (const LoadingTrunk& trunk : trunks_) {
    (void)trunk.get();
  }
}

void Embedder::wait_until_ready(std::size_t trunk) const { (void)trunks_[trunk].get(); }

std::size_t Embedder::n_values() const {
  std::size_t n = 0;
  for (const LoadingTrunk& trunk : trunks_) {
    n += trunk.get()->n_values();
  }
  return n;
}

std::vector<TrunkTags> Embedder::tags() const {
  std::vector<TrunkTags> all;
  std::size_t end = 0;
  for (std::size_t i = 0; i < trunks_.size(); ++i) {
    const Trunk& trunk = *trunks_[i].get();
    end += trunk.n_values();
    all.push_back({entries_[i].kind, end - trunk.tags().size(), trunk.tags()});
  }
  return all;
}

void Embedder::embed(std::span<const float> patches, std::span<float> out) const {
  std::size_t n_inputs = 0;
  for (const features::LogMelPatchConfig& patch : patches_) {
    n_inputs += patch.n_values();
  }
  if (patches.size() != n_inputs || out.size() != n_values()) {
    throw std::invalid_argument(
        "Embedder::embed: patches must be those of patches(), out [n_values()]");
  }
  std::vector<float> embedding;
  for (std::size_t i = 0; i < trunks_.size(); ++i) {
    append(i, patches, embedding);
  }
  std::ranges::copy(embedding, out.begin());
}

void Embedder::append(std::size_t trunk, std::span<const float> patches,
                      std::vector<float>& embedding) const {
  for (std::size_t i = 0; i < trunk; ++i) {
    patches = patches.subspan(patches_[i].n_values());
  }
  const Trunk& network = *trunks_[trunk].get();
  embedding.resize(embedding.size() + network.n_values());
  network.embed(patches.first(patches_[trunk].n_values()),
                std::span{embedding}.last(network.n_values()));
}

}  // namespace earmark::inference
