#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/behave/alteration.h"
#include "earmark/behave/subject.h"

namespace earmark::behave {

/// After Ribeiro et al., "Beyond accuracy: behavioral testing of NLP models with CheckList", 2020.
enum class CaseKind {
  kMinimumFunctionality,  ///< the genre is named rightly
  kInvariance,            ///< an alteration that is no music leaves the answer as it is
  kDirection              ///< more of an alteration does not make a genre more probable
};

/// "minimum functionality", "invariance" or "direction".
[[nodiscard]] std::string_view kind_name(CaseKind kind);

/// Songs whose genre is known: rendered pieces, or those of a list.
enum class KnownSongs { kRendered, kLabelled };

/// What is asked of every subject, and how many songs have to bear it out.
struct Case {
  std::string name;
  CaseKind kind = CaseKind::kInvariance;
  std::string note = {};  ///< for a reader; "" for none

  KnownSongs songs = KnownSongs::kRendered;  ///< of minimum functionality; else it is all songs

  /// One of an invariance; of a direction two or more, each stronger than the one before.
  std::vector<Alteration> steps = {};
  /// An invariance takes the same label, and of unsure answers the same two in either order; with
  /// this also any that is unsure, "not music" or "silence".
  bool or_unsure = false;

  std::string genre = {};  ///< of a direction: what may not become more probable...
  double may_rise = 0;     ///< ... by more than this over any lesser step, and over even odds

  double at_least = 1;                             ///< share of the songs, in (0, 1]
  std::map<std::string, double> at_least_of = {};  ///< by name of a member or profile, instead

  /// The share that is asked of a subject, by its name, else by that of a profile.
  [[nodiscard]] double asked_of(const Subject& subject) const;
};

}  // namespace earmark::behave
