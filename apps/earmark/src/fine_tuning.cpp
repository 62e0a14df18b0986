#include "fine_tuning.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/command_line/usage.h"
#include "earmark/features/log_mel_patch.h"
#include "earmark/inference/embedder.h"
#include "earmark/ml/npy.h"
#include "earmark/ml/table.h"
#include "patch_file.h"
#include "train_network.h"
#include "trunk_files.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTuned = "musicnn";
constexpr std::string_view kChanges =
    "\nThe weights are not the original's: they were trained further by earmark train tagger "
    "--fine-tune.\n";

fs::path beside(const fs::path& model, const char* ending) { return model.string() + ending; }

std::vector<std::string> tune_words(const TrainingPlan& plan, const fs::path& data,
                                    const fs::path& work) {
  std::vector<std::string> words{"tune",
                                 "--data",
                                 data.string(),
                                 "--patches",
                                 (work / "patches.npy").string(),
                                 "--trunk",
                                 (plan.trunks / inference::trunk_file(kTuned)).string(),
                                 "--out",
                                 work.string(),
                                 "--params",
                                 plan.params,
                                 "--jobs",
                                 std::to_string(jobs_of(plan.jobs))};
  const auto rows = row_flags(plan.choice);
  words.insert(words.end(), rows.begin(), rows.end());
  return words;
}

// The rounds' embeddings take the place of the first values.
void require_trunks(const ml::PreparedData& data, const fs::path& folder) {
  const auto entries = read_trunk_files(folder).entries;
  if (entries.empty() || entries.front().kind != kTuned) {
    throw TableError(folder.string() + " has no musicnn.onnx, the trunk that is fine-tuned");
  }
  if (inference::trunks_version(entries) != data.recipe.trunks) {
    throw TableError("the prepared data were not heard by the trunks in " + folder.string() +
                     ": prepare them with these (earmark prepare --trunks)");
  }
}

}  // namespace

fs::path tuned_trunks(const fs::path& model) { return beside(model, ".trunks"); }

void FineTuning::check(const TrainingPlan& plan) {
  // No folder is looked at yet.
  std::vector<std::string> words = tune_words(plan, plan.out, plan.out);
  words.emplace_back("--check");
  train_network(words);
}

FineTuning::FineTuning(Console& console, const TrainingPlan& plan, const fs::path& dir,
                       const ml::PreparedData& data)
    : originals_{plan.trunks}, trunks_{tuned_trunks(plan.out)}, work_{beside(plan.out, ".tuning")} {
  require_trunks(data, originals_);
  write_patches(console, data, features::musicnn_patch(), jobs_of(plan.jobs), plan.progress,
                work_.path() / "patches.npy");
  train_network(tune_words(plan, dir, work_.path()));
}

fs::path FineTuning::folder(const ml::TrainingRound& round) const {
  return work_.path() / std::to_string(round.number);
}

void FineTuning::hear(const ml::TrainingRound& round, ml::PreparedData& data) const {
  const auto tuned = ml::read_npy<float>(folder(round) / "embedding.npy");
  const std::size_t n_values = tuned.shape.at(1);
  for (std::size_t i = 0; i < data.segments.size(); ++i) {
    std::copy_n(
        tuned.values.begin() + static_cast<std::ptrdiff_t>(i * n_values), n_values,
        data.embedding_values.begin() + static_cast<std::ptrdiff_t>(i * data.recipe.n_embedding));
  }
}

std::string FineTuning::keep_trunks() const {
  const TrunkFiles originals = read_trunk_files(originals_);
  fs::create_directories(trunks_);
  for (const auto& [name, content] : originals.contents) {
    AtomicFile file{trunks_ / name};
    file.write(content);
    if (name == originals.entries.front().notice) {
      file.write(kChanges);
    }
    file.commit();
  }
  const std::string tuned = inference::trunk_file(kTuned);
  fs::rename(work_.path() / tuned, trunks_ / tuned);
  return inference::trunks_version(read_trunk_files(trunks_).entries);
}

}  // namespace earmark::cli
