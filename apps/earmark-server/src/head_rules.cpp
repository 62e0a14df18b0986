#include "head_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string>
#include <system_error>

#include "accept.h"

namespace earmark::server {
namespace {

/// The media types that a GET route can answer with.
std::span<const std::string_view> offers_of(RouteId id) {
  static constexpr std::array<std::string_view, 1> kJson{"application/json"};
  static constexpr std::array<std::string_view, 1> kText{"text/plain"};
  static constexpr std::array<std::string_view, 1> kHtml{"text/html"};
  static constexpr std::array<std::string_view, 2> kEither{"application/json", "text/html"};
  switch (id) {
    case RouteId::kRoot:
      return kEither;
    case RouteId::kDocs:
      return kHtml;
    case RouteId::kMetrics:
      return kText;
    case RouteId::kAsset:
      return {};
    default:
      return kJson;
  }
}

}  // namespace

std::string_view allowed(const Route& route) {
  return route.is_post ? "POST, OPTIONS" : "GET, HEAD, OPTIONS";
}

Problem wrong_method(const Route& route) {
  return {.status = 405,
          .kind = "method_not_allowed",
          .detail = "this path takes " + std::string{allowed(route)}};
}

bool is_other_method(const httplib::Request& request) {
  const bool is_word = !request.method.empty() && std::ranges::all_of(request.method, [](char c) {
    return c >= 'A' && c <= 'Z';
  });
  return is_word && request.version.starts_with("HTTP/1.") && request.path.empty();
}

void require_acceptable(const Route& route, const httplib::Request& request) {
  const auto offers = offers_of(route.id);
  if (offers.empty() || preferred(request.get_header_value("Accept"), offers)) {
    return;
  }
  std::string detail = "Accept must take ";
  detail.append(offers.front());
  throw ProblemError({.status = 406, .kind = "not_acceptable", .detail = detail});
}

void require_host(const httplib::Request& request) {
  const std::size_t n = request.get_header_value_count("Host");
  if (n > 1 || (n == 0 && request.version == "HTTP/1.1")) {
    throw ProblemError({.status = 400,
                        .kind = "bad_request",
                        .detail = "a request needs one Host header, and one alone"});
  }
}

void require_body(const httplib::Request& request, std::size_t max_bytes) {
  if (const std::string coding = request.get_header_value("Content-Encoding");
      !coding.empty() && coding != "identity") {
    throw ProblemError({.status = 415,
                        .kind = "unsupported_media_type",
                        .detail = "send the body as it is, without Content-Encoding"});
  }
  const bool has_length = request.has_header("Content-Length");
  if (request.has_header("Transfer-Encoding")) {
    if (has_length || request.get_header_value("Transfer-Encoding") != "chunked") {
      throw ProblemError({.status = 400,
                          .kind = "bad_request",
                          .detail = "a body has either a Content-Length or Transfer-Encoding: "
                                    "chunked"});
    }
    return;
  }
  if (!has_length) {
    throw ProblemError(
        {.status = 411,
         .kind = "length_required",
         .detail = "the request needs a body, with its Content-Length or in chunks"});
  }
  const std::string text = request.get_header_value("Content-Length");
  std::size_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error == std::errc::invalid_argument || end != text.data() + text.size() ||
      request.get_header_value_count("Content-Length") > 1) {
    throw ProblemError({.status = 400,
                        .kind = "bad_request",
                        .detail = "Content-Length must be one whole number"});
  }
  if (error != std::errc{} || length > max_bytes) {
    throw ProblemError(
        {.status = 413,
         .kind = "too_large",
         .detail = "the body is larger than the " + std::to_string(max_bytes >> 20U) +
                   " MB that this service takes; send less, or a compressed format"});
  }
}

}  // namespace earmark::server
