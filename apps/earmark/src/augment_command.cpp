#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

#include "augmented_files.h"
#include "augmented_list.h"
#include "augmented_text.h"
#include "classifier_choice.h"
#include "earmark/augment/encode.h"
#include "earmark/augment/ranges.h"
#include "earmark/augment/read_sound.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/prediction_json.h"
#include "ordered_output.h"
#include "subcommands.h"
#include "track_source.h"

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxCopies = 1000;

struct AugmentFlags {
  std::vector<std::string> inputs;
  TrackSourceFlags tracks;
  std::string out;
  std::string format = "wav";
  std::string seed = "0";
  std::string copies = "1";
  std::map<std::string, std::string> changes;  ///< texts of the changes, by their names
  std::string jobs;
  bool force = false;
  bool json = false;
  bool progress = false;
};

std::string flag_of(std::string_view change) {
  std::string flag = "--" + std::string{change};
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

augment::Ranges ranges_of(const AugmentFlags& flags) {
  augment::Ranges ranges;
  bool any = false;
  for (const auto& [name, text] : flags.changes) {
    if (text.empty()) {
      continue;
    }
    any = true;
    try {
      augment::set_range(ranges, name, text, flag_of(name));
    } catch (const augment::AugmentError& error) {
      throw UsageError(error.what());
    }
  }
  if (!any) {
    throw UsageError(
        "earmark augment needs a change to make, such as --gain-db -6; earmark augment --help "
        "lists "
        "them");
  }
  return ranges;
}

std::vector<ml::Track> tracks_of(Console& console, const AugmentFlags& flags) {
  const TrackSourceFlags& source = flags.tracks;
  const bool lists = !source.tracks.empty() || !source.genres_dir.empty() || !source.root.empty();
  if (lists && !flags.inputs.empty()) {
    throw UsageError("name the songs by FILE|DIR, or by --tracks or --genres-dir, not by both");
  }
  if (!lists && flags.inputs.empty()) {
    throw UsageError("earmark augment needs FILE|DIR, --tracks CSV or --genres-dir DIR");
  }
  return lists ? read_track_source(console, flags.tracks) : std::vector<ml::Track>{};
}

std::vector<AugmentedFile> files_of(const AugmentFlags& flags, const std::vector<ml::Track>& tracks,
                                    std::size_t n_copies) {
  const AugmentedFilesConfig config{
      .folder = flags.out, .ending = flags.format, .n_copies = n_copies, .overwrite = flags.force};
  return flags.inputs.empty() ? list_augmented_tracks(tracks, config)
                              : list_augmented_files(flags.inputs, config);
}

std::vector<std::string> warnings_of(const augment::ReadSound& read,
                                     const augment::Changes& changes,
                                     const augment::ChangedSound& changed,
                                     augment::FileFormat format) {
  std::vector<std::string> warnings = read.warnings;
  const std::size_t n_beyond =
      format == augment::FileFormat::flac ? augment::n_beyond_full_scale(changed.sound) : 0;
  if (changes.crop_s && changed.uncropped) {
    warnings.emplace_back("the sound is not longer than the crop and stays whole");
  }
  if (n_beyond > 0) {
    warnings.push_back(counted(n_beyond, "sample lay", "samples lay") +
                       " beyond full scale, which FLAC clips and WAV would keep");
  }
  return warnings;
}

/// One run of `earmark augment`.
class AugmentRun {
 public:
  AugmentRun(Console& console, const AugmentFlags& flags)
      : console_{console},
        flags_{flags},
        ranges_{ranges_of(flags)},
        format_{parse_choice({"--format", flags.format}, {"wav", "flac"}) == "flac"
                    ? augment::FileFormat::flac
                    : augment::FileFormat::wav},
        seed_{parse_count({"--seed", flags.seed}, 0, std::numeric_limits<std::size_t>::max())},
        n_copies_{parse_count({"--copies", flags.copies}, 1, kMaxCopies)},
        n_jobs_{jobs_of(flags.jobs)},
        tracks_{tracks_of(console, flags)},
        files_{files_of(flags, tracks_, n_copies_)},
        durations_s_(files_.size()),
        output_{console} {
    require_place_for_list();
  }

  ExitCode run() {
    ThreadPool pool{std::min(n_jobs_, files_.size())};
    Progress progress{console_, "changing", "songs", static_cast<double>(files_.size()),
                      flags_.progress};
    pool.parallel_for(files_.size(), [&](std::size_t i, std::size_t) {
      throw_if_interrupted();
      output_.put(i, outcome(i));
      progress.update(static_cast<double>(++n_done_));
    });
    if (!tracks_.empty() && n_failed_ < files_.size()) {
      write_file(list_path(), augmented_list(tracks_, files_, durations_s_));
    }
    if (n_failed_ > 0) {
      console_.note(counted(files_.size() - n_failed_, "file", "files") + " written, " +
                    std::to_string(n_failed_) + " failed");
    }
    return n_failed_ == 0 ? ExitCode::kOk : ExitCode::kSomeInputFailed;
  }

 private:
  [[nodiscard]] fs::path list_path() const { return fs::path{flags_.out} / "tracks.csv"; }

  void require_place_for_list() const {
    std::error_code error;
    if (tracks_.empty() || !fs::exists(list_path(), error)) {
      return;
    }
    if (fs::equivalent(list_path(), flags_.tracks.tracks, error)) {
      throw UsageError(list_path().string() +
                       " is the list of tracks, which is never written over: give another --out");
    }
    if (!flags_.force) {
      throw UsageError(list_path().string() +
                       " is there already: give another --out, or --force to write over it");
    }
  }

  OrderedOutput::Entry outcome(std::size_t i) {
    const AugmentedFile& file = files_[i];
    try {
      if (file.error) {
        throw DecodeError{*file.error};
      }
      const Augmented augmented = make(file);
      durations_s_[i] = augmented.duration_s;
      if (flags_.json) {
        return {augmented_json(file, augmented), ""};
      }
      return {augmented_line(file, augmented),
              augmented.warnings.empty()
                  ? ""
                  : file.input.string() + ": " + join(augmented.warnings, "; ")};
    } catch (const DecodeError& error) {
      return failure(file, error.kind(), error.what());
    } catch (const augment::AugmentError& error) {
      return failure(file, error.kind(), file.input.string() + ": " + error.what());
    }
  }

  OrderedOutput::Entry failure(const AugmentedFile& file, const std::string& kind,
                               const std::string& message) {
    ++n_failed_;
    return {flags_.json ? inference::error_json(file.input.string(), kind, message) + '\n' : "",
            message};
  }

  [[nodiscard]] Augmented make(const AugmentedFile& file) const {
    const std::uint64_t seed = augment::song_seed(seed_, file.name, file.copy);
    const augment::Changes changes = augment::draw(ranges_, seed);
    augment::ReadSound read = augment::read_sound(file.input);
    const augment::ChangedSound changed =
        augment::apply(std::move(read.sound), changes, seed, throw_if_interrupted);
    const augment::Sound& sound = changed.sound;
    const std::vector<std::byte> encoded = augment::encode(sound, format_);
    fs::create_directories(file.out.parent_path());
    write_file(file.out, std::span<const std::byte>{encoded});
    const double energy = augment::energy(sound);
    return {
        .changes = changes,
        .crop_start_s = changed.crop_start_s,
        .order = changed.order,
        .snr_db = changed.snr_db,
        .duration_s = sound.duration_s(),
        .sample_rate = sound.sample_rate,
        .n_channels = sound.n_channels,
        .peak = augment::peak(sound),
        .level_db =
            energy > 0
                ? std::optional{10 * std::log10(energy / static_cast<double>(sound.samples.size()))}
                : std::nullopt,
        .warnings = warnings_of(read, changes, changed, format_)};
  }

  Console& console_;
  const AugmentFlags& flags_;
  augment::Ranges ranges_;
  augment::FileFormat format_;
  std::uint64_t seed_;
  std::size_t n_copies_;
  std::size_t n_jobs_;
  std::vector<ml::Track> tracks_;  ///< empty where files were named
  std::vector<AugmentedFile> files_;
  std::vector<std::optional<double>> durations_s_;  ///< of the files that were written
  OrderedOutput output_;
  std::atomic<std::size_t> n_failed_{0};
  std::atomic<std::size_t> n_done_{0};
};

}  // namespace

void add_augment(CLI::App& app, Action& action) {
  auto flags = std::make_shared<AugmentFlags>();
  CLI::App* sub = app.add_subcommand(
      "augment", "Write changed copies of songs: noise, pitch, codecs (docs/guides/augment.md)");
  sub->add_option("inputs", flags->inputs, "Sound files, or folders to look through")
      ->type_name("FILE|DIR");
  add_track_source_flags(*sub, flags->tracks);
  sub->add_option(
         "--out", flags->out,
         "Folder for the copies; with a list of songs also for tracks.csv, which names all")
      ->required()
      ->type_name("DIR");
  sub->add_option("--format", flags->format,
                  "wav (32 bit floats) or flac (24 bit, clipped at full scale) (default: wav)")
      ->type_name("NAME");
  for (const augment::ChangeKind& kind : augment::change_kinds()) {
    sub->add_option(flag_of(kind.name), flags->changes[std::string{kind.name}],
                    std::string{kind.help})
        ->type_name(std::string{kind.value})
        ->group("Changes, made in this order; LOW..HIGH for a number draws it for each copy");
  }
  sub->add_option("--copies", flags->copies, "Copies of each song (default: 1)")->type_name("N");
  sub->add_option("--seed", flags->seed, "Of what is drawn (default: 0)")->type_name("N");
  sub->add_flag("--force", flags->force,
                "Write over files in the folder of --out, not over inputs");
  sub->add_flag("--json", flags->json, "One JSON object a line: what was done and measured");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return AugmentRun{console, *flags}.run(); };
  });
}

}  // namespace earmark::cli
