#include "bundle_judgement.h"

#include <algorithm>

#include "bundle_calibration.h"
#include "earmark/command_line/text_layout.h"
#include "earmark/command_line/usage.h"
#include "earmark/ml/calibration.h"
#include "evaluation.h"
#include "held_out_evaluation.h"

namespace earmark::cli {
namespace {

std::string unsure_rule(const SureAccuracies& sure, const std::string& data_name,
                        std::size_t n_tracks) {
  return "the least confidence from which on " + sure.text() + " of the answers for " + data_name +
         " are right, " + counted(ml::least_sure_answers(n_tracks), "answer", "answers") +
         " at least; where there is none, the best that leaves half of the answers sure";
}

std::string line_of(const ChoiceFigures& f) {
  const std::string names = enumerate(f.calibration.members);
  return "  " + pad_right(names, 34) + percent(f.accuracy) + " right (" +
         whole_percent(f.accuracy_ci95[0]) + " to " + whole_percent(f.accuracy_ci95[1]) + "), T " +
         std::to_string(f.calibration.temperature).substr(0, 4) + ", ece " +
         std::to_string(f.ece).substr(0, 5) + ", nll " + std::to_string(f.nll).substr(0, 5) + " (" +
         std::to_string(f.nll_before).substr(0, 5) + " before), " + percent(f.share_unsure) +
         " unsure" +
         (f.accuracy_sure ? ", " + percent(*f.accuracy_sure) + " of the others right" : "") + "\n";
}

inference::Figure figure_of(const ChoiceFigures& f, std::size_t n_tracks, std::string data_name,
                            const Protocol& protocol) {
  return {std::move(data_name), protocol.name,   f.calibration.members, n_tracks,
          f.accuracy,           f.accuracy_ci95, protocol.note};
}

/// The profiles with these members and, where no profile has its name, the only member.
std::vector<std::string> names_of(const inference::BundleManifest& manifest,
                                  const std::vector<std::string>& chosen) {
  std::vector<std::string> names;
  bool is_taken = false;
  for (const inference::Profile& profile : manifest.profiles) {
    if (std::ranges::is_permutation(profile.members, chosen)) {
      names.push_back(profile.name);
    }
    is_taken = is_taken || profile.name == chosen.front();
  }
  if (chosen.size() == 1 && !is_taken) {
    names.push_back(chosen.front());
  }
  return names;
}

}  // namespace

BundleJudgement judge_bundle(const inference::BundleManifest& manifest, const SureAccuracies& sure,
                             const ml::PreparedData& data, const HeldOut& held_out,
                             const std::string& data_name) {
  const HeldOutTracks known = of_known_artists(held_out.tracks, data);
  const std::size_t n_known = known.y.size();
  const std::size_t n_all = held_out.tracks.y.size();
  BundleJudgement judgement;
  judgement.unsure_rule = unsure_rule(sure, data_name, n_known);
  judgement.table = counted(n_known, "held-out track", "held-out tracks") + " of " + data_name +
                    ", " + held_out.protocol.name + ": " + held_out.protocol.note + '\n';
  for (const auto& chosen : all_choices(manifest)) {
    const ChoiceFigures f = calibrate_choice(manifest, chosen, known, sure.of(chosen));
    const ChoiceFigures of_all =
        calibrate_choice(manifest, chosen, held_out.tracks, sure.of(chosen));
    judgement.calibrations.push_back(f.calibration);
    judgement.table += line_of(f);
    judgement.figures.push_back(figure_of(f, n_known, data_name, held_out.protocol));
    if (n_known < n_all) {
      judgement.figures.push_back(
          figure_of(of_all, n_all, data_name + ", with tracks of unknown artists",
                    {held_out.protocol.name, "some may be by an artist that the model heard"}));
    }
    const std::vector<std::string> names = names_of(manifest, chosen);
    if (names.empty()) {
      continue;
    }
    const Evaluation evaluation =
        evaluate_held_out({manifest.name, manifest.version, chosen, manifest.genres},
                          held_out.protocol, data, {known, f}, {held_out.tracks, of_all});
    for (const std::string& name : names) {
      judgement.reports.push_back(
          {name, evaluation_json(evaluation), evaluation_html(evaluation, data_name)});
    }
  }
  return judgement;
}

}  // namespace earmark::cli
