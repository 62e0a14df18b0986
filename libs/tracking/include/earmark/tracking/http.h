#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace earmark::tracking {

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::string body = {};                  ///< sent as JSON where it is not empty
  std::filesystem::path upload = {};      ///< a file that is streamed instead of `body`
  std::filesystem::path download = {};    ///< the file that a 2xx answer's body is streamed to
  std::vector<std::string> headers = {};  ///< further ones, "Name: value"
};

struct HttpResponse {
  int status = 0;
  std::string body;                     ///< at most HttpOptions::max_body_bytes
  std::optional<double> retry_after_s;  ///< of a Retry-After given in seconds
};

/// Name and password, or a token that then goes alone; all empty: neither.
struct Credentials {
  std::string username;
  std::string password;
  std::string token;
};

struct HttpOptions {
  Credentials credentials;
  double connect_s = 5;  ///< longest time to connect
  double stall_s = 20;   ///< longest time without a byte in either direction
  std::size_t max_body_bytes = std::size_t{1} << 26U;
  const std::atomic<bool>* cancelled = nullptr;  ///< ends a request early; may be null
};

/// Something that answers requests.
class Http {
 public:
  virtual ~Http() = default;

  /// The answer, whatever its status. One request at a time.
  /// @throws TrackingError  kUnreachable, kCancelled, or an answer longer than allowed (kNotMlflow)
  /// @throws IoError        a file cannot be read or written
  virtual HttpResponse send(const HttpRequest& request) = 0;
};

/// Over the network by libcurl, with one connection that is used again. Redirections are not
/// followed: they would carry a password elsewhere.
/// @throws TrackingError  libcurl is not installed (kUnreachable)
[[nodiscard]] std::unique_ptr<Http> make_curl_http(HttpOptions options);

/// A text as a part of an address: all but letters, digits and "-._~" as %XX.
/// @param keep  further characters that stay, such as "/"
[[nodiscard]] std::string url_encode(const std::string& text, const std::string& keep = "");

}  // namespace earmark::tracking
