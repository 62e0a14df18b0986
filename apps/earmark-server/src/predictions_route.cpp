#include "predictions_route.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accept.h"
#include "earmark/inference/prediction_json.h"
#include "event_stream.h"
#include "prediction_query.h"
#include "problem.h"
#include "stage_note.h"

namespace earmark::server {
namespace {

constexpr std::array<std::string_view, 2> kOffers{"application/json", "text/event-stream"};
constexpr const char* kJson = "application/json";

bool wants_events(const httplib::Request& request) {
  return preferred(request.get_header_value("Accept"), kOffers) == std::size_t{1};
}

}  // namespace

void PredictionsRoute::check_head(const httplib::Request& request) const {
  if (!preferred(request.get_header_value("Accept"), kOffers)) {
    throw ProblemError({.status = 406,
                        .kind = "not_acceptable",
                        .detail = "Accept must take application/json or text/event-stream"});
  }
  (void)parse_query(request.params, *bundles_->current());
  judge_->admission().require_room();
}

std::vector<SentFile> PredictionsRoute::received(const httplib::Request& request,
                                                 const httplib::ContentReader& body,
                                                 Exchange& exchange) const {
  const StageNote note{exchange, "receive"};
  return body_reader_->files(request, body, exchange);
}

void PredictionsRoute::answer(const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& body, Exchange& exchange) const {
  std::vector<SentFile> files = received(request, body, exchange);
  // The bundle may have become another one in the meantime.
  const auto bundle = bundles_->current();
  const PredictionQuery query = parse_query(request.params, *bundle);
  judge_->admission().require_room();
  if (wants_events(request)) {
    stream_predictions(response, std::move(files), query, bundle, *judge_, exchange,
                       request.version == "HTTP/1.0");
    return;
  }
  if (files.size() == 1) {
    const auto prediction = judge_->judge(files.front().content.bytes(), query, *bundle, exchange);
    response.set_content(inference::to_json(prediction, files.front().name, query.json) + '\n',
                         kJson);
    return;
  }
  std::string list;
  for (SentFile& file : files) {
    list += list.empty() ? "" : ",";
    try {
      const auto prediction = judge_->judge(file.content.bytes(), query, *bundle, exchange);
      list += inference::to_json(prediction, file.name, query.json);
    } catch (const ClientIsGone&) {
      throw;
    } catch (...) {
      const Problem problem = current_problem();
      list += inference::error_json(file.name, problem.kind, problem.detail);
    }
  }
  response.set_content("{\"predictions\":[" + list + "]}\n", kJson);
}

}  // namespace earmark::server
