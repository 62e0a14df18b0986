#pragma once

#include <httplib.h>

#include <cstddef>
#include <string>
#include <vector>

#include "exchange.h"

namespace earmark::server {

/// A sound that was sent, and what the client calls it.
struct SentFile {
  std::string name;  ///< to be shown, never a path
  std::vector<std::byte> content;
};

/// Reads a request's body: the files of a form, else itself as one file.
///
/// @param max_bytes  of all files together
/// @throws ProblemError  400, 408 or 413; exchange.body_is_read then says whether all was read
[[nodiscard]] std::vector<SentFile> read_files(const httplib::Request& request,
                                               const httplib::ContentReader& body,
                                               std::size_t max_bytes, Exchange& exchange);

/// Reads a body as it is. @throws ProblemError  as read_files
[[nodiscard]] std::vector<std::byte> read_body(const httplib::ContentReader& body,
                                               std::size_t max_bytes, Exchange& exchange);

}  // namespace earmark::server
