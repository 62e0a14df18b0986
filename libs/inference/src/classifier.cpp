#include "earmark/inference/classifier.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/inference/ensemble.h"
#include "earmark/inference/genre_path.h"
#include "earmark/inference/mean_probabilities.h"
#include "segment_delivery.h"
#include "segment_scores.h"

namespace earmark::inference {
namespace {

constexpr std::string_view kTagTrunk = "musicnn";

SongAnalyzerOptions inputs_of(const BundleManifest& manifest,
                              const std::vector<std::string>& members, const Embedder& embedder) {
  SongAnalyzerOptions options{.table = false, .mfcc = false, .silent_segments = false};
  for (const std::string& name : members) {
    const Input input = input_of(manifest.member(name).kind);
    options.table = options.table || input == Input::kTableRow;
    options.mfcc = options.mfcc || input == Input::kMfcc;
  }
  options.patches = embedder.patches();
  return options;
}

std::vector<std::string> choose(const BundleManifest& manifest, const ClassifierOptions& options) {
  if (!options.members.empty() && !options.profile.empty()) {
    throw std::invalid_argument("Classifier::open: profile and members exclude each other");
  }
  return options.members.empty() ? manifest.profile(options.profile) : options.members;
}

bool has_tags(const BundleManifest& manifest) {
  return std::ranges::any_of(manifest.trunks,
                             [](const TrunkEntry& trunk) { return trunk.kind == kTagTrunk; });
}

/// Of a song's way from its segments on, as SegmentScores notes them.
std::vector<std::string> stages_of(const Ensemble& ensemble) {
  std::vector<std::string> names;
  names.reserve(ensemble.embedder().size() + ensemble.size());
  for (std::size_t trunk = 0; trunk < ensemble.embedder().size(); ++trunk) {
    names.push_back("trunk." + ensemble.embedder().kind(trunk));
  }
  for (std::size_t member = 0; member < ensemble.size(); ++member) {
    names.push_back("member." + ensemble.name(member));
  }
  return names;
}

}  // namespace

struct Classifier::State {
  State(ModelStore opened, const ClassifierOptions& options)
      : models{std::move(opened)},
        members{choose(models.manifest(), options)},
        gives_tags{options.tags},
        ensemble{Ensemble::load(models, members, options.tags)},
        analyzer{models.analyzer(inputs_of(models.manifest(), members, ensemble.embedder()))} {
    if (options.tags && !has_tags(models.manifest())) {
      throw BundleError("bundle " + models.manifest().name +
                        " has no trunk \"musicnn\", which is what names tags");
    }
    if (!options.load_in_background) {
      ensemble.wait_until_ready();
    }
  }

  [[nodiscard]] Prediction predict(const Sound& sound, const PredictOptions& options,
                                   const PredictCallbacks& callbacks) const;
  void conclude(Prediction& prediction, const std::vector<SegmentPlace>& segments,
                const SegmentScores& scores) const;
  /// What the segments at each hop are taken for, and the path through them.
  void follow(Prediction& prediction, const std::vector<SegmentPlace>& segments,
              const SegmentScores& scores, double hop_s) const;

  ModelStore models;
  std::vector<std::string> members;
  bool gives_tags = false;
  Ensemble ensemble;
  std::shared_ptr<const SongAnalyzer> analyzer;
};

Prediction Classifier::State::predict(const Sound& sound, const PredictOptions& options,
                                      const PredictCallbacks& callbacks) const {
  if (!(options.hop_s >= kMinHopSeconds && options.hop_s <= kSegmentSeconds)) {
    throw std::invalid_argument("Classifier::predict: hop_s must be from 0.5 to 3");
  }
  SegmentPlaces places;
  StageTimes times{stages_of(ensemble)};
  SegmentScores scores{ensemble, callbacks.on_segment != nullptr, &times};
  SegmentDelivery delivery{places, scores, ensemble, callbacks.on_segment};
  std::vector<float> middle_row;
  const auto on_segment = [&](const AnalyzedSegment& segment) {
    places.put(segment);
    if (!segment.middle_row.empty()) {
      middle_row.assign(segment.middle_row.begin(), segment.middle_row.end());
    }
    if (!segment.silent) {
      scores.add(segment);
    }
  };
  const auto on_restart = [&] {
    places.clear();
    scores.clear();
    delivery.restart();
    middle_row.clear();
    if (callbacks.on_restart) {
      callbacks.on_restart();
    }
  };
  const auto on_progress = [&](const SongProgress& progress) {
    delivery.give(options.n_threads);
    if (callbacks.on_progress) {
      callbacks.on_progress(progress);
    }
  };
  SongSummary summary = analyzer->analyze(
      sound, on_segment,
      {.n_threads = options.n_threads,
       .hop_s = options.hop_s,
       .limits = {.max_duration_s = options.max_duration_s, .max_channels = options.max_channels},
       .middle_row = options.middle_row,
       // Until then reading the members has more need of them.
       .may_share = [this] { return ensemble.is_ready(); },
       .on_restart = on_restart,
       .on_progress = on_progress,
       .times = &times});
  scores.finish(options.n_threads);
  delivery.give(options.n_threads);

  Prediction prediction;
  prediction.genres = models.manifest().genres;
  prediction.duration_s = summary.duration_s;
  prediction.n_segments = summary.n_segments;
  prediction.middle_row = std::move(middle_row);
  prediction.bundle_name = models.manifest().name;
  prediction.bundle_version = models.manifest().version;
  prediction.warnings = std::move(summary.warnings);
  follow(prediction, places.all(), scores, options.hop_s);
  conclude(prediction, places.all(), scores);
  prediction.stages = times.stages();
  return prediction;
}

void Classifier::State::follow(Prediction& prediction, const std::vector<SegmentPlace>& segments,
                               const SegmentScores& scores, double hop_s) const {
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const SegmentPlace& segment = segments[s];
    if (segment.is_step) {
      prediction.segments.push_back({segment.start_s, segment.end_s, segment.silent, {}});
      if (!segment.silent) {
        prediction.segments.back().probabilities = ensemble.combine(scores.of(s));
      }
    }
  }
  const auto path = GenrePath{}.of(prediction.segments, hop_s / kSegmentSeconds);
  for (std::size_t s = 0; s < path.size(); ++s) {
    prediction.segments[s].smoothed = path[s];
  }
  prediction.changes = genre_changes(prediction.segments);
}

void Classifier::State::conclude(Prediction& prediction, const std::vector<SegmentPlace>& segments,
                                 const SegmentScores& scores) const {
  const std::size_t n_genres = ensemble.n_genres();
  std::vector<MeanProbabilities> means;
  for (std::size_t m = 0; m < ensemble.size(); ++m) {
    means.emplace_back(ensemble.song_mean(m), n_genres);
  }
  bool is_heard = false;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    if (segments[s].silent || !segments[s].is_piece) {
      continue;
    }
    const MatrixView<const double> answers = scores.of(s);
    is_heard = true;
    for (std::size_t m = 0; m < ensemble.size(); ++m) {
      means[m].add(answers.row(m));
    }
  }
  if (!is_heard) {
    prediction.kind = Kind::kSilence;
    prediction.probabilities = models.manifest().priors;
    prediction.warnings.emplace_back("all of the sound is quieter than -80 dBFS");
    return;
  }
  std::vector<double> answers;  // [members, genres]
  for (std::size_t m = 0; m < ensemble.size(); ++m) {
    const std::vector<double> mean = means[m].value();
    answers.insert(answers.end(), mean.begin(), mean.end());
    prediction.members.emplace_back(ensemble.name(m), mean);
  }
  prediction.probabilities = ensemble.combine({answers.data(), ensemble.size(), n_genres});
  if (gives_tags) {
    prediction.tags = scores.tags().of_trunk(kTagTrunk);
  }
  prediction.music = scores.tags().music();
  if (prediction.music && *prediction.music < ensemble.music_rule()->least) {
    prediction.kind = Kind::kNotMusic;
    return;
  }
  prediction.unsure = *std::max_element(prediction.probabilities.begin(),
                                        prediction.probabilities.end()) < ensemble.unsure_below();
}

Classifier::Classifier(std::unique_ptr<State> state) : state_{std::move(state)} {}
Classifier::~Classifier() = default;
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;

Classifier Classifier::open(const std::filesystem::path& bundle, const ClassifierOptions& options) {
  return open(ModelStore::open(bundle), options);
}

Classifier Classifier::open(const ModelStore& models, const ClassifierOptions& options) {
  return Classifier{std::make_unique<State>(models, options)};
}

const BundleManifest& Classifier::manifest() const { return state_->models.manifest(); }

const std::vector<std::string>& Classifier::members() const { return state_->members; }

void Classifier::wait_until_ready() const { state_->ensemble.wait_until_ready(); }

Prediction Classifier::predict(const std::filesystem::path& file, const PredictOptions& options,
                               const PredictCallbacks& callbacks) const {
  return state_->predict({file, {}}, options, callbacks);
}

Prediction Classifier::predict(std::span<const std::byte> content, const PredictOptions& options,
                               const PredictCallbacks& callbacks) const {
  return state_->predict({{}, content}, options, callbacks);
}

}  // namespace earmark::inference
