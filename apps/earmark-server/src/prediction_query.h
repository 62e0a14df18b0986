#pragma once

#include <httplib.h>

#include <cstddef>

#include "bundle_host.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/prediction_json.h"

namespace earmark::server {

/// What a request for predictions asks for by its query.
struct PredictionQuery {
  ModelChoice choice;
  inference::PredictionJsonOptions json;
  double hop_s = inference::kSegmentSeconds;
};

/// @throws ProblemError  400: an unknown parameter, one that stands twice or whose value cannot be,
///                       or models that the bundle does not have
[[nodiscard]] PredictionQuery parse_query(const httplib::Params& params,
                                          const LoadedBundle& bundle);

}  // namespace earmark::server
