#pragma once

#include <httplib.h>

#include <cstddef>

#include "bundle_host.h"
#include "exchange.h"
#include "judge.h"

namespace earmark::server {

/// POST /predict/music and /predict_music, for clients of the reference. Thread-safe.
class ReferenceRoute {
 public:
  /// @param bundles, judge  must outlive this
  ReferenceRoute(BundleHost& bundles, Judge& judge, std::size_t max_body_bytes)
      : bundles_{&bundles}, judge_{&judge}, max_body_bytes_{max_body_bytes} {}

  /// What can be said before the body is read. @throws ProblemError  406, 415 or 503
  void check_head(const httplib::Request& request) const;

  /// @throws ProblemError, ClientIsGone
  void answer(httplib::Response& response, const httplib::ContentReader& body,
              Exchange& exchange) const;

 private:
  BundleHost* bundles_;
  Judge* judge_;
  std::size_t max_body_bytes_;
};

}  // namespace earmark::server
