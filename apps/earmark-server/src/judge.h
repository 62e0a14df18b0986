#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>

#include "admission.h"
#include "bundle_host.h"
#include "earmark/inference/classifier.h"
#include "exchange.h"
#include "prediction_query.h"

namespace earmark::server {

/// The client has closed its connection: there is nobody to answer.
class ClientIsGone : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "the client is gone"; }
};

struct JudgeConfig {
  AdmissionConfig admission;
  double max_duration_s = 4 * 3600.0;
  std::size_t max_channels = 8;
  double max_request_s =
      24 * 3600.0;  ///< of a request's sounds together; one may always be of max_duration_s
};

/// Judges sounds, as many at a time as there are processors. Thread-safe.
class Judge {
 public:
  explicit Judge(const JudgeConfig& config);

  /// The right to judge, once it is this request's turn.
  /// @param duration_s  of the sounds that will be judged with it, as far as it is known
  /// @throws ProblemError  503: the service ends
  /// @throws ClientIsGone
  [[nodiscard]] Admission::Ticket enter(double duration_s, const PredictionQuery& query,
                                        Exchange& exchange);

  /// Judges with such a right, and notes the answer in `exchange`.
  /// @throws ProblemError  422: it cannot be judged; 503: the service ends
  /// @throws ClientIsGone
  [[nodiscard]] inference::Prediction judge(const Admission::Ticket& ticket,
                                            std::span<const std::byte> content,
                                            const PredictionQuery& query, LoadedBundle& bundle,
                                            Exchange& exchange,
                                            const inference::PredictCallbacks& callbacks = {});

  /// Waits for the sound's turn, and judges it. @throws  as enter() and judge()
  [[nodiscard]] inference::Prediction judge(std::span<const std::byte> content,
                                            const PredictionQuery& query, LoadedBundle& bundle,
                                            Exchange& exchange,
                                            const inference::PredictCallbacks& callbacks = {});

  [[nodiscard]] const Admission& admission() const { return admission_; }

  /// From now on what runs ends soon, with 503.
  void give_up() { given_up_ = true; }

 private:
  /// Processor seconds that the sound will take, as others of its kind took.
  [[nodiscard]] double cost_s(double duration_s, const PredictionQuery& query);
  void learn_cost(double duration_s, const PredictionQuery& query, double took_s);
  void require_client(const Exchange& exchange) const;
  /// How long the request's next sound may be. @throws ProblemError  422: there were too many
  [[nodiscard]] double room_s(const Exchange& exchange) const;

  JudgeConfig config_;
  Admission admission_;
  std::atomic<bool> given_up_{false};
  std::mutex mutex_;
  std::map<ModelChoice, double> cost_of_second_;
};

}  // namespace earmark::server
