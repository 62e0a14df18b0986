#include "bundle_create.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <span>
#include <utility>

#include "bundle_inputs.h"
#include "bundle_judgement.h"
#include "bundle_place.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/sha256.h"
#include "earmark/command_line/bundle_location.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/member.h"
#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/table.h"
#include "held_out_files.h"
#include "held_out_protocol.h"
#include "held_out_tracks.h"
#include "member_kind.h"
#include "prepare.h"
#include "sure_accuracies.h"
#include "trunk_files.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;
using inference::BundleManifest;

constexpr std::size_t kMaxMembers = 6;  // every choice of them is calibrated

class BundleBuilder {
 public:
  BundleBuilder(Console& console, const BundleCreateFlags& flags)
      : console_{console}, flags_{flags} {}

  void build() {
    if (by_folds() && !flags_.rows.empty()) {
      throw UsageError("--rows and --held-out both say what to calibrate on: give one");
    }
    require_place_for_bundle("--out", flags_.out);
    read_members();
    read_trunks();
    read_music_rule();
    read_choices();
    const SureAccuracies sure{flags_.sure_accuracy, manifest_};
    data_ = load_prepared(flags_.calibrate_on);
    require_own_trunks();
    read_genres();
    set_priors();
    note_inputs();
    calibrate(sure);
    add_figures();
    manifest_.validate("the new bundle.json");
    write();
  }

 private:
  void read_members() {
    manifest_.name = flags_.name;
    manifest_.version = flags_.version;
    for (const std::string& text : flags_.members) {
      const auto [name, file] = parse_pair("--member", text);
      contents_.push_back(read_file(file, inference::Bundle::kMaxMemberBytes));
      const std::string kind = kind_of(contents_.back());
      manifest_.members.push_back(
          {name, kind, name + extension_of(kind), sha256_hex(contents_.back()), 1});
    }
    if (manifest_.members.size() > kMaxMembers) {
      throw UsageError("a bundle made here has at most 6 members");
    }
  }

  /// Those that a tagger hears through, with their notices.
  void read_trunks() {
    if (std::ranges::any_of(manifest_.members, [](const auto& m) { return m.kind == "tagger"; })) {
      TrunkFiles trunks = read_trunk_files(tagger_trunks_location(console_, flags_.trunks));
      manifest_.trunks = std::move(trunks.entries);
      files_ = std::move(trunks.contents);
    }
  }

  void read_music_rule() {
    std::error_code error;
    if (!flags_.music.empty()) {
      manifest_.music = inference::parse_music_rule(text_of(flags_.music), flags_.music);
      check_music(*manifest_.music);
    } else if (!flags_.music_of.empty() &&
               fs::exists(fs::path{flags_.music_of} / "bundle.json", error)) {
      manifest_.music = inference::Bundle::open(flags_.music_of).manifest().music;
    }
  }

  /// Now: what would refuse it later comes after the songs.
  void check_music(const inference::MusicRule& rule) const {
    std::vector<std::string> kinds;
    std::ranges::transform(manifest_.trunks, std::back_inserter(kinds),
                           &inference::TrunkEntry::kind);
    inference::check_music_rule(rule, kinds, flags_.music);
    require_tags(rule, files_, flags_.music);
  }

  /// Other trunks may give as many values, which would calibrate the tagger on noise. Answers of
  /// folds are there already.
  void require_own_trunks() const {
    if (by_folds() || manifest_.trunks.empty() ||
        data_.recipe.trunks == inference::trunks_version(manifest_.trunks)) {
      return;
    }
    throw TableError(flags_.calibrate_on +
                     (data_.recipe.n_embedding == 0
                          ? " holds no embeddings, which a tagger needs"
                          : " holds embeddings of other trunks than the bundle's") +
                     ": prepare the songs with earmark prepare --trunks DIR");
  }

  void read_choices() {
    for (const std::string& text : flags_.weights) {
      const auto [name, value] = parse_pair("--weight", text);
      const auto found =
          std::find_if(manifest_.members.begin(), manifest_.members.end(),
                       [&, wanted = name](const auto& member) { return member.name == wanted; });
      if (found == manifest_.members.end()) {
        throw UsageError("--weight names " + name + ", which is no --member");
      }
      found->weight = parse_number({"--weight", value}, 1e-3, 1e3);
    }
    for (const std::string& text : flags_.profiles) {
      const auto [name, members] = parse_pair("--profile", text);
      manifest_.profiles.push_back({name, parse_list({"--profile", members})});
    }
    if (manifest_.profiles.empty()) {
      inference::Profile& all = manifest_.profiles.emplace_back();
      all.name = "fast";
      for (const auto& member : manifest_.members) {
        all.members.push_back(member.name);
      }
    }
  }

  void read_genres() {
    std::vector<std::string> labels;
    labels.reserve(data_.segments.size());
    for (const ml::PreparedSegment& segment : data_.segments) {
      labels.push_back(segment.genre);
    }
    manifest_.genres = ml::distinct_sorted(labels);
    y_ = ml::encode_labels(labels, manifest_.genres);
  }

  [[nodiscard]] bool by_folds() const { return !flags_.held_out.empty(); }
  [[nodiscard]] std::string split() const { return flags_.rows.empty() ? "valid" : flags_.rows; }
  [[nodiscard]] bool is_held_out(std::size_t row) const {
    return data_.segments[row].split == split() && data_.segments[row].copy_of().empty();
  }

  [[nodiscard]] bool is_learned_from(std::size_t row) const {
    return data_.segments[row].copy_of().empty() && (by_folds() || !is_held_out(row));
  }

  void note_inputs() {
    const auto reference =
        input_reference_of(data_, [&](std::size_t i) { return is_learned_from(i); });
    if (reference) {
      const InputsFile file = inputs_file_of(*reference);
      manifest_.inputs = file.entry;
      const auto bytes = std::as_bytes(std::span{file.content});
      files_.emplace_back(file.entry.file, std::vector(bytes.begin(), bytes.end()));
    }
  }

  /// Shares of the tracks that the models were trained on.
  void set_priors() {
    std::map<std::string, int> genre_of_track;
    for (std::size_t i = 0; i < y_.size(); ++i) {
      if (is_learned_from(i)) {
        genre_of_track[data_.segments[i].track] = y_[i];
      }
    }
    const std::size_t n = manifest_.genres.size();
    manifest_.priors.assign(n, genre_of_track.empty() ? 1.0 / static_cast<double>(n) : 0.0);
    for (const auto& [track, y] : genre_of_track) {
      manifest_.priors[static_cast<std::size_t>(y)] +=
          1.0 / static_cast<double>(genre_of_track.size());
    }
  }

  [[nodiscard]] std::vector<std::size_t> held_out_rows() const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < data_.segments.size(); ++i) {
      if (is_held_out(i)) {
        rows.push_back(i);
      }
    }
    if (rows.empty()) {
      throw UsageError("--rows " + split() + " is no split of the data in " + flags_.calibrate_on);
    }
    return rows;
  }

  [[nodiscard]] HeldOut hear() const {
    const std::vector<std::size_t> rows = held_out_rows();
    HeldOut held_out{{}, protocol_of_rows(data_, split())};
    for (std::size_t m = 0; m < manifest_.members.size(); ++m) {
      add_answers(*load(m), data_, y_, rows, held_out.tracks);
    }
    return held_out;
  }

  [[nodiscard]] HeldOut read_answers() const {
    const std::vector<ml::HeldOutAnswers> answers =
        read_held_out(flags_.held_out, manifest_, data_);
    HeldOut held_out{{}, protocol_of_folds(data_, answers.front())};
    for (std::size_t m = 0; m < answers.size(); ++m) {
      add_answers(answers[m], load(m)->song_mean(), data_, y_, held_out.tracks);
    }
    return held_out;
  }

  [[nodiscard]] std::unique_ptr<inference::Member> load(std::size_t m) const {
    return inference::load_member(manifest_.members[m].kind, contents_[m], manifest_.genres,
                                  flags_.members[m], trunks_version(manifest_.trunks));
  }

  void calibrate(const SureAccuracies& sure) {
    const HeldOut held_out = by_folds() ? read_answers() : hear();
    const std::string name = flags_.data_name.empty()
                                 ? fs::path{flags_.calibrate_on}.filename().string()
                                 : flags_.data_name;
    BundleJudgement judgement = judge_bundle(manifest_, sure, data_, held_out,
                                             name + (by_folds() ? "" : ", rows " + split()));
    manifest_.unsure_rule = std::move(judgement.unsure_rule);
    manifest_.calibrations = std::move(judgement.calibrations);
    manifest_.figures = std::move(judgement.figures);
    reports_ = std::move(judgement.reports);
    console_.print(judgement.table);
  }

  void add_figures() {
    if (!flags_.figures.empty()) {
      for (auto& figure : inference::parse_figures(text_of(flags_.figures), flags_.figures)) {
        manifest_.figures.push_back(std::move(figure));
      }
    }
  }

  static std::string text_of(const std::string& file) {
    const auto bytes = read_file(file, inference::Bundle::kMaxManifestBytes);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// bundle.json last: before it, the folder is no bundle or the old one, whose hashes then fail.
  void write() const {
    const fs::path folder = flags_.out;
    std::error_code error;
    fs::create_directories(folder, error);
    for (std::size_t m = 0; m < contents_.size(); ++m) {
      write_file(folder / manifest_.members[m].file, contents_[m]);
    }
    for (const auto& [name, content] : files_) {
      write_file(folder / name, content);
    }
    write_file(folder / "bundle.json", manifest_.to_json());
    if (!flags_.reports.empty()) {
      fs::create_directories(flags_.reports, error);
      for (const HeldOutReport& report : reports_) {
        write_file(fs::path{flags_.reports} / (report.name + ".json"), report.json);
        write_file(fs::path{flags_.reports} / (report.name + ".html"), report.html);
      }
    }
  }

  Console& console_;
  const BundleCreateFlags& flags_;
  BundleManifest manifest_;
  std::vector<std::vector<std::byte>> contents_;                       ///< of the members
  std::vector<std::pair<std::string, std::vector<std::byte>>> files_;  ///< the others, by name
  std::vector<HeldOutReport> reports_;
  ml::PreparedData data_;
  std::vector<int> y_;  ///< class of each segment
};

}  // namespace

void create_bundle(Console& console, const BundleCreateFlags& flags) {
  BundleBuilder{console, flags}.build();
}

}  // namespace earmark::cli
