#include "problem.h"

#include <array>
#include <new>
#include <nlohmann/json.hpp>

namespace earmark::server {

std::string_view status_words(int status) {
  static constexpr std::array<std::pair<int, std::string_view>, 18> kWords{{
      {200, "OK"},
      {204, "No Content"},
      {304, "Not Modified"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {411, "Length Required"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {503, "Service Unavailable"},
  }};
  for (const auto& [known, words] : kWords) {
    if (known == status) {
      return words;
    }
  }
  return "Error";
}

Problem current_problem() {
  try {
    throw;
  } catch (const ProblemError& error) {
    return error.problem();
  } catch (const std::bad_alloc&) {
    return {.status = 503,
            .kind = "queue_full",
            .detail = "the service has not enough memory now; come again later",
            .retry_after_s = 10};
  } catch (...) {
    return {.status = 500,
            .kind = "defect",
            .detail = "this is a fault of the service; its operator finds it by the request_id"};
  }
}

std::string problem_json(const Problem& problem, std::string_view request_id) {
  nlohmann::ordered_json object{{"type", "about:blank"},
                                {"title", status_words(problem.status)},
                                {"status", problem.status},
                                {"detail", problem.detail},
                                {"kind", problem.kind}};
  if (!problem.field.empty()) {
    object["field"] = problem.field;
  }
  object["request_id"] = request_id;
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace earmark::server
