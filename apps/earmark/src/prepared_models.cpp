#include "prepared_models.h"

#include <algorithm>
#include <optional>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/embedder.h"
#include "earmark/ml/table.h"
#include "member_kind.h"
#include "prepare.h"

namespace earmark::cli {
namespace {

/// A model as it lies on disk.
struct ModelFile {
  std::string name;
  std::string file;
  std::string kind;
  std::vector<std::byte> bytes;
  double weight = 1;
};

/// What is to answer together, before the data are there.
struct Choice {
  EvaluatedBundle bundle;
  std::vector<ModelFile> files;
  inference::Calibration calibration;
  std::optional<std::string> trunks;  ///< of the bundle; none: those that heard the data
};

Choice choice_of_files(const std::vector<std::string>& members) {
  Choice choice;
  for (const std::string& text : members) {
    auto [name, file] = parse_pair("--member", text);
    auto bytes = read_file(file, inference::Bundle::kMaxMemberBytes);
    const std::string kind = kind_of(bytes);
    choice.bundle.members.push_back(name);
    choice.files.push_back({std::move(name), std::move(file), kind, std::move(bytes)});
  }
  choice.bundle.name = enumerate(choice.bundle.members);
  return choice;
}

Choice choice_of_bundle(const ClassifierFlags& flags) {
  const auto bundle = inference::Bundle::open(flags.bundle);
  const inference::BundleManifest& manifest = bundle.manifest();
  const inference::ClassifierOptions wanted = choice_of(flags);
  Choice choice;
  choice.bundle = {manifest.name, manifest.version,
                   wanted.members.empty() ? manifest.profile(wanted.profile) : wanted.members,
                   manifest.genres};
  for (const std::string& name : choice.bundle.members) {
    const inference::MemberEntry& entry = manifest.member(name);
    choice.files.push_back({name, (bundle.folder() / entry.file).string(), entry.kind,
                            bundle.read_member(name), entry.weight});
  }
  choice.calibration =
      manifest.calibration(choice.bundle.members).value_or(inference::Calibration{});
  choice.trunks = inference::trunks_version(manifest.trunks);
  return choice;
}

/// The arrays that these models ask for, and no others.
ml::PreparedData load_data(const std::string& folder, const std::vector<ModelFile>& files) {
  const auto asks_for = [&](inference::Input input) {
    return std::ranges::any_of(
        files, [&](const ModelFile& file) { return inference::input_of(file.kind) == input; });
  };
  ml::PreparedData data =
      load_prepared(folder, {.features = asks_for(inference::Input::kTableRow),
                             .tensors = asks_for(inference::Input::kMfcc),
                             .embeddings = asks_for(inference::Input::kEmbedding)});
  return data;
}

std::vector<std::string> genres_of(const ml::PreparedData& data) {
  std::vector<std::string> labels;
  labels.reserve(data.segments.size());
  for (const ml::PreparedSegment& segment : data.segments) {
    labels.push_back(segment.genre);
  }
  return ml::distinct_sorted(labels);
}

PreparedModels load_models(const Choice& choice, const ml::PreparedData& data) {
  PreparedModels models{choice.bundle, {}, {}, choice.calibration};
  if (models.bundle.genres.empty()) {
    models.bundle.genres = genres_of(data);
  }
  const std::string trunks = choice.trunks.value_or(data.recipe.trunks);
  double sum = 0;
  for (const ModelFile& file : choice.files) {
    if (inference::input_of(file.kind) == inference::Input::kEmbedding &&
        data.recipe.trunks != trunks) {
      throw TableError(
          "the prepared data were not heard by the bundle's trunks, which its member " + file.name +
          " needs: prepare them with earmark prepare --trunks");
    }
    models.members.push_back(
        inference::load_member(file.kind, file.bytes, models.bundle.genres, file.file, trunks));
    sum += file.weight;
  }
  for (const ModelFile& file : choice.files) {
    models.weights.push_back(file.weight / sum);
  }
  return models;
}

}  // namespace

ModelsAndData load_models_and_data(const std::string& data, const std::vector<std::string>& members,
                                   const ClassifierFlags& bundle) {
  const Choice choice = members.empty() ? choice_of_bundle(bundle) : choice_of_files(members);
  ModelsAndData loaded{{}, load_data(data, choice.files)};
  loaded.models = load_models(choice, loaded.data);
  return loaded;
}

}  // namespace earmark::cli
