#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <optional>

#include "audio_files.h"
#include "classifier_choice.h"
#include "earmark/base/errors.h"
#include "earmark/base/thread_pool.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/progress.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/prediction_json.h"
#include "heap.h"
#include "ordered_output.h"
#include "prediction_text.h"
#include "subcommands.h"

namespace earmark::cli {
namespace {

using inference::Classifier;
using inference::Prediction;

struct PredictFlags {
  std::vector<std::string> inputs;
  ClassifierFlags classifier;
  std::string top;
  std::string hop_s;
  std::string jobs;
  bool timeline = false;
  bool json = false;
  bool progress = false;
};

/// @throws UsageError  no number in the range, or a flag that has nothing to act on
double hop_s_of(const PredictFlags& flags) {
  if (!flags.hop_s.empty() && !flags.timeline) {
    throw UsageError("--hop-s needs --timeline, whose steps it sets");
  }
  const Setting hop = setting("--hop-s", flags.hop_s, "EARMARK_HOP_S");
  return flags.timeline && hop.given()
             ? parse_number(hop, inference::kMinHopSeconds, inference::kSegmentSeconds)
             : inference::kSegmentSeconds;
}

/// One run of `earmark predict`.
class PredictRun {
 public:
  PredictRun(Console& console, const PredictFlags& flags, AudioFiles inputs, std::size_t n_jobs)
      : console_{console},
        flags_{flags},
        top_{flags.top.empty() ? std::optional<std::size_t>{}
                               : parse_count({"--top", flags.top}, 1, 254)},
        hop_s_{hop_s_of(flags)},
        inputs_{std::move(inputs)},
        n_jobs_{n_jobs},
        output_{console} {}

  ExitCode run(const Classifier& classifier) {
    const std::size_t n_files = inputs_.files.size();
    ThreadPool pool{std::min(n_jobs_, n_files)};
    // Long sounds among few files may use the threads that files leave over.
    const std::size_t n_threads = std::max<std::size_t>(1, n_jobs_ / n_files);
    Progress progress{console_, "listening", n_files > 1 ? "songs" : "",
                      static_cast<double>(n_files), flags_.progress};
    pool.parallel_for(n_files, [&](std::size_t i, std::size_t) {
      predict_one(classifier, i, n_threads, progress);
    });
    report_counts();
    return n_failed_ == 0 ? ExitCode::kOk : ExitCode::kSomeInputFailed;
  }

 private:
  void predict_one(const Classifier& classifier, std::size_t i, std::size_t n_threads,
                   Progress& progress) {
    const AudioFile& input = inputs_.files[i];
    const std::string file = input.path.string();
    const auto on_progress = [&](const inference::SongProgress& song) {
      throw_if_interrupted();
      if (inputs_.files.size() == 1 && song.duration_s) {
        progress.update(song.decoded_s / std::max(*song.duration_s, song.decoded_s));
      }
    };
    try {
      if (input.error) {
        throw DecodeError{*input.error};
      }
      const Prediction prediction = classifier.predict(
          input.path, {.n_threads = n_threads, .hop_s = hop_s_}, {.on_progress = on_progress});
      output_.put(i, {shown(prediction, file), ""});
    } catch (const DecodeError& error) {
      ++n_failed_;
      OrderedOutput::Entry entry{"", error.what()};
      if (flags_.json) {
        entry.out = inference::error_json(file, error.kind(), error.what()) + '\n';
      }
      output_.put(i, std::move(entry));
    }
    if (inputs_.files.size() > 1) {
      progress.update(static_cast<double>(++n_done_));
    }
  }

  [[nodiscard]] std::string shown(const Prediction& prediction, const std::string& file) const {
    if (flags_.json) {
      return inference::to_json(prediction, file,
                                {.top = top_.value_or(std::numeric_limits<std::size_t>::max()),
                                 .segments = flags_.timeline}) +
             '\n';
    }
    if (inputs_.files.size() == 1 || flags_.timeline || flags_.classifier.tags || top_) {
      const std::string card = prediction_card(
          prediction, file, console_.out(), {.top = top_.value_or(3), .timeline = flags_.timeline});
      return inputs_.files.size() == 1 ? card : card + '\n';
    }
    return prediction_line(prediction, file, console_.out());
  }

  void report_counts() {
    const std::size_t n_files = inputs_.files.size();
    if (n_files == 1 && inputs_.n_skipped == 0) {
      return;
    }
    std::string text = counted(n_files - n_failed_, "song", "songs") + " named";
    if (n_failed_ > 0) {
      text += ", " + std::to_string(n_failed_) + " failed";
    }
    if (inputs_.n_skipped > 0) {
      text += ", " + counted(inputs_.n_skipped, "file is", "files are") + " not sound";
    }
    if (console_.err().interactive || n_failed_ > 0 || inputs_.n_skipped > 0) {
      console_.note(styled(console_.err(), Style::kDim, text));
    }
  }

  Console& console_;
  const PredictFlags& flags_;
  std::optional<std::size_t> top_;
  double hop_s_;
  AudioFiles inputs_;
  std::size_t n_jobs_;
  OrderedOutput output_;
  std::atomic<std::size_t> n_failed_{0};
  std::atomic<std::size_t> n_done_{0};
};

ExitCode predict(Console& console, const PredictFlags& flags) {
  const std::size_t n_jobs = jobs_of(flags.jobs);
  prepare_heap();
  // The members load while the folders are listed and the first song is decoded.
  const Classifier classifier = open_classifier(console, flags.classifier, true);
  PredictRun run{console, flags, find_audio_files(flags.inputs), n_jobs};
  return run.run(classifier);
}

}  // namespace

void add_predict(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PredictFlags>();
  CLI::App* sub = app.add_subcommand("predict", "Name the genre of songs");
  sub->add_option("inputs", flags->inputs, "Sound files, or folders to look through")
      ->required()
      ->type_name("FILE|DIR");
  add_classifier_flags(*sub, flags->classifier);
  sub->add_option("--top", flags->top, "Show only the N most probable genres (text: 3)")
      ->type_name("N");
  sub->add_flag("--timeline", flags->timeline, "Show genre over time, and where it changes");
  sub->add_option("--hop-s", flags->hop_s,
                  "Steps of --timeline, from 0.5 to 3 s (EARMARK_HOP_S; default: 3); 0.5 takes six "
                  "times as long")
      ->type_name("S");
  sub->add_flag("--tags", flags->classifier.tags, "Say what else can be heard, such as guitar");
  sub->add_flag("--json", flags->json, "One JSON object a line (docs/formats/prediction.md)");
  add_jobs_flag(*sub, flags->jobs);
  sub->add_flag("--progress", flags->progress, "Report progress even where nobody watches");
  sub->callback([flags, &action] {
    action = [flags](Console& console) { return predict(console, *flags); };
  });
}

}  // namespace earmark::cli
