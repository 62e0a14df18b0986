#pragma once

namespace earmark::server {

/// The content of api/openapi.yaml.
extern const char* const kOpenapiYaml;

}  // namespace earmark::server
