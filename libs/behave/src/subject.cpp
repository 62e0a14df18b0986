#include "earmark/behave/subject.h"

#include <algorithm>

namespace earmark::behave {
namespace {

bool same_members(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

bool contains_all(const std::vector<std::string>& names, const std::vector<std::string>& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  });
}

}  // namespace

std::vector<Subject> subjects_of(const inference::BundleManifest& manifest,
                                 const std::vector<std::string>& members) {
  std::vector<std::string> asked = members;
  if (asked.empty()) {
    for (const inference::MemberEntry& member : manifest.members) {
      asked.push_back(member.name);
    }
  }
  std::vector<Subject> subjects;
  for (const std::string& name : asked) {
    (void)manifest.member(name);
    subjects.push_back({.name = name, .members = {name}, .profiles = {}});
  }
  for (const inference::Profile& profile : manifest.profiles) {
    if (!contains_all(asked, profile.members)) {
      continue;
    }
    const auto same = std::ranges::find_if(subjects, [&](const Subject& subject) {
      return same_members(subject.members, profile.members);
    });
    if (same != subjects.end()) {
      same->profiles.push_back(profile.name);
    } else {
      subjects.push_back(
          {.name = profile.name, .members = profile.members, .profiles = {profile.name}});
    }
  }
  return subjects;
}

std::vector<std::string> members_of(const std::vector<Subject>& subjects) {
  std::vector<std::string> members;
  for (const Subject& subject : subjects) {
    for (const std::string& member : subject.members) {
      if (std::ranges::find(members, member) == members.end()) {
        members.push_back(member);
      }
    }
  }
  return members;
}

}  // namespace earmark::behave
