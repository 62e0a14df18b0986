#pragma once

#include <httplib.h>

#include "bundle_host.h"
#include "exchange.h"
#include "form.h"
#include "judge.h"

namespace earmark::server {

/// POST /predict/music and /predict_music, for clients of the reference. Thread-safe.
class ReferenceRoute {
 public:
  /// @param bundles, judge, body_reader  must outlive this
  ReferenceRoute(BundleHost& bundles, Judge& judge, const BodyReader& body_reader)
      : bundles_{&bundles}, judge_{&judge}, body_reader_{&body_reader} {}

  /// What can be said before the body is read. @throws ProblemError  406, 415 or 503
  void check_head(const httplib::Request& request) const;

  /// @throws ProblemError, ClientIsGone
  void answer(httplib::Response& response, const httplib::ContentReader& body,
              Exchange& exchange) const;

 private:
  [[nodiscard]] Upload received(const httplib::ContentReader& body, Exchange& exchange) const;

  BundleHost* bundles_;
  Judge* judge_;
  const BodyReader* body_reader_;
};

}  // namespace earmark::server
