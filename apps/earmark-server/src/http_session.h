#pragma once

#include <httplib.h>

#include <cstddef>
#include <functional>

#include "connection_stream.h"
#include "exchange.h"

namespace earmark::server {

/// What answers requests. Both are called by many threads at a time.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  RequestHandler(const RequestHandler&) = delete;
  RequestHandler& operator=(const RequestHandler&) = delete;

  /// Answers from the request's head; false where the answer needs the body.
  virtual bool answer_head(const httplib::Request& request, httplib::Response& response,
                           Exchange& exchange) = 0;
  /// Reads the body and answers.
  virtual void answer_body(const httplib::Request& request, httplib::Response& response,
                           const httplib::ContentReader& body, Exchange& exchange) = 0;
  /// The body of an answer that is the parser's own: the head could not be understood, of which
  /// `request` has what was.
  virtual void answer_refused(const httplib::Request& request, httplib::Response& response,
                              Exchange& exchange) = 0;
  /// The answer was written, or could not be.
  virtual void finished(const Exchange& exchange) = 0;

 protected:
  RequestHandler() = default;
};

/// How long a connection goes on.
struct KeptAlive {
  double idle_s = 5;                ///< between requests, and before the first
  std::size_t max_requests = 1000;  ///< of which the last is told that it is
};

/// cpp-httplib's reading and writing of requests, without its sockets, threads and routes: one
/// thread's tool. Not thread-safe.
class HttpSession : private httplib::Server {
 public:
  /// @param handler  must outlive this
  HttpSession(RequestHandler& handler, const KeptAlive& kept);

  /// Reads one request and answers it.
  /// @param last  tell the client that the connection ends here
  /// @return      whether another request may follow on the connection; where it may not,
  ///              stream.is_ending() may say that what comes is to be thrown away
  bool serve_one(ConnectionStream& stream, bool last);

 private:
  void begin(httplib::Request& request);
  bool answer_head(const httplib::Request& request, httplib::Response& response);
  void refuse(const httplib::Request& request, httplib::Response& response);
  /// What the library itself never answers: a head that came too slowly or was too large.
  void answer_broken_head();

  RequestHandler* handler_;
  Exchange exchange_;
  bool checked_ = false;
};

}  // namespace earmark::server
