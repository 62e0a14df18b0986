#include "earmark/behave/judge.h"

#include <algorithm>
#include <cmath>

#include "earmark/inference/prediction.h"

namespace earmark::behave {
namespace {

constexpr double kRounding = 1e-9;  // of shares such as 0.3, which no double is

std::size_t place_of(std::span<const std::string> genres, const std::string& genre) {
  return static_cast<std::size_t>(std::ranges::find(genres, genre) - genres.begin());
}

/// Gathers what songs say to one case.
class Verdicts {
 public:
  explicit Verdicts(double asked) { outcome_.asked = asked; }

  void add(bool good, Miss miss) {
    ++outcome_.n_songs;
    if (good) {
      ++outcome_.n_good;
    } else {
      outcome_.misses.push_back(std::move(miss));
    }
  }

  void leave_out(const std::string& reason) {
    ++outcome_.n_left_out;
    if (outcome_.left_out_reason.empty()) {
      outcome_.left_out_reason = reason;
    }
  }

  Outcome& outcome() { return outcome_; }

  /// @param no_songs  the reason where there is none to ask about
  Outcome conclude(const std::string& no_songs) {
    if (outcome_.n_songs == 0) {
      outcome_.reason =
          outcome_.n_left_out > 0 ? "no song takes it: " + outcome_.left_out_reason : no_songs;
      return std::move(outcome_);
    }
    std::ranges::stable_sort(outcome_.misses, std::ranges::greater{}, &Miss::by);
    outcome_.verdict =
        outcome_.share() + kRounding >= outcome_.asked ? Verdict::kPassed : Verdict::kFailed;
    return std::move(outcome_);
  }

 private:
  Outcome outcome_;
};

Outcome judge_functionality(const Case& asked, std::size_t subject, Verdicts verdicts,
                            std::span<const HeardSong> songs, std::span<const std::string> genres) {
  const bool rendered = asked.songs == KnownSongs::kRendered;
  for (const HeardSong& song : songs) {
    const std::size_t genre = place_of(genres, song.genre);
    if (song.plain.empty() || song.rendered != rendered || genre == genres.size()) {
      continue;
    }
    const Answer& answer = song.plain[subject];
    verdicts.add(answer.label == song.genre, {.song = song.name,
                                              .before = answer,
                                              .after = answer,
                                              .by = 1 - answer.probabilities[genre]});
  }
  return verdicts.conclude(rendered ? "there are no rendered pieces of genres that the bundle knows"
                                    : "no song has a label that the bundle knows");
}

bool has_no_genre(const Answer& answer) {
  return answer.unsure || answer.label == "not music" || answer.label == "silence";
}

/// What an unsure answer names, "rock or metal", in either order.
bool names_the_same_two(const Answer& a, const Answer& b) {
  auto first = inference::largest(a.probabilities, 2);
  auto second = inference::largest(b.probabilities, 2);
  std::ranges::sort(first);
  std::ranges::sort(second);
  return a.unsure && b.unsure && first == second;
}

Outcome judge_invariance(const Case& asked, std::size_t case_number, std::size_t subject,
                         Verdicts verdicts, std::span<const HeardSong> songs) {
  double sum = 0;
  for (const HeardSong& song : songs) {
    if (song.plain.empty()) {
      continue;
    }
    const HeardStep& step = song.altered[case_number].front();
    if (step.answers.empty()) {
      verdicts.leave_out(step.failure);
      continue;
    }
    const Answer& before = song.plain[subject];
    const Answer& after = step.answers[subject];
    const double distance = total_variation(before.probabilities, after.probabilities);
    sum += distance;
    const bool good = before.label == after.label || names_the_same_two(before, after) ||
                      (asked.or_unsure && has_no_genre(after));
    verdicts.add(good, {.song = song.name, .before = before, .after = after, .by = distance});
  }
  Outcome& outcome = verdicts.outcome();
  if (outcome.n_songs > 0) {
    outcome.distance = sum / static_cast<double>(outcome.n_songs);
  }
  return verdicts.conclude("there are no songs");
}

const HeardStep* failed_step(const std::vector<HeardStep>& steps) {
  const auto found =
      std::ranges::find_if(steps, [](const HeardStep& step) { return step.answers.empty(); });
  return found == steps.end() ? nullptr : &*found;
}

/// The answers of a song, unaltered and after each step.
std::vector<const Answer*> answers_of(const HeardSong& song, std::size_t case_number,
                                      std::size_t subject) {
  std::vector<const Answer*> answers{&song.plain[subject]};
  for (const HeardStep& step : song.altered[case_number]) {
    answers.push_back(&step.answers[subject]);
  }
  return answers;
}

/// The largest rise of a genre's probability from any step to a later one. Who knows a song less
/// and less tends to even odds, which speak for no genre: only what lies above them is a rise.
Miss largest_rise(const std::string& song, const std::vector<const Answer*>& answers,
                  std::size_t genre) {
  const Answer* least = answers.front();
  const double even = 1 / static_cast<double>(least->probabilities.size());
  Miss worst{.song = song, .before = *least, .after = *least, .by = 0};
  for (const Answer* answer : answers) {
    const double p = answer->probabilities[genre];
    const double rise = p - std::max(even, least->probabilities[genre]);
    if (rise > worst.by) {
      worst = {.song = song, .before = *least, .after = *answer, .by = rise};
    }
    if (p < least->probabilities[genre]) {
      least = answer;
    }
  }
  return worst;
}

Outcome judge_direction(const Case& asked, std::size_t case_number, std::size_t subject,
                        Verdicts verdicts, std::span<const HeardSong> songs, std::size_t genre) {
  std::vector<double> sums(asked.steps.size() + 1, 0.0);
  for (const HeardSong& song : songs) {
    if (song.plain.empty()) {
      continue;
    }
    if (const HeardStep* failed = failed_step(song.altered[case_number])) {
      verdicts.leave_out(failed->failure);
      continue;
    }
    const auto answers = answers_of(song, case_number, subject);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      sums[i] += answers[i]->probabilities[genre];
    }
    Miss worst = largest_rise(song.name, answers, genre);
    const bool good = worst.by <= asked.may_rise;
    verdicts.add(good, std::move(worst));
  }
  Outcome& outcome = verdicts.outcome();
  if (outcome.n_songs > 0) {
    for (const double sum : sums) {
      outcome.mean_probabilities.push_back(sum / static_cast<double>(outcome.n_songs));
    }
  }
  return verdicts.conclude("there are no songs");
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "passed";
    case Verdict::kFailed:
      return "failed";
    case Verdict::kNotAsked:
      break;
  }
  return "not asked";
}

double Outcome::share() const {
  return n_songs == 0 ? 0.0 : static_cast<double>(n_good) / static_cast<double>(n_songs);
}

double total_variation(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += std::abs(a[i] - b[i]);
  }
  return std::min(1.0, sum / 2);
}

Outcome judge(const Case& asked, std::size_t case_number, const Subject& subject,
              std::size_t subject_number, std::span<const HeardSong> songs,
              std::span<const std::string> genres) {
  Verdicts verdicts{asked.asked_of(subject)};
  switch (asked.kind) {
    case CaseKind::kMinimumFunctionality:
      return judge_functionality(asked, subject_number, std::move(verdicts), songs, genres);
    case CaseKind::kInvariance:
      return judge_invariance(asked, case_number, subject_number, std::move(verdicts), songs);
    case CaseKind::kDirection:
      break;
  }
  const std::size_t genre = place_of(genres, asked.genre);
  if (genre == genres.size()) {
    verdicts.outcome().reason = "the bundle does not know the genre " + asked.genre;
    return std::move(verdicts.outcome());
  }
  return judge_direction(asked, case_number, subject_number, std::move(verdicts), songs, genre);
}

}  // namespace earmark::behave
