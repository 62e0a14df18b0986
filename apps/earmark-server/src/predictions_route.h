#pragma once

#include <httplib.h>

#include "bundle_host.h"
#include "exchange.h"
#include "form.h"
#include "judge.h"

namespace earmark::server {

/// POST /v1/predictions. Thread-safe.
class PredictionsRoute {
 public:
  /// @param bundles, judge, body_reader  must outlive this
  PredictionsRoute(BundleHost& bundles, Judge& judge, const BodyReader& body_reader)
      : bundles_{&bundles}, judge_{&judge}, body_reader_{&body_reader} {}

  /// What can be said before the body is read. @throws ProblemError  400, 406 or 503
  void check_head(const httplib::Request& request) const;

  /// @throws ProblemError, ClientIsGone
  void answer(const httplib::Request& request, httplib::Response& response,
              const httplib::ContentReader& body, Exchange& exchange) const;

 private:
  [[nodiscard]] std::vector<SentFile> received(const httplib::Request& request,
                                               const httplib::ContentReader& body,
                                               Exchange& exchange) const;

  BundleHost* bundles_;
  Judge* judge_;
  const BodyReader* body_reader_;
};

}  // namespace earmark::server
