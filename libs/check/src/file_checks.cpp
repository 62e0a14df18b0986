#include <algorithm>
#include <utility>

#include "checks.h"
#include "earmark/features/recipe.h"
#include "words.h"

namespace earmark::check {
namespace {

/// A rate that so few files have is an exception where so many others have one.
constexpr double kFewHave = 0.02;
constexpr double kMostHave = 0.9;
/// Silence of so much of a song spoils it.
constexpr double kMaxSilent = 0.5;

void check_unusable(const CheckedTrack& checked, const CheckOptions& options, Report& report) {
  const FileSurvey& survey = checked.survey;
  const bool too_short = survey.error_kind == "too_short";
  report.findings.push_back(
      {.kind = too_short ? Kind::kTooShort : Kind::kUnreadable,
       .severity = Severity::kError,
       .tracks = {checked.track.id},
       .value = too_short && survey.heard ? std::optional{survey.duration_s} : std::nullopt,
       .threshold = too_short ? std::optional{options.min_s} : std::nullopt,
       .message = checked.track.id + ": " + survey.error +
                  "; put a good copy in its place or take it "
                  "off the list"});
}

void check_silence(const CheckedTrack& checked, Report& report) {
  const FileSurvey& survey = checked.survey;
  if (survey.n_segments == 0 || survey.n_silent == 0) {
    return;
  }
  const double share =
      static_cast<double>(survey.n_silent) / static_cast<double>(survey.n_segments);
  if (share < kMaxSilent) {
    return;
  }
  const bool all = survey.n_silent == survey.n_segments;
  report.findings.push_back(
      {.kind = Kind::kSilent,
       .severity = all ? Severity::kError : Severity::kWarning,
       .tracks = {checked.track.id},
       .value = share,
       .threshold = kMaxSilent,
       .message =
           checked.track.id +
           (all ? " is silent throughout (no sample reaches -80 dBFS), so there is nothing to "
                  "learn "
                  "from it: put the recording in its place or take it off the list"
                : ": " + percent(share) +
                      " of it is silent (under -80 dBFS): cut the silence off, or take a whole "
                      "recording")});
}

void check_length(const CheckedTrack& checked, const CheckOptions& options, Report& report) {
  const FileSurvey& survey = checked.survey;
  // An excerpt that the list calls one is meant to be short.
  if (survey.duration_s < options.min_s && checked.track.note != "excerpt") {
    report.findings.push_back({.kind = Kind::kTooShort,
                               .severity = Severity::kWarning,
                               .tracks = {checked.track.id},
                               .value = survey.duration_s,
                               .threshold = options.min_s,
                               .message = checked.track.id + " is " +
                                          decimals(survey.duration_s, 2) + " s long, under " +
                                          decimals(options.min_s, 2) +
                                          " s, which says little of a song: take a longer piece"});
  }
}

void check_sound(const CheckedTrack& checked, const CheckOptions& options, Report& report) {
  const FileSurvey& survey = checked.survey;
  const std::string& id = checked.track.id;
  if (!survey.damage.empty()) {
    report.findings.push_back({.kind = Kind::kDamaged,
                               .severity = Severity::kWarning,
                               .tracks = {id},
                               .message = id + " can be read in part only (" +
                                          survey.damage.front() +
                                          "): put a good copy in its place"});
  }
  if (survey.clipped_share > options.max_clipped) {
    report.findings.push_back(
        {.kind = Kind::kClipped,
         .severity = Severity::kWarning,
         .tracks = {id},
         .value = survey.clipped_share,
         .threshold = options.max_clipped,
         .message = id + ": " + percent(survey.clipped_share) +
                    " of its samples are cut off at the top (limit " +
                    percent(options.max_clipped) +
                    "), which adds overtones that the music does not have: take a recording with "
                    "headroom"});
  }
  if (survey.channels_cancel) {
    report.findings.push_back(
        {.kind = Kind::kChannelsCancel,
         .severity = Severity::kWarning,
         .tracks = {id},
         .message = id + ": its channels cancel each other out when mixed, so only "
                         "the louder one is heard: invert one of them"});
  }
}

/// Of the files whose rate is known.
double rate_share(const Report& report, int rate) {
  std::size_t n_files = 0;
  for (const auto& [other, n] : report.sample_rates) {
    n_files += n;
  }
  return static_cast<double>(report.sample_rates.at(rate)) / static_cast<double>(n_files);
}

/// The rate that nearly all files have; 0 where there is none.
int common_rate(const Report& report) {
  for (const auto& [rate, n] : report.sample_rates) {
    if (rate_share(report, rate) >= kMostHave) {
      return rate;
    }
  }
  return 0;
}

std::string hz(int rate) { return std::to_string(rate) + " Hz"; }

Finding wrong_rate(const CheckedTrack& checked, Severity severity, int rate, int wanted,
                   const std::string& message) {
  return {.kind = Kind::kWrongRate,
          .severity = severity,
          .tracks = {checked.track.id},
          .value = rate,
          .threshold = wanted,
          .message = checked.track.id + message};
}

void check_rate(const CheckedTrack& checked, const CheckOptions& options, int common,
                Report& report) {
  const int rate = checked.survey.sample_rate;
  const std::string lost =
      ", so the upper part of what models hear is empty: take a recording of 22050 Hz or more";
  if (options.sample_rate && rate != *options.sample_rate) {
    report.findings.push_back(wrong_rate(checked, Severity::kError, rate, *options.sample_rate,
                                         " has a sampling rate of " + hz(rate) + ", not " +
                                             hz(*options.sample_rate) + ": resample it"));
  } else if (rate < features::kSampleRate) {
    report.findings.push_back(wrong_rate(checked, Severity::kWarning, rate, features::kSampleRate,
                                         " has a sampling rate of " + hz(rate) + lost));
  } else if (const auto lower = checked.survey.resampled_from) {
    report.findings.push_back(wrong_rate(checked, Severity::kWarning, *lower, features::kSampleRate,
                                         " has " + hz(rate) + ", but its sound ends at " +
                                             hz(*lower / 2) + " as if it had been resampled from " +
                                             hz(*lower) + lost));
  } else if (!options.sample_rate && common > 0 && rate_share(report, rate) <= kFewHave) {
    report.findings.push_back(wrong_rate(checked, Severity::kWarning, rate, common,
                                         " has a sampling rate of " + hz(rate) +
                                             " where nearly all others have " + hz(common) +
                                             ": see whether it comes from another source"));
  }
}

}  // namespace

void check_files(const Subject& subject, Report& report) {
  const bool heard = std::ranges::any_of(
      subject.tracks, [](const CheckedTrack& checked) { return checked.survey.heard; });
  for (const CheckedTrack& checked : subject.tracks) {
    if (checked.survey.sample_rate > 0) {
      ++report.sample_rates[checked.survey.sample_rate];
    }
    report.duration_s += checked.survey.duration_s;
  }
  const int common = common_rate(report);
  for (const CheckedTrack& checked : subject.tracks) {
    if (!checked.survey.error.empty()) {
      check_unusable(checked, subject.options, report);
    } else if (checked.survey.heard) {
      check_silence(checked, report);
      check_length(checked, subject.options, report);
      check_sound(checked, subject.options, report);
      check_rate(checked, subject.options, common, report);
    }
  }
  if (!heard) {
    report.not_checked.push_back(
        {{Kind::kSilent, Kind::kDamaged, Kind::kClipped, Kind::kWrongRate, Kind::kChannelsCancel},
         "prepared data do not hold the sound itself"});
  }
}

}  // namespace earmark::check
