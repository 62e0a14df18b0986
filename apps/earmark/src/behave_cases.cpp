#include "behave_cases.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "earmark/augment/sound.h"
#include "earmark/command_line/usage.h"
#include "earmark/command_line/yaml_file.h"

namespace earmark::cli {
namespace {

using behave::Case;
using behave::CaseKind;

// Less is no demand.
constexpr double kLeastShare = 0.01;
constexpr double kMostRise = 0.5;
constexpr std::size_t kMaxName = 60;

const std::vector<std::string>& kind_names() {
  static const std::vector<std::string> names{"minimum functionality", "invariance", "direction"};
  return names;
}

/// Reads one case, a map of the file's list.
class CaseReader {
 public:
  CaseReader(const YAML::Node& node, std::string file) : node_{node}, file_{std::move(file)} {}

  Case read() {
    if (!node_.IsMap()) {
      fail(node_.Mark(), "a case must be lines \"key: value\"");
    }
    for (const auto& entry : node_) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const auto setter = setters_.find(key);
      if (setter == setters_.end()) {
        fail(entry.first.Mark(), "a case has no key " + key + ", only " + enumerate(keys()) +
                                     did_you_mean(key, keys()));
      }
      given_.insert(key);
      guarded(entry.second.Mark(), key, [&] { setter->second(entry.second); });
    }
    require_keys();
    return case_;
  }

 private:
  using Setter = std::function<void(const YAML::Node& value)>;

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& what) const {
    throw UsageError(yaml_place(file_, mark) + what);
  }

  /// Tells what `action` refuses with its place.
  void guarded(const YAML::Mark& mark, const std::string& key,
               const std::function<void()>& action) const {
    try {
      action();
    } catch (const augment::AugmentError& error) {
      fail(mark, key + ": " + error.what());
    } catch (const UsageError& error) {
      fail(mark, key + ": " + error.what());
    }
  }

  [[nodiscard]] std::vector<std::string> keys() const {
    std::vector<std::string> names;
    names.reserve(setters_.size());
    for (const auto& [name, unused] : setters_) {
      names.push_back(name);
    }
    return names;
  }

  static std::string text_of(const YAML::Node& value) {
    if (!value.IsScalar() || value.Scalar().empty()) {
      throw UsageError("it must be one value");
    }
    return value.Scalar();
  }

  static double share_of(const YAML::Node& value) {
    return parse_number({"it", text_of(value)}, kLeastShare, 1);
  }

  void set_name(const YAML::Node& value) {
    case_.name = text_of(value);
    if (case_.name.size() > kMaxName || case_.name.find('\n') != std::string::npos) {
      throw UsageError("it must be one line of at most 60 bytes");
    }
  }

  void set_except(const YAML::Node& value) {
    if (!value.IsMap()) {
      throw UsageError("it must be shares by member or profile, such as {forest: 0.5}");
    }
    for (const auto& entry : value) {
      case_.at_least_of[text_of(entry.first)] = share_of(entry.second);
    }
  }

  /// {gain_db: 6}, or of a direction one change of several values, {drive_db: [10, 20]}.
  void set_change(const YAML::Node& value) {
    if (!value.IsMap() || value.size() == 0) {
      throw UsageError("it must be changes by name, such as {gain_db: -6}");
    }
    const std::vector<std::string> names = behave::alteration_names();
    for (const auto& entry : value) {
      const std::string name = parse_choice({"a change", text_of(entry.first)}, names);
      if (entry.second.IsSequence()) {
        set_steps(value, name, entry.second);
        return;
      }
      case_.steps.resize(1);
      behave::set_alteration(case_.steps.front(), name, text_of(entry.second));
    }
  }

  void set_steps(const YAML::Node& changes, const std::string& name, const YAML::Node& values) {
    if (changes.size() != 1 || values.size() < 2) {
      throw UsageError("steps are two or more values of one change, such as {drive_db: [10, 20]}");
    }
    for (const auto& value : values) {
      behave::set_alteration(case_.steps.emplace_back(), name, text_of(value));
    }
  }

  void require_keys() const {
    for (const char* key : {"name", "kind", "at_least"}) {
      require(key, true);
    }
    const bool functionality = case_.kind == CaseKind::kMinimumFunctionality;
    const bool direction = case_.kind == CaseKind::kDirection;
    require("change", !functionality);
    require("songs", functionality);
    require("genre", direction);
    require("may_rise", direction);
    if (given_.contains("or_unsure") && case_.kind != CaseKind::kInvariance) {
      fail(node_.Mark(), "or_unsure goes with an invariance");
    }
    if (!functionality && direction != (case_.steps.size() > 1)) {
      fail(node_.Mark(), direction ? "a direction needs steps, such as {drive_db: [10, 20]}"
                                   : "an invariance has one value of each change, not steps");
    }
  }

  /// Fails where a key that the kind needs is absent, or one that it does not have is there.
  void require(const std::string& key, bool needed) const {
    if (given_.contains(key) != needed) {
      const std::string who = given_.contains("kind") ? std::string{behave::kind_name(case_.kind)}
                                                      : std::string{"case"};
      fail(node_.Mark(), "the case " + (case_.name.empty() ? "" : "\"" + case_.name + "\" ") +
                             (needed ? "lacks " : "has ") + key +
                             (needed ? "" : ", which does not go with " + who));
    }
  }

  const YAML::Node& node_;
  std::string file_;
  Case case_;
  std::set<std::string> given_;
  std::map<std::string, Setter> setters_{
      {"name", [this](const YAML::Node& value) { set_name(value); }},
      {"kind",
       [this](const YAML::Node& value) {
         const std::string kind = parse_choice({"it", text_of(value)}, kind_names());
         const auto place = std::ranges::find(kind_names(), kind) - kind_names().begin();
         case_.kind = static_cast<CaseKind>(place);
       }},
      {"note", [this](const YAML::Node& value) { case_.note = text_of(value); }},
      {"songs",
       [this](const YAML::Node& value) {
         const bool rendered =
             parse_choice({"it", text_of(value)}, {"rendered", "labelled"}) == "rendered";
         case_.songs = rendered ? behave::KnownSongs::kRendered : behave::KnownSongs::kLabelled;
       }},
      {"change", [this](const YAML::Node& value) { set_change(value); }},
      {"or_unsure",
       [this](const YAML::Node& value) {
         case_.or_unsure = parse_choice({"it", text_of(value)}, {"true", "false"}) == "true";
       }},
      {"genre", [this](const YAML::Node& value) { case_.genre = text_of(value); }},
      {"may_rise",
       [this](const YAML::Node& value) {
         case_.may_rise = parse_number({"it", text_of(value)}, 0, kMostRise);
       }},
      {"at_least", [this](const YAML::Node& value) { case_.at_least = share_of(value); }},
      {"except", [this](const YAML::Node& value) { set_except(value); }},
  };
};

/// The one list that a file of cases holds.
YAML::Node list_of(const YAML::Node& document, const std::string& name) {
  YAML::Node list;
  if (document.IsMap()) {
    for (const auto& entry : document) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (key != "cases") {
        throw UsageError(yaml_place(name, entry.first.Mark()) + "unknown key " + key +
                         ", only cases" + did_you_mean(key, {"cases"}));
      }
      list = entry.second;
    }
  }
  if (!list.IsSequence() || list.size() == 0) {
    throw UsageError(name + " must hold one list, \"cases:\", with a case at least");
  }
  return list;
}

}  // namespace

std::vector<Case> parse_cases(const std::string& text, const std::string& name) {
  const YAML::Node document = parse_yaml(text, name);
  const YAML::Node list = list_of(document, name);
  std::vector<Case> cases;
  std::set<std::string> names;
  for (const auto& node : list) {
    cases.push_back(CaseReader{node, name}.read());
    if (!names.insert(cases.back().name).second) {
      throw UsageError(yaml_place(name, node.Mark()) + "there are two cases \"" +
                       cases.back().name + "\"");
    }
  }
  return cases;
}

std::vector<Case> read_cases(const std::filesystem::path& file) {
  return parse_cases(read_yaml_text(file), file.string());
}

}  // namespace earmark::cli
