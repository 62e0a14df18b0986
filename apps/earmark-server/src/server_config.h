#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace earmark::server {

/// What an operator can set; server_settings.h says by which names. Sizes are in bytes, times in
/// seconds.
struct ServerConfig {
  std::string host = "127.0.0.1";
  std::size_t port = 8000;    ///< 0: a free one
  std::string bundle;         ///< folder or models:/NAME@ALIAS; "": as shipped
  std::string profile;        ///< that answers where a request names none; "": the bundle's
  std::size_t jobs = 0;       ///< sounds that are judged at a time; 0: one a processor
  double bundle_poll_s = 30;  ///< how often the registry is asked whether its alias has moved

  std::size_t max_body_bytes = std::size_t{200} << 20U;
  std::size_t max_channels = 8;        ///< of a sound
  double max_duration_s = 4 * 3600.0;  ///< of a decoded sound
  double max_queue_s = 30;             ///< work that may wait, in seconds until it would begin
  std::size_t max_connections = 1024;
  std::size_t max_requests = 256;  ///< that are read or answered at a time: threads
  std::size_t memory_bytes = std::size_t{256} << 20U;  ///< all uploads in memory
  std::size_t disk_bytes = std::size_t{4096} << 20U;   ///< all uploads in unnamed files
  std::filesystem::path upload_dir;                    ///< for these; "": the system's

  double head_timeout_s = 10;      ///< until a request's head is there
  double idle_timeout_s = 5;       ///< between requests of a connection
  double body_timeout_s = 10;      ///< without a byte of a body
  double body_bytes_per_s = 4096;  ///< a slower sender is given up, after a while
  double drain_s = 30;             ///< for running requests, after SIGTERM

  std::size_t rate_per_minute = 0;           ///< predictions of a client; 0: any number
  std::size_t max_requests_per_client = 0;   ///< predictions under way at a time; 0: any number
  std::vector<std::string> cors_origins;     ///< pages of other origins that may ask; "*": all
  std::vector<std::string> trusted_proxies;  ///< addresses whose X-Forwarded-For is believed
  std::filesystem::path tokens_file;         ///< "": no token is needed
  std::string log_level = "info";
  bool log_file_names = false;
};

}  // namespace earmark::server
