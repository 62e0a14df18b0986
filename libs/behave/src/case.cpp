#include "earmark/behave/case.h"

namespace earmark::behave {

std::string_view kind_name(CaseKind kind) {
  switch (kind) {
    case CaseKind::kMinimumFunctionality:
      return "minimum functionality";
    case CaseKind::kInvariance:
      return "invariance";
    case CaseKind::kDirection:
      break;
  }
  return "direction";
}

double Case::asked_of(const Subject& subject) const {
  if (const auto found = at_least_of.find(subject.name); found != at_least_of.end()) {
    return found->second;
  }
  for (const std::string& profile : subject.profiles) {
    if (const auto found = at_least_of.find(profile); found != at_least_of.end()) {
      return found->second;
    }
  }
  return at_least;
}

}  // namespace earmark::behave
