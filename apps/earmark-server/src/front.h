#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include "access.h"
#include "bundle_host.h"
#include "http_session.h"
#include "judge.h"
#include "predictions_route.h"
#include "problem.h"
#include "reference_route.h"
#include "routes.h"
#include "server_config.h"
#include "watcher.h"

namespace earmark::server {

/// Answers requests: which route it is, who may ask, what its head must say; then the route.
/// Thread-safe.
class Front : public RequestHandler {
 public:
  /// @param bundles, judge, watcher  must outlive this
  /// @throws UsageError  as Tokens, or uploads have no folder
  Front(const ServerConfig& config, BundleHost& bundles, Judge& judge, Watcher& watcher);

  /// From now on the service says that it is not ready.
  void set_stopping() { stopping_ = true; }

  bool answer_head(const httplib::Request& request, httplib::Response& response,
                   Exchange& exchange) override;
  void answer_body(const httplib::Request& request, httplib::Response& response,
                   const httplib::ContentReader& body, Exchange& exchange) override;
  void answer_refused(const httplib::Request& request, httplib::Response& response,
                      Exchange& exchange) override;
  void finished(const Exchange& exchange) override { watcher_->note(exchange); }

 private:
  void set_common_headers(httplib::Response& response, const Exchange& exchange) const;
  /// CORS: whether the page that asks may read the answer.
  void allow_origin(const httplib::Request& request, httplib::Response& response) const;
  [[nodiscard]] std::string client_of(const httplib::Request& request) const;
  static const Route& require_route(const httplib::Request& request, Exchange& exchange);
  void require_token(const Route& route, const httplib::Request& request,
                     httplib::Response& response);
  void answer_get(const Route& route, const httplib::Request& request, httplib::Response& response,
                  const Exchange& exchange) const;
  static void answer_options(const Route& route, const httplib::Request& request,
                             httplib::Response& response);
  void require_ready() const;
  /// @throws ProblemError  503: as many requests with bodies are served as may be; 429: of this
  ///                       client
  [[nodiscard]] std::shared_ptr<void> take_place(const std::string& client);
  static void give(const Problem& problem, httplib::Response& response, Exchange& exchange);

  const ServerConfig config_;
  BundleHost* bundles_;
  Judge* judge_;
  Watcher* watcher_;
  Tokens tokens_;
  ClientRate rate_;
  ClientPlaces client_places_;
  UploadBudget budget_;
  BodyReader body_reader_;
  PredictionsRoute predictions_;
  ReferenceRoute reference_;
  std::atomic<bool> stopping_{false};
  std::atomic<std::ptrdiff_t> n_places_;
};

}  // namespace earmark::server
