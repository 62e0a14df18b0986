#pragma once

#include <string>

namespace earmark::server {

/// api/openapi.yaml as JSON.
[[nodiscard]] const std::string& openapi_json();

}  // namespace earmark::server
