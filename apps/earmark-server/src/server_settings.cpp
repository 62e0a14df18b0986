#include "server_settings.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <map>

#include "earmark/command_line/usage.h"
#include "earmark/command_line/yaml_file.h"

namespace earmark::server {
namespace {

using cli::Setting;
using cli::UsageError;

constexpr std::size_t kMega = std::size_t{1} << 20U;
constexpr double kDayS = 86400;

/// One thing that can be set: its name (as in a file), what it takes, what for, and how it is read.
struct Spec {
  const char* name;
  const char* takes;
  const char* help;
  std::function<void(ServerConfig&, const Setting&)> set;
};

std::function<void(ServerConfig&, const Setting&)> text(std::string ServerConfig::*field) {
  return [field](ServerConfig& config, const Setting& setting) { config.*field = setting.text; };
}

std::function<void(ServerConfig&, const Setting&)> path(
    std::filesystem::path ServerConfig::*field) {
  return [field](ServerConfig& config, const Setting& setting) { config.*field = setting.text; };
}

std::function<void(ServerConfig&, const Setting&)> list(
    std::vector<std::string> ServerConfig::*field) {
  return [field](ServerConfig& config, const Setting& setting) {
    config.*field = cli::parse_list(setting);
  };
}

std::function<void(ServerConfig&, const Setting&)> count(std::size_t ServerConfig::*field,
                                                         std::size_t low, std::size_t high,
                                                         std::size_t unit = 1) {
  return [=](ServerConfig& config, const Setting& setting) {
    config.*field = cli::parse_count(setting, low, high) * unit;
  };
}

std::function<void(ServerConfig&, const Setting&)> number(double ServerConfig::*field, double low,
                                                          double high) {
  return [=](ServerConfig& config, const Setting& setting) {
    config.*field = cli::parse_number(setting, low, high);
  };
}

void set_log_level(ServerConfig& config, const Setting& setting) {
  config.log_level = cli::parse_choice(setting, {"debug", "info", "warning", "error"});
}

void set_log_file_names(ServerConfig& config, const Setting& setting) {
  config.log_file_names = cli::parse_choice(setting, {"yes", "no"}) == "yes";
}

const std::vector<Spec>& specs() {
  using C = ServerConfig;
  static const std::vector<Spec> all{
      {"host", "ADDRESS", "Where to listen (127.0.0.1); 0.0.0.0: everywhere", text(&C::host)},
      {"port", "N", "Port (8000); 0 takes a free one and prints it", count(&C::port, 0, 65535)},
      {"bundle", "DIR", "Folder of models, or models:/NAME@ALIAS (as shipped)", text(&C::bundle)},
      {"profile", "NAME", "Choice of models where a request names none (the bundle's)",
       text(&C::profile)},
      {"jobs", "N", "Sounds judged at a time (one a processor)", count(&C::jobs, 1, 1024)},
      {"bundle_poll_s", "S", "How often to look whether the registry's alias has moved (30)",
       number(&C::bundle_poll_s, 1, kDayS)},
      {"max_body_mb", "MB", "Largest body (200)", count(&C::max_body_bytes, 1, 4096, kMega)},
      {"max_duration_s", "S", "Longest sound (14400)", number(&C::max_duration_s, 1, 7 * kDayS)},
      {"max_channels", "N", "Most channels of a sound (8)", count(&C::max_channels, 1, 64)},
      {"max_queue_s", "S", "How long a sound may wait for its turn (30); beyond: 503",
       number(&C::max_queue_s, 0.1, 3600)},
      {"max_connections", "N", "Connections (1024)", count(&C::max_connections, 1, 100000)},
      {"max_requests", "N", "Requests read or answered at a time (256)",
       count(&C::max_requests, 2, 4096)},
      {"memory_mb", "MB", "All uploads in memory (256); others go to unnamed files",
       count(&C::memory_bytes, 1, 1 << 20, kMega)},
      {"disk_mb", "MB", "All uploads in files (4096); beyond: 503",
       count(&C::disk_bytes, 1, 1 << 20, kMega)},
      {"upload_dir", "DIR", "For these files (the system's)", path(&C::upload_dir)},
      {"head_timeout_s", "S", "For a request's head (10)", number(&C::head_timeout_s, 0.1, 600)},
      {"idle_timeout_s", "S", "Between a connection's requests (5)",
       number(&C::idle_timeout_s, 0.1, 600)},
      {"body_timeout_s", "S", "Without a byte of a body (10)",
       number(&C::body_timeout_s, 0.1, 600)},
      {"body_bytes_per_s", "N", "Slowest sender of a body (4096)",
       number(&C::body_bytes_per_s, 1, 1e9)},
      {"drain_s", "S", "For running requests after SIGTERM (30)", number(&C::drain_s, 0, 3600)},
      {"rate_per_minute", "N", "Predictions that a client may ask for a minute (any)",
       count(&C::rate_per_minute, 1, 1000000)},
      {"max_requests_per_client", "N", "Predictions that a client may have under way (any)",
       count(&C::max_requests_per_client, 1, 4096)},
      {"cors_origins", "URLS", "Pages of other origins that may ask; * for all (none)",
       list(&C::cors_origins)},
      {"trusted_proxies", "ADDRESSES", "Whose X-Forwarded-For is believed (none)",
       list(&C::trusted_proxies)},
      {"tokens", "FILE", "Tokens that clients must show, one a line (none)", path(&C::tokens_file)},
      {"log_level", "LEVEL", "debug, info, warning or error (info)", set_log_level},
      {"log_file_names", "yes|no", "Whether logs tell the names of files (no)", set_log_file_names},
  };
  return all;
}

std::string flag_of(const Spec& spec) {
  std::string flag = std::string{"--"} + spec.name;
  std::ranges::replace(flag, '_', '-');
  return flag;
}

std::string variable_of(const Spec& spec) {
  std::string variable = std::string{"EARMARK_"} + spec.name;
  std::ranges::transform(variable, variable.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return variable;
}

/// The settings of a file by their names, lists as "a,b".
std::map<std::string, Setting> read_file(const std::string& file) {
  const YAML::Node root = cli::parse_yaml(cli::read_yaml_text(file), file);
  if (!root.IsMap()) {
    throw UsageError(file + " must hold settings, such as \"port: 8000\"");
  }
  std::vector<std::string> names;
  names.reserve(specs().size());
  for (const Spec& spec : specs()) {
    names.emplace_back(spec.name);
  }
  std::map<std::string, Setting> found;
  for (const auto& entry : root) {
    const auto name = entry.first.as<std::string>("");
    const std::string place = cli::yaml_place(file, entry.first.Mark());
    if (std::ranges::find(names, name) == names.end()) {
      throw UsageError(place + "there is no setting " + name + cli::did_you_mean(name, names));
    }
    std::string value = entry.second.IsScalar() ? entry.second.Scalar() : "";
    if (entry.second.IsSequence()) {
      for (const auto& item : entry.second) {
        value += (value.empty() ? "" : ",") + item.as<std::string>("");
      }
    }
    if (!found.emplace(name, Setting{place + name, value}).second) {
      throw UsageError(place + name + " stands twice");
    }
  }
  return found;
}

}  // namespace

void ServerSettings::add_to(CLI::App& app) {
  flags_.assign(specs().size(), "");
  app.add_option("--config", file_, "File of these settings, as YAML (EARMARK_CONFIG)")
      ->type_name("FILE");
  for (std::size_t i = 0; i < specs().size(); ++i) {
    const Spec& spec = specs()[i];
    app.add_option(flag_of(spec), flags_[i], spec.help)->type_name(spec.takes);
  }
}

ServerConfig ServerSettings::read() const {
  const Setting file = cli::setting("--config", file_, "EARMARK_CONFIG");
  const auto in_file = file.given() ? read_file(file.text) : std::map<std::string, Setting>{};
  ServerConfig config;
  for (std::size_t i = 0; i < specs().size(); ++i) {
    const Spec& spec = specs()[i];
    Setting setting = cli::setting(flag_of(spec), flags_[i], variable_of(spec).c_str());
    if (const auto found = in_file.find(spec.name); !setting.given() && found != in_file.end()) {
      setting = found->second;
    }
    if (setting.given()) {
      spec.set(config, setting);
    }
  }
  return config;
}

std::string ServerSettings::environment_help() {
  return "Each can be set in the environment too (--max-body-mb as\n"
         "EARMARK_MAX_BODY_MB) or in the file of --config (max_body_mb: 100). A flag goes\n"
         "over the environment, that over the file.\n"
         "OpenTelemetry's OTEL_EXPORTER_OTLP_ENDPOINT and the like say where traces go.\n"
         "SIGHUP reads the models anew; SIGTERM ends when what runs is answered.";
}

}  // namespace earmark::server
