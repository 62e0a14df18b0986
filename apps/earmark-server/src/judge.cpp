#include "judge.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>
#include <vector>

#include "earmark/audio/reader.h"
#include "earmark/base/errors.h"
#include "problem.h"
#include "stage_note.h"

namespace earmark::server {
namespace {

using Clock = std::chrono::steady_clock;

/// Of profile accurate on a processor of 2024, until it was measured here.
constexpr double kFirstCostOfSecond = 0.006;
constexpr double kForget = 0.9;
constexpr std::size_t kMaxChoices = 256;
/// Bytes of a second of sound whose header does not tell its length: an MP3's at 128 kbit/s.
constexpr double kBytesPerSecond = 16000;
/// A sound from which on all processors work on it, where nobody else needs them.
constexpr double kSharedFromS = 60;
constexpr auto kLookAround = std::chrono::milliseconds{100};

double thread_cpu_s() {
  timespec now{};
  (void)::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

[[noreturn]] void refuse(const DecodeError& error) {
  throw ProblemError({.status = 422, .kind = error.kind(), .detail = error.what()});
}

/// As the header says, which need not be true.
/// @throws ProblemError  422: it has none
double claimed_s(std::span<const std::byte> content) {
  if (content.empty()) {
    throw ProblemError(
        {.status = 422, .kind = "empty", .detail = "the file is empty: send one that holds sound"});
  }
  try {
    const audio::StreamInfo info = audio::Reader::from_memory(content).info();
    return info.n_frames ? std::max(0.0, static_cast<double>(*info.n_frames) / info.sample_rate)
                         : static_cast<double>(content.size()) / kBytesPerSecond;
  } catch (const DecodeError& error) {
    refuse(error);
  }
}

telemetry::PredictionFigures figures_of(const inference::Prediction& prediction, double waited_s) {
  const auto best = prediction.best();
  std::vector<std::pair<std::string, double>> stages;
  stages.reserve(prediction.stages.size());
  for (const inference::Stage& stage : prediction.stages) {
    stages.emplace_back(stage.name, stage.busy_s);
  }
  return {.kind = std::string{inference::to_string(prediction.kind)},
          .genre = best ? prediction.genres[*best] : "",
          .confidence = best ? prediction.probabilities[*best] : 0.0,
          .unsure = prediction.unsure,
          .audio_s = prediction.duration_s,
          .waited_s = waited_s,
          .stages = std::move(stages)};
}

/// What a sound was taken for, and what the engine's work on it was spent on.
void note_prediction(const inference::Prediction& prediction,
                     const telemetry::PredictionFigures& figures, telemetry::StageSpan& span) {
  const auto after = [begin = span.begin](double s) {
    return begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{s});
  };
  span.parts.reserve(prediction.stages.size());
  for (const inference::Stage& stage : prediction.stages) {
    span.parts.push_back({.name = stage.name,
                          .begin = after(stage.start_s),
                          .end = after(stage.end_s),
                          .attributes = {{"earmark.busy_s", stage.busy_s}}});
  }
  span.attributes = {{"earmark.kind", figures.kind},
                     {"earmark.genre", figures.genre},
                     {"earmark.confidence", figures.confidence},
                     {"earmark.audio_s", figures.audio_s},
                     {"earmark.bundle", prediction.bundle_name},
                     {"earmark.bundle_version", prediction.bundle_version}};
}

}  // namespace

Judge::Judge(const JudgeConfig& config) : config_{config}, admission_{config.admission} {}

double Judge::cost_s(double duration_s, const PredictionQuery& query) {
  const std::lock_guard lock{mutex_};
  // Clients may name the members in any order.
  if (cost_of_second_.size() >= kMaxChoices) {
    cost_of_second_.clear();
  }
  const auto [known, is_new] = cost_of_second_.try_emplace(query.choice, kFirstCostOfSecond);
  return known->second * duration_s * inference::kSegmentSeconds / query.hop_s;
}

void Judge::learn_cost(double duration_s, const PredictionQuery& query, double took_s) {
  if (duration_s < inference::kSegmentSeconds) {
    return;
  }
  const std::lock_guard lock{mutex_};
  const auto [found, is_new] = cost_of_second_.try_emplace(query.choice, kFirstCostOfSecond);
  double& known = found->second;
  const double seen = took_s / duration_s * query.hop_s / inference::kSegmentSeconds;
  known = kForget * known + (1 - kForget) * seen;
}

void Judge::require_client(const Exchange& exchange) const {
  if (given_up_) {
    throw ProblemError({.status = 503,
                        .kind = "stopping",
                        .detail = "the service ends; ask again in a moment",
                        .retry_after_s = 5});
  }
  if (exchange.stream->peer_is_gone()) {
    throw ClientIsGone{};
  }
}

double Judge::room_s(const Exchange& exchange) const {
  double judged_s = 0;
  for (const auto& sound : exchange.judged) {
    judged_s += sound.audio_s;
  }
  const double left_s = std::max(config_.max_request_s, config_.max_duration_s) - judged_s;
  if (left_s <= 0) {
    throw ProblemError({.status = 422,
                        .kind = "too_long",
                        .detail = "the sounds before it in this request last as long as those of "
                                  "one request may; send it in another"});
  }
  return std::min(config_.max_duration_s, left_s);
}

Admission::Ticket Judge::enter(double duration_s, const PredictionQuery& query,
                               Exchange& exchange) {
  const StageNote note{exchange, "wait"};
  return admission_.enter(cost_s(duration_s, query), [&] { require_client(exchange); });
}

inference::Prediction Judge::judge(std::span<const std::byte> content, const PredictionQuery& query,
                                   LoadedBundle& bundle, Exchange& exchange,
                                   const inference::PredictCallbacks& callbacks) {
  const auto ticket = enter(claimed_s(content), query, exchange);
  return judge(ticket, content, query, bundle, exchange, callbacks);
}

inference::Prediction Judge::judge(const Admission::Ticket& ticket,
                                   std::span<const std::byte> content, const PredictionQuery& query,
                                   LoadedBundle& bundle, Exchange& exchange,
                                   const inference::PredictCallbacks& callbacks) {
  const bool is_shared = ticket.cost_s() > cost_s(kSharedFromS, query) && admission_.is_quiet();
  Clock::time_point looked = Clock::now();
  inference::PredictCallbacks watched = callbacks;
  watched.on_progress = [&](const inference::SongProgress& progress) {
    if (const auto now = Clock::now(); now - looked > kLookAround) {
      looked = now;
      require_client(exchange);
    }
    if (callbacks.on_progress) {
      callbacks.on_progress(progress);
    }
  };
  try {
    const auto classifier = bundle.classifier(query.choice);
    StageNote note{exchange, "predict"};
    const double begin_s = thread_cpu_s();
    inference::Prediction prediction =
        classifier->predict(content,
                            {.n_threads = is_shared ? config_.admission.n_slots : 1,
                             .hop_s = query.hop_s,
                             .max_duration_s = room_s(exchange),
                             .max_channels = config_.max_channels,
                             .middle_row = bundle.drift() != nullptr},
                            watched);
    if (bundle.drift() != nullptr) {
      bundle.drift()->add(prediction.middle_row);
    }
    if (!is_shared) {
      learn_cost(prediction.duration_s, query, thread_cpu_s() - begin_s);
    }
    exchange.judged.push_back(figures_of(prediction, ticket.waited_s()));
    if (exchange.is_traced) {
      note_prediction(prediction, exchange.judged.back(), note.span());
    }
    return prediction;
  } catch (const DecodeError& error) {
    refuse(error);
  }
}

}  // namespace earmark::server
