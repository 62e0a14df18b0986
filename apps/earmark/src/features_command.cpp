#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "audio_files.h"
#include "classifier_choice.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/usage.h"
#include "earmark/features/recipe.h"
#include "earmark/features/segment_length.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/prediction_json.h"
#include "earmark/inference/song_analyzer.h"
#include "earmark/ml/csv.h"
#include "earmark/ml/npy.h"
#include "ordered_output.h"
#include "song_features.h"
#include "song_names.h"
#include "subcommands.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

struct FeaturesFlags {
  std::vector<std::string> inputs;
  std::string format = "csv";
  std::string segment_s = "3";
  std::string out;
  std::string jobs;
  bool progress = false;
};

/// The shortest text that reads back as the same float.
std::string number(float value) {
  std::array<char, 32> text{};
  auto* const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string csv_header() {
  std::string text;
  for (const std::string_view column : features::table_columns()) {
    text += (text.empty() ? "" : ",") + std::string{column};
  }
  return text + '\n';
}

std::string csv_rows(const SongFeatures& song, const std::string& name) {
  std::string text;
  std::size_t index = 0;
  for (const ml::SegmentResult& segment : song.segments) {
    text += ml::csv_field(name + '.' + std::to_string(index++) + ".wav") + ',' +
            std::to_string(std::llround(segment.length));
    for (const float value : segment.features) {
      text += ',' + number(value);
    }
    text += ",\n";
  }
  return text;
}

std::string json_rows(const SongFeatures& song, const std::string& file) {
  std::string text;
  for (const ml::SegmentResult& segment : song.segments) {
    nlohmann::ordered_json row{{"file", file}, {"start_s", segment.start_s}};
    nlohmann::ordered_json& values = row["features"] = nlohmann::ordered_json::object();
    for (std::size_t c = 0; c < segment.features.size(); ++c) {
      values[std::string{features::feature_columns()[c]}] =
          nlohmann::json::parse(number(segment.features[c]));
    }
    row["warnings"] = song.warnings;
    text += row.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
  }
  return text;
}

/// What the formats without a place for warnings say beside their result.
std::string warnings(const SongFeatures& song, const std::string& file) {
  return song.warnings.empty() ? "" : file + ": " + join(song.warnings, "; ");
}

/// Both arrays of all songs, in the order of the inputs.
class NpyOutput {
 public:
  /// @throws IoError  the files cannot be written: now, not after all songs
  NpyOutput(const std::string& prefix, std::size_t n_files, std::size_t n_frames)
      : table_file_{prefix + ".features.npy"},
        tensor_file_{prefix + ".mfcc.npy"},
        songs_(n_files),
        n_frames_{n_frames} {
    const AtomicFile table{table_file_};
    const AtomicFile tensors{tensor_file_};
  }

  void put(std::size_t i, SongFeatures song) { songs_[i] = std::move(song); }

  void write() const {
    std::size_t n_segments = 0;
    for (const SongFeatures& song : songs_) {
      n_segments += song.segments.size();
    }
    ml::NpyWriter<float> table{table_file_, n_segments, {features::kNFeatures}};
    ml::NpyWriter<float> tensors{tensor_file_, n_segments, {n_frames_, features::kNMfccTensor}};
    for (const SongFeatures& song : songs_) {
      for (const ml::SegmentResult& segment : song.segments) {
        table.append(segment.features);
        tensors.append(segment.tensor);
      }
    }
    table.commit();
    tensors.commit();
  }

 private:
  std::string table_file_;
  std::string tensor_file_;
  std::vector<SongFeatures> songs_;
  std::size_t n_frames_;
};

void require_prefix_where_needed(const FeaturesFlags& flags, const std::string& format) {
  if ((format == "npy") == flags.out.empty()) {
    throw UsageError(format == "npy" ? "--format npy needs --out PREFIX for its two files"
                                     : "--out is for --format npy; the others print");
  }
  if (std::error_code error; flags.out.ends_with('/') || fs::is_directory(flags.out, error)) {
    throw UsageError("--out " + flags.out +
                     " is a folder: it must be how the files' names begin, such as " +
                     (fs::path{flags.out} / "songs").string());
  }
}

std::vector<std::string> names_in_table(const AudioFiles& inputs) {
  std::vector<fs::path> paths;
  paths.reserve(inputs.files.size());
  for (const AudioFile& file : inputs.files) {
    paths.push_back(file.path);
  }
  return song_names(paths);
}

ExitCode features_of(Console& console, const FeaturesFlags& flags) {
  const std::string format = parse_choice({"--format", flags.format}, {"csv", "json", "npy"});
  const std::size_t segment_samples = features::segment_samples(
      parse_number({"--segment-s", flags.segment_s}, features::kMinSegmentSeconds,
                   features::kMaxSegmentSeconds));
  require_prefix_where_needed(flags, format);
  const AudioFiles inputs = find_audio_files(flags.inputs);
  const std::size_t n_files = inputs.files.size();
  const inference::SongAnalyzer analyzer{
      {.table = true, .mfcc = format == "npy", .segment_samples = segment_samples}};
  ThreadPool pool{std::min(jobs_of(flags.jobs), n_files)};
  OrderedOutput output{console};
  std::optional<NpyOutput> arrays;
  if (format == "npy") {
    arrays.emplace(flags.out, n_files, features::frames_of(segment_samples));
  }
  const std::vector<std::string> names = names_in_table(inputs);
  Progress progress{console, "analysing", "songs", static_cast<double>(n_files), flags.progress};
  std::atomic<std::size_t> n_done{0};
  std::atomic<std::size_t> n_failed{0};
  if (format == "csv") {
    console.print(csv_header());
  }
  pool.parallel_for(n_files, [&](std::size_t i, std::size_t) {
    const AudioFile& input = inputs.files[i];
    const std::string file = input.path.string();
    try {
      if (input.error) {
        throw DecodeError{*input.error};
      }
      SongFeatures song = song_features(analyzer, {}, {input.path, {}});
      output.put(i, {format == "csv"    ? csv_rows(song, names[i])
                     : format == "json" ? json_rows(song, file)
                                        : "",
                     format == "json" ? "" : warnings(song, file)});
      if (arrays) {
        arrays->put(i, std::move(song));
      }
    } catch (const DecodeError& error) {
      ++n_failed;
      output.put(
          i,
          {format == "json" ? inference::error_json(file, error.kind(), error.what()) + '\n' : "",
           error.what()});
    }
    progress.update(static_cast<double>(++n_done));
  });
  if (arrays) {
    arrays->write();
  }
  return n_failed == 0 ? ExitCode::kOk : ExitCode::kSomeInputFailed;
}

}  // namespace

void add_features(CLI::App& app, Action& action) {
  auto flags = std::make_shared<FeaturesFlags>();
  CLI::App* sub = app.add_subcommand(
      "features", "Print the 57 features of songs, of each 3 s or another length");
  sub->add_option("inputs", flags->inputs, "Sound files, or folders to look through")
      ->required()
      ->type_name("FILE|DIR");
  sub->add_option("--format", flags->format, "csv, json or npy (default: csv)")->type_name("NAME");
  sub->add_option("--segment-s", flags->segment_s,
                  "Length of a segment in seconds, 0.5 to 60 (default: 3)")
      ->type_name("S");
  sub->add_option("--out", flags->out, "npy: write PREFIX.features.npy and PREFIX.mfcc.npy")
      ->type_name("PREFIX");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return features_of(console, *flags); };
  });
}

}  // namespace earmark::cli
