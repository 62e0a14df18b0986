#include "prediction_query.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/command_line/usage.h"
#include "earmark/process/printable.h"
#include "problem.h"

namespace earmark::server {
namespace {

constexpr std::size_t kMaxTop = 254;
constexpr std::size_t kMaxShown = 100;

[[noreturn]] void refuse(const std::string& field, const std::string& detail) {
  throw ProblemError(
      {.status = 400, .kind = "bad_parameter", .detail = detail, .field = printable(field)});
}

/// What the client wrote, as far as it can be shown.
std::string shown(const std::string& text) {
  const std::string all = printable(text);
  return '"' + (all.size() > kMaxShown ? all.substr(0, kMaxShown) + "…" : all) + '"';
}

bool flag(const std::string& name, const std::string& text) {
  if (text == "true" || text == "1") {
    return true;
  }
  if (text == "false" || text == "0") {
    return false;
  }
  refuse(name, name + " must be true or false, not " + shown(text));
}

/// The command line's own reading of values, whose errors are the client's here.
template <typename Read>
auto read(const std::string& name, const std::string& text, const Read& reading) {
  try {
    return reading(cli::Setting{name, printable(text)});
  } catch (const cli::UsageError& error) {
    refuse(name, error.what());
  }
}

const std::vector<std::string>& known_names() {
  static const std::vector<std::string> names{"timeline", "hop_s",   "top",
                                              "profile",  "members", "tags"};
  return names;
}

void require_known(const httplib::Params& params) {
  const auto& names = known_names();
  for (const auto& [name, value] : params) {
    if (std::ranges::find(names, name) == names.end()) {
      refuse(name, "there is no parameter " + shown(name) + ", only " + cli::enumerate(names) +
                       cli::did_you_mean(name, names));
    }
    if (params.count(name) > 1) {
      refuse(name, name + " must be given once only");
    }
  }
}

template <typename Entries>
std::vector<std::string> names_of(const Entries& entries) {
  std::vector<std::string> names;
  names.reserve(entries.size());
  for (const auto& entry : entries) {
    names.push_back(entry.name);
  }
  return names;
}

void set(PredictionQuery& query, const std::string& name, const std::string& text,
         const LoadedBundle& bundle) {
  const auto& manifest = bundle.manifest();
  if (name == "timeline") {
    query.json.segments = flag(name, text);
  } else if (name == "tags") {
    query.choice.tags = flag(name, text);
  } else if (name == "hop_s") {
    query.hop_s = read(name, text, [](const cli::Setting& setting) {
      return cli::parse_number(setting, inference::kMinHopSeconds, inference::kSegmentSeconds);
    });
  } else if (name == "top") {
    query.json.top = read(name, text, [](const cli::Setting& setting) {
      return cli::parse_count(setting, 1, kMaxTop);
    });
  } else if (name == "profile") {
    query.choice.profile = read(name, text, [&](const cli::Setting& setting) {
      return cli::parse_choice(setting, names_of(manifest.profiles));
    });
  } else {
    query.choice.members = read(name, text, cli::parse_list);
    const std::vector<std::string> known = names_of(manifest.members);
    for (const std::string& member : query.choice.members) {
      read(name, member, [&](const cli::Setting& setting) {
        return cli::parse_choice({"each of members", setting.text}, known);
      });
    }
  }
}

}  // namespace

PredictionQuery parse_query(const httplib::Params& params, const LoadedBundle& bundle) {
  require_known(params);
  PredictionQuery query;
  for (const auto& [name, text] : params) {
    set(query, name, text, bundle);
  }
  if (!query.choice.profile.empty() && !query.choice.members.empty()) {
    refuse("members", "profile and members exclude each other");
  }
  if (params.contains("hop_s") && !query.json.segments) {
    refuse("hop_s", "hop_s needs timeline=true, whose steps it sets");
  }
  if (query.choice.tags && !bundle.has_tags()) {
    refuse("tags", "the bundle " + bundle.manifest().name + " has no models that name tags");
  }
  return query;
}

}  // namespace earmark::server
