#pragma once

#include <string>

#include "server_config.h"

namespace CLI {
class App;
}
namespace earmark::cli {
class Console;
}

namespace earmark::server {

/// How each setting is named for people: --max-body-mb as a flag, EARMARK_MAX_BODY_MB in the
/// environment, max_body_mb in a file. A flag goes over the environment, and that over the file.
class ServerSettings {
 public:
  /// Adds the flags, and --config for the file.
  void add_to(CLI::App& app);

  /// What was set, after the flags were parsed.
  /// @throws UsageError  a value that cannot be, or a file that cannot be read, with an unknown
  /// name
  [[nodiscard]] ServerConfig read() const;

  /// The names in the environment, for help.
  [[nodiscard]] static std::string environment_help();

 private:
  std::vector<std::string> flags_;  ///< one a setting, "" where it was not given
  std::string file_;
};

}  // namespace earmark::server
