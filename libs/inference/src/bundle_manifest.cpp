#include "earmark/inference/bundle_manifest.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <set>

#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/inference/embedder.h"
#include "earmark/ml/calibration.h"
#include "earmark/ml/model_names.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kMaxGenres = 254;
constexpr std::size_t kMaxMembers = 16;
constexpr std::array<std::string_view, 4> kMemberKinds{"forest", "naive-bayes", "cnn", "tagger"};
constexpr double kSumTolerance = 1e-6;  // priors are written with 6 decimals or more

class Check {
 public:
  explicit Check(std::string_view where) : where_{where} {}

  void that(bool holds, const std::string& rule) const {
    if (!holds) {
      throw BundleError(where_ + ": " + rule);
    }
  }

 private:
  std::string where_;
};

bool all_different(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end();
}

// A path would let a bundle name files outside its folder.
bool is_plain_file_name(const std::string& file) {
  return !file.empty() && file.front() != '.' &&
         file.find_first_of(std::string_view{"/\\\0", 3}) == std::string::npos;
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

void check_genres(const BundleManifest& m, const Check& check) {
  check.that(m.genres.size() >= 2 && m.genres.size() <= kMaxGenres,
             R"("genres" must name 2 to 254 genres)");
  check.that(all_different(m.genres), R"("genres" names a genre twice)");
  check.that(std::all_of(m.genres.begin(), m.genres.end(), ml::is_genre_name),
             R"("genres" has a name that is empty or holds a comma or a control character)");
  check.that(m.priors.size() == m.genres.size(), R"("priors" must have one value a genre)");
  const double sum = std::accumulate(m.priors.begin(), m.priors.end(), 0.0);
  const bool in_range = std::all_of(m.priors.begin(), m.priors.end(),
                                    [](double prior) { return prior >= 0 && prior <= 1; });
  check.that(in_range && std::abs(sum - 1) <= kSumTolerance,
             R"("priors" must lie in [0, 1] and add to 1)");
}

void check_trunks(const BundleManifest& m, const Check& check) {
  std::vector<std::string> kinds;
  for (const TrunkEntry& trunk : m.trunks) {
    const std::string which = "trunk \"" + trunk.kind + "\": ";
    check.that(std::ranges::find(trunk_kinds(), trunk.kind) != trunk_kinds().end(),
               which + "\"kind\" must be musicnn or ced");
    check.that(is_plain_file_name(trunk.file) &&
                   (trunk.notice.empty() || is_plain_file_name(trunk.notice)),
               which + R"("file" and "notice" must name files in the bundle's own folder)");
    check.that(is_sha256(trunk.sha256), which + "\"sha256\" must be 64 hexadecimal digits");
    kinds.push_back(trunk.kind);
  }
  check.that(all_different(kinds), "two trunks are of one kind");
}

void check_members(const BundleManifest& m, const Check& check) {
  check.that(!m.members.empty() && m.members.size() <= kMaxMembers,
             R"("members" must name 1 to 16 models)");
  std::vector<std::string> names;
  for (const MemberEntry& member : m.members) {
    const std::string which = "member \"" + member.name + "\": ";
    check.that(!member.name.empty() && member.name.find(',') == std::string::npos,
               which + "\"name\" must not be empty or hold a comma");
    check.that(
        std::ranges::find(kMemberKinds, member.kind) != kMemberKinds.end(),
        which + "\"kind\" must be forest, naive-bayes, cnn or tagger, not \"" + member.kind + "\"");
    check.that(member.kind != "tagger" || !m.trunks.empty(),
               which + R"(a tagger needs "trunks" to hear through)");
    check.that(is_plain_file_name(member.file),
               which + "\"file\" must name a file in the bundle's own folder");
    check.that(is_sha256(member.sha256), which + "\"sha256\" must be 64 hexadecimal digits");
    check.that(member.weight >= kMinMemberWeight && member.weight <= kMaxMemberWeight,
               which + "\"weight\" must lie in [0.001, 1000]");
    names.push_back(member.name);
  }
  check.that(all_different(names), "two members have one name");
}

void check_choice(const BundleManifest& m, const std::vector<std::string>& chosen,
                  const std::string& which, const Check& check) {
  check.that(!chosen.empty() && all_different(chosen), which + " must name different members");
  for (const std::string& name : chosen) {
    check.that(std::any_of(m.members.begin(), m.members.end(),
                           [&](const MemberEntry& member) { return member.name == name; }),
               which + " names \"" + name + "\", which is not a member");
  }
}

}  // namespace

void BundleManifest::validate(std::string_view where) const {
  const Check check{where};
  check.that(!name.empty() && !version.empty(), R"("name" and "version" must not be empty)");
  check.that(recipe == features::kRecipeVersion, "its models need the feature recipe \"" + recipe +
                                                     "\", and this program computes \"" +
                                                     std::string{features::kRecipeVersion} + "\"");
  check_genres(*this, check);
  check_trunks(*this, check);
  check_members(*this, check);
  if (music) {
    std::vector<std::string> kinds;
    std::ranges::transform(trunks, std::back_inserter(kinds), &TrunkEntry::kind);
    check_music_rule(*music, kinds, where);
  }
  if (inputs) {
    check.that(is_plain_file_name(inputs->file),
               R"(inputs: "file" must name a file in the bundle's own folder)");
    check.that(is_sha256(inputs->sha256), R"(inputs: "sha256" must be 64 hexadecimal digits)");
  }
  check.that(!profiles.empty(), R"("profiles" must have one at least)");
  for (const Profile& p : profiles) {
    check_choice(*this, p.members, "profile \"" + p.name + "\"", check);
  }
  for (const Calibration& c : calibrations) {
    check_choice(*this, c.members, "a calibration", check);
    check.that(c.temperature >= ml::kMinTemperature && c.temperature <= ml::kMaxTemperature,
               R"("temperature" must lie in [0.05, 20])");
    check.that(c.unsure_below >= 0 && c.unsure_below <= 1, R"("unsure_below" must lie in [0, 1])");
  }
  for (const Figure& f : figures) {
    check.that(f.accuracy >= 0 && f.accuracy <= 1, R"("accuracy" must lie in [0, 1])");
  }
}

std::vector<std::string> BundleManifest::files() const {
  std::vector<std::string> names{"bundle.json"};
  for (const MemberEntry& member : members) {
    names.push_back(member.file);
  }
  for (const TrunkEntry& trunk : trunks) {
    names.push_back(trunk.file);
    if (!trunk.notice.empty()) {
      names.push_back(trunk.notice);
    }
  }
  if (inputs) {
    names.push_back(inputs->file);
  }
  return names;
}

const MemberEntry& BundleManifest::member(std::string_view wanted) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const MemberEntry& m) { return m.name == wanted; });
  if (found == members.end()) {
    std::vector<std::string> names;
    names.reserve(members.size());
    for (const MemberEntry& m : members) {
      names.push_back(m.name);
    }
    throw BundleError("bundle " + name + " has no member \"" + std::string{wanted} + "\"; it has " +
                      join(names));
  }
  return *found;
}

const std::vector<std::string>& BundleManifest::profile(std::string_view wanted) const {
  const auto found = std::find_if(profiles.begin(), profiles.end(), [&](const Profile& p) {
    return wanted.empty() || p.name == wanted;
  });
  if (found == profiles.end()) {
    std::vector<std::string> names;
    names.reserve(profiles.size());
    for (const Profile& p : profiles) {
      names.push_back(p.name);
    }
    throw BundleError("bundle " + name + " has no profile \"" + std::string{wanted} +
                      "\"; it has " + join(names));
  }
  return found->members;
}

std::optional<Calibration> BundleManifest::calibration(
    const std::vector<std::string>& chosen) const {
  const std::set<std::string> wanted{chosen.begin(), chosen.end()};
  for (const Calibration& c : calibrations) {
    if (std::set<std::string>{c.members.begin(), c.members.end()} == wanted) {
      return c;
    }
  }
  return std::nullopt;
}

}  // namespace earmark::inference
