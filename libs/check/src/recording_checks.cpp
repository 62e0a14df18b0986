#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "checks.h"
#include "earmark/ml/sound_duplicates.h"
#include "words.h"

namespace earmark::check {
namespace {

bool is_known_copy(const CheckedTrack& checked) {
  const auto found = checked.track.others.find("copy_of");
  return found != checked.track.others.end() && !found->second.empty();
}

struct Pair {
  std::size_t first;
  std::size_t second;
  double bit_error_rate;  ///< 0 for equal files
};

/// Pairs of equal files, each with the first of them.
void add_equal_files(const std::vector<const CheckedTrack*>& tracks, std::vector<Pair>& pairs) {
  std::map<std::string, std::size_t> first_of;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    const std::string& hash = tracks[i]->survey.sha256;
    if (!hash.empty() && !is_known_copy(*tracks[i])) {
      const auto [found, is_new] = first_of.try_emplace(hash, i);
      if (!is_new) {
        pairs.push_back({found->second, i, 0.0});
      }
    }
  }
}

std::vector<Pair> same_recordings(const std::vector<const CheckedTrack*>& tracks) {
  std::vector<ml::SoundWords> words;
  words.reserve(tracks.size());
  for (const CheckedTrack* checked : tracks) {
    words.push_back(is_known_copy(*checked) ? ml::SoundWords{} : checked->survey.words);
  }
  std::vector<Pair> pairs;
  for (const ml::SoundMatch& match : ml::find_sound_matches(words)) {
    pairs.push_back({match.first, match.second, match.bit_error_rate});
  }
  add_equal_files(tracks, pairs);
  return pairs;
}

/// Tracks that hold one recording, as a chain of pairs tells.
struct Group {
  std::vector<std::size_t> members;  ///< ascending, at least two
  double bit_error_rate = 0.0;       ///< the largest of its pairs
};

std::vector<Group> groups_of(const std::vector<Pair>& pairs, std::size_t n) {
  std::vector<std::size_t> leader(n);
  std::iota(leader.begin(), leader.end(), std::size_t{0});
  const auto find = [&](std::size_t i) {
    while (leader[i] != i) {
      leader[i] = leader[leader[i]];
      i = leader[i];
    }
    return i;
  };
  for (const Pair& pair : pairs) {
    const std::size_t first = find(pair.first);
    const std::size_t second = find(pair.second);
    leader[std::max(first, second)] = std::min(first, second);
  }
  std::map<std::size_t, Group> by_leader;
  for (const Pair& pair : pairs) {
    Group& group = by_leader[find(pair.first)];
    group.bit_error_rate = std::max(group.bit_error_rate, pair.bit_error_rate);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (const auto found = by_leader.find(find(i)); found != by_leader.end()) {
      found->second.members.push_back(i);
    }
  }
  std::vector<Group> groups;
  groups.reserve(by_leader.size());
  for (auto& [first, group] : by_leader) {
    groups.push_back(std::move(group));
  }
  return groups;
}

class RecordingChecks {
 public:
  RecordingChecks(const Subject& subject, Report& report) : subject_{subject}, report_{report} {}

  void check(const Group& group) {
    std::vector<std::string> ids;
    std::set<std::string> genres;
    std::set<std::string> sides;
    std::set<std::string> files;
    for (const std::size_t i : group.members) {
      const CheckedTrack& checked = subject_.tracks[i];
      ids.push_back(checked.track.id);
      genres.insert(checked.track.genre);
      files.insert(checked.survey.sha256);
      if (!subject_.sides[i].empty()) {
        sides.insert(subject_.sides[i]);
      }
    }
    const std::string same = list(ids) + " are the same recording";
    if (genres.size() > 1) {
      add(Kind::kTwoLabels, Severity::kError, ids, group,
          same + " under different labels (" + list({genres.begin(), genres.end()}) +
              "), of which one at most is right: listen, and keep the right one");
    }
    if (sides.size() > 1) {
      add(Kind::kRecordingAcrossSplit, Severity::kError, ids, group,
          same + " on different sides of the split (" + list({sides.begin(), sides.end()}) +
              "), so what is measured there is partly remembered: keep one of them");
    }
    if (genres.size() == 1 && sides.size() <= 1) {
      const bool equal = files.size() == 1 && !files.contains("");
      add(equal ? Kind::kDuplicate : Kind::kNearDuplicate, Severity::kWarning, ids, group,
          (equal ? list(ids) + " are the same file" : same) +
              ", which then counts as often: keep one of them");
    }
  }

 private:
  void add(Kind kind, Severity severity, const std::vector<std::string>& ids, const Group& group,
           const std::string& message) {
    report_.findings.push_back({.kind = kind,
                                .severity = severity,
                                .tracks = ids,
                                .value = group.bit_error_rate,
                                .threshold = ml::kMaxBitErrorRate,
                                .message = message});
  }

  const Subject& subject_;
  Report& report_;
};

/// Of each track that the training data hold too, which they hold.
void check_training(const Subject& subject, Tracks training, const std::vector<Pair>& pairs,
                    Report& report) {
  const std::size_t n_training = training.size();
  std::map<std::size_t, Pair> best;
  for (const Pair& pair : pairs) {
    if (pair.first < n_training && pair.second >= n_training) {
      Pair& kept = best.try_emplace(pair.second, pair).first->second;
      kept = pair.bit_error_rate < kept.bit_error_rate ? pair : kept;
    }
  }
  for (const auto& [second, pair] : best) {
    const std::string& id = subject.tracks[second - n_training].track.id;
    report.findings.push_back({.kind = Kind::kRecordingInTraining,
                               .severity = Severity::kWarning,
                               .tracks = {id},
                               .value = pair.bit_error_rate,
                               .threshold = ml::kMaxBitErrorRate,
                               .message = id + " is the same recording as " +
                                          training[pair.first].track.id +
                                          " of the training data, so it teaches nothing new and "
                                          "measures nothing: leave it out"});
  }
}

}  // namespace

void check_recordings(const Subject& subject, Tracks training, Report& report) {
  // Training data come first, so that pairs of both name it first.
  std::vector<const CheckedTrack*> all;
  all.reserve(training.size() + subject.tracks.size());
  for (const Tracks part : {training, subject.tracks}) {
    for (const CheckedTrack& checked : part) {
      all.push_back(&checked);
    }
  }
  const auto pairs = same_recordings(all);
  check_training(subject, training, pairs, report);
  std::vector<Pair> within;
  for (const Pair& pair : pairs) {
    if (pair.first >= training.size()) {
      within.push_back(
          {pair.first - training.size(), pair.second - training.size(), pair.bit_error_rate});
    }
  }
  RecordingChecks checks{subject, report};
  for (const Group& group : groups_of(within, subject.tracks.size())) {
    checks.check(group);
  }
}

}  // namespace earmark::check
