#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "connection_stream.h"

namespace earmark::server {

/// One request and its answer, while it is worked on and for those who watch. Used by one thread.
struct Exchange {
  ConnectionStream* stream = nullptr;
  std::string request_id;
  std::string client;  ///< its address, behind a trusted proxy too
  std::string route;   ///< as in the contract, such as "/v1/predictions"; "" for none
  std::string method;
  std::string path;
  std::string user_agent;
  std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  int status = 0;
  std::string problem_kind;  ///< of the answer; "" where all is well
  bool body_is_read = true;  ///< whether the next request begins where this one's answer ends
};

}  // namespace earmark::server
