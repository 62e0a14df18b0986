#include "bundle_inputs.h"

#include <map>
#include <span>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "earmark/check/drift.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "prepare.h"

namespace earmark::cli {
namespace {

using inference::InputReference;

constexpr std::size_t kBins = 10;

/// Of each track that is learned from, the row of its middle piece.
std::vector<std::size_t> middle_rows(const ml::PreparedData& data,
                                     const std::function<bool(std::size_t)>& is_learned_from) {
  std::map<std::string, std::vector<std::size_t>> rows_of_track;
  for (std::size_t row = 0; row < data.segments.size(); ++row) {
    if (is_learned_from(row)) {
      rows_of_track[data.segments[row].track].push_back(row);
    }
  }
  std::vector<std::size_t> middles;
  middles.reserve(rows_of_track.size());
  for (const auto& [track, rows] : rows_of_track) {
    middles.push_back(rows[rows.size() / 2]);
  }
  return middles;
}

InputReference::Column column_of(const check::Sample& sample) {
  InputReference::Column column{check::equal_mass_limits(sample, sample, kBins), {}};
  column.shares = check::bin_shares(sample, column.limits);
  return column;
}

}  // namespace

std::optional<InputReference> input_reference_of(
    const ml::PreparedData& data, const std::function<bool(std::size_t)>& is_learned_from) {
  const std::vector<std::size_t> rows = middle_rows(data, is_learned_from);
  if (rows.empty()) {
    return std::nullopt;
  }
  InputReference reference{rows.size(), {}};
  const MatrixView<const float> table = data.features();
  for (std::size_t c = 0; c < data.recipe.feature_names.size(); ++c) {
    check::Sample sample;
    for (const std::size_t row : rows) {
      sample.values.push_back(table.row(row)[c]);
    }
    sample.weights.assign(rows.size(), 1.0);
    reference.columns.push_back(column_of(sample));
  }
  return reference;
}

InputsFile inputs_file_of(const InputReference& reference) {
  InputsFile file{{"inputs.json", ""}, reference.to_json()};
  file.entry.sha256 = sha256_hex(std::as_bytes(std::span{file.content}));
  return file;
}

void add_inputs_to_bundle(Console& console, const BundleInputsFlags& flags) {
  const auto bundle = inference::Bundle::open(bundle_location(console, flags.folder));
  const auto data = load_prepared(flags.data, {.tensors = false, .embeddings = false});
  const auto reference = input_reference_of(data, [&](std::size_t row) {
    const ml::PreparedSegment& segment = data.segments[row];
    return segment.copy_of().empty() && (flags.rows.empty() || segment.split == flags.rows);
  });
  if (!reference) {
    throw UsageError(flags.rows.empty()
                         ? "--data " + flags.data + " holds no song that is no altered copy"
                         : "--rows " + flags.rows + " is no split of the data in " + flags.data);
  }
  const InputsFile file = inputs_file_of(*reference);
  inference::BundleManifest manifest = bundle.manifest();
  manifest.inputs = file.entry;
  write_file(bundle.folder() / file.entry.file, file.content);
  write_file(bundle.folder() / "bundle.json", manifest.to_json());
  console.print((bundle.folder() / file.entry.file).string() + ": " +
                counted(reference->n_songs, "song", "songs") + '\n');
}

}  // namespace earmark::cli
