#pragma once

#include <httplib.h>

#include <memory>
#include <vector>

#include "bundle_host.h"
#include "exchange.h"
#include "form.h"
#include "judge.h"
#include "prediction_query.h"

namespace earmark::server {

/// Gives the answers for the files as server-sent events, as they come about.
/// @param judge, exchange  must outlive the answer
/// @param is_http_1_0      the client knows no answers in chunks
void stream_predictions(httplib::Response& response, std::vector<SentFile> files,
                        const PredictionQuery& query, std::shared_ptr<LoadedBundle> bundle,
                        Judge& judge, Exchange& exchange, bool is_http_1_0);

}  // namespace earmark::server
