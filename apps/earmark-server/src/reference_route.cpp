#include "reference_route.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "accept.h"
#include "problem.h"
#include "reference_request.h"
#include "stage_note.h"

namespace earmark::server {
namespace {

constexpr std::string_view kJson = "application/json";
/// Of samples at 22 050 Hz as whole numbers of 16 bits.
constexpr double kBytesPerSecond = 22050 * 6;

/// The bundle's members of the kinds that the request names by the reference's names.
ModelChoice choice_of(const ReferenceRequest& request, const inference::BundleManifest& manifest) {
  const bool is_forest = request.gtzan_model == "Random Forest";
  ModelChoice choice;
  for (const std::string_view kind : {is_forest ? "forest" : "naive-bayes", "cnn"}) {
    const auto found = std::ranges::find(manifest.members, kind, &inference::MemberEntry::kind);
    if (found == manifest.members.end()) {
      throw ProblemError({.status = 422,
                          .kind = "unsupported",
                          .detail = "the bundle " + manifest.name + " has no model of the kind " +
                                    std::string{kind} + "; ask /v1/predictions instead"});
    }
    choice.members.push_back(found->name);
  }
  return choice;
}

}  // namespace

void ReferenceRoute::check_head(const httplib::Request& request) const {
  if (!preferred(request.get_header_value("Accept"), std::array{kJson})) {
    throw ProblemError(
        {.status = 406, .kind = "not_acceptable", .detail = "Accept must take application/json"});
  }
  std::string type = request.get_header_value("Content-Type");
  type = type.substr(0, type.find_first_of("; "));
  std::ranges::transform(type, type.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (!type.empty() && type != kJson) {
    throw ProblemError({.status = 415,
                        .kind = "unsupported_media_type",
                        .detail = "this route takes application/json; files go to "
                                  "/v1/predictions"});
  }
  judge_->admission().require_room();
}

Upload ReferenceRoute::received(const httplib::ContentReader& body, Exchange& exchange) const {
  const StageNote note{exchange, "receive"};
  return body_reader_->whole(body, exchange);
}

void ReferenceRoute::answer(httplib::Response& response, const httplib::ContentReader& body,
                            Exchange& exchange) const {
  Upload json = received(body, exchange);
  const auto bundle = bundles_->current();
  PredictionQuery query;
  // Samples lie in memory: only as many requests may have them as are judged at a time.
  const auto ticket =
      judge_->enter(static_cast<double>(json.size()) / kBytesPerSecond, query, exchange);
  ReferenceRequest request = parse_reference_request(json.bytes());
  query.choice = choice_of(request, bundle->manifest());
  nlohmann::json labels = nlohmann::json::array();
  for (SampledSong& song : request.songs) {
    const auto prediction =
        judge_->judge(ticket, song.as_wav(request.sample_rate), query, *bundle, exchange);
    const auto best = prediction.best();
    if (!best) {
      throw ProblemError({.status = 422,
                          .kind = "silence",
                          .detail = "the samples are silent: all are under -80 dBFS"});
    }
    labels.push_back(reference_label(prediction.genres[*best]));
  }
  response.set_content((request.is_list && labels.size() > 1 ? labels : labels.front()).dump(),
                       std::string{kJson});
}

}  // namespace earmark::server
