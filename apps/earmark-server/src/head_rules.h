#pragma once

#include <httplib.h>

#include <cstddef>
#include <string_view>

#include "problem.h"
#include "routes.h"

namespace earmark::server {

/// The methods of a route, as in the header Allow.
[[nodiscard]] std::string_view allowed(const Route& route);

/// 405, for a method that is none of them.
[[nodiscard]] Problem wrong_method(const Route& route);

/// Whether it is a request but for a method that the library does not know, so that it stopped
/// there.
[[nodiscard]] bool is_other_method(const httplib::Request& request);

/// @throws ProblemError  400: none or several where there must be one (RFC 9112, 3.2)
void require_host(const httplib::Request& request);

/// @throws ProblemError  406: the header Accept takes nothing that a GET route answers with
void require_acceptable(const Route& route, const httplib::Request& request);

/// @throws ProblemError  400, 411, 413 or 415: no body of a known length, or in chunks, that is not
///                       encoded and not larger than this
void require_body(const httplib::Request& request, std::size_t max_bytes);

}  // namespace earmark::server
