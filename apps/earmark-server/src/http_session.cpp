#include "http_session.h"

#include <random>
#include <string>

#include "problem.h"

namespace earmark::server {
namespace {

/// 16 hexadecimal digits that tell requests apart in logs; no secret.
std::string new_request_id() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id(16, '0');
  std::uint64_t bits = random();
  for (char& digit : id) {
    digit = kDigits[bits & 15U];
    bits >>= 4U;
  }
  return id;
}

/// Type and parameters' names are the same in any case (RFC 9110, 8.3.1); the library knows them in
/// lower case alone. What parameters say stays as it is.
std::string plain_content_type(std::string text) {
  bool is_value = false;
  bool is_quoted = false;
  for (char& c : text) {
    is_quoted = is_value && (c == '"') != is_quoted;
    is_value = is_quoted || (c != ';' && (is_value || c == '='));
    c = is_value ? c : ascii_lower(c);
  }
  return text;
}

/// What a sender is told whose head or body broke the rules; 0: nothing, it is gone.
int status_of(ConnectionStream::Stop stop) {
  switch (stop) {
    case ConnectionStream::Stop::kTooSlow:
      return 408;
    case ConnectionStream::Stop::kHeadTooLarge:
      return 431;
    case ConnectionStream::Stop::kLineTooLong:
    case ConnectionStream::Stop::kMalformed:
      return 400;
    default:
      return 0;
  }
}

}  // namespace

HttpSession::HttpSession(RequestHandler& handler, const KeptAlive& kept) : handler_{&handler} {
  set_keep_alive_timeout(static_cast<time_t>(kept.idle_s));
  set_keep_alive_max_count(kept.max_requests);
  // The library streams no answer while it has no listening socket; ours is elsewhere.
  svr_sock_ = 0;
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    return checked_ || !answer_head(request, response) ? HandlerResponse::Unhandled
                                                       : HandlerResponse::Handled;
  });
  set_expect_100_continue_handler(
      [this](const httplib::Request& request, httplib::Response& response) {
        checked_ = !answer_head(request, response);
        return checked_ ? 100 : response.status;
      });
  Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                    const httplib::ContentReader& body) {
    handler_->answer_body(request, response, body, exchange_);
  });
  set_error_handler(Handler{[this](const httplib::Request& request, httplib::Response& response) {
    const bool is_known = !exchange_.problem_kind.empty();
    if (response.body.empty() && !is_known) {
      refuse(request, response);
    }
  }});
  set_logger([this](const httplib::Request&, const httplib::Response& response) {
    exchange_.status = response.status;
  });
  // Errors of handlers are answers by then; this is for the library's own.
  set_exception_handler([this](const httplib::Request& request, httplib::Response& response,
                               const std::exception_ptr&) {
    response.status = 400;
    refuse(request, response);
  });
}

bool HttpSession::answer_head(const httplib::Request& request, httplib::Response& response) {
  if (!handler_->answer_head(request, response, exchange_)) {
    return false;
  }
  const bool has_body =
      request.has_header("Transfer-Encoding") ||
      (request.has_header("Content-Length") && request.get_header_value("Content-Length") != "0");
  if (has_body) {
    exchange_.body_is_read = false;
    response.set_header("Connection", "close");
  }
  return true;
}

void HttpSession::begin(httplib::Request& request) {
  exchange_.stream->begin_body(request.has_header("Transfer-Encoding"));
  exchange_.method = request.method;
  exchange_.path = request.path;
  exchange_.client = request.remote_addr;
  exchange_.user_agent = request.get_header_value("User-Agent");
  // The library would pack what is packed already.
  exchange_.takes_gzip =
      request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
  request.headers.erase("Accept-Encoding");
  if (const auto type = request.headers.find("Content-Type"); type != request.headers.end()) {
    type->second = plain_content_type(std::move(type->second));
  }
}

void HttpSession::refuse(const httplib::Request& request, httplib::Response& response) {
  if (const int status = status_of(exchange_.stream->stop()); status != 0) {
    response.status = status;
  }
  exchange_.body_is_read = false;
  handler_->answer_refused(request, response, exchange_);
}

bool HttpSession::serve_one(ConnectionStream& stream, bool last) {
  exchange_ = {};
  exchange_.stream = &stream;
  exchange_.request_id = new_request_id();
  checked_ = false;
  stream.begin_head();
  // Answers are given whole, of whatever the client asks a part (RFC 9110, 14.2); the library would
  // refuse parts in units that it does not know.
  stream.hide_header("range");
  bool closed = false;
  const bool written =
      process_request(stream, last, closed, [this](httplib::Request& request) { begin(request); });
  if (!written && stream.n_written() == 0) {
    answer_broken_head();
  }
  if (exchange_.status != 0) {
    handler_->finished(exchange_);
  }
  exchange_.place.reset();
  const bool goes_on = written && !closed && !last && exchange_.body_is_read &&
                       stream.stop() == ConnectionStream::Stop::kNone;
  const bool is_unread = !exchange_.body_is_read || stream.has_more() ||
                         stream.stop() != ConnectionStream::Stop::kNone;
  if (!goes_on && is_unread && stream.stop() != ConnectionStream::Stop::kClosed) {
    stream.end_gently();
  }
  return goes_on;
}

void HttpSession::answer_broken_head() {
  httplib::Response response;
  response.status = status_of(exchange_.stream->stop());
  // A connection that was opened and never used is no request.
  if (response.status == 0 || exchange_.stream->n_read() == 0) {
    return;
  }
  handler_->answer_refused({}, response, exchange_);
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + ' ' +
                     std::string{status_words(response.status)} + "\r\n";
  for (const auto& [name, value] : response.headers) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
  text += "Content-Length: " + std::to_string(response.body.size()) +
          "\r\nConnection: close\r\n\r\n" + response.body;
  (void)exchange_.stream->write(text.data(), text.size());
  exchange_.status = response.status;
}

}  // namespace earmark::server
