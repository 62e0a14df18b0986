#pragma once

#include <filesystem>
#include <string>

#include "earmark/command_line/console.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/row_choice.h"
#include "scratch_folder.h"
#include "training_plan.h"

namespace earmark::cli {

/// The trunk musicnn, trained further by earmark-train-net in each round of a training. What the
/// rounds need lies in a folder beside the model that goes with this object; the trunks that the
/// last round's model hears through stay, in OUT.trunks.
class FineTuning {
 public:
  /// Says what is wrong with the plan's parameters and place before there are data.
  /// @throws UsageError  the program is not installed
  /// @throws ToldError   it refused them
  static void check(const TrainingPlan& plan);

  /// Reads the songs again and tunes.
  /// @param dir   the prepared data's folder
  /// @param data  what lies there, heard by the trunks of plan.trunks
  /// @throws TableError  those trunks are others, or have no musicnn; a song has changed
  /// @throws ToldError  the tuning failed
  /// @throws IoError, Interrupted
  FineTuning(Console& console, const TrainingPlan& plan, const std::filesystem::path& dir,
             const ml::PreparedData& data);

  /// Puts what the round's trunk hears in the place of what the original heard.
  void hear(const ml::TrainingRound& round, ml::PreparedData& data) const;

  /// Makes OUT.trunks and tells the version of the trunks in it.
  [[nodiscard]] std::string keep_trunks() const;

 private:
  [[nodiscard]] std::filesystem::path folder(const ml::TrainingRound& round) const;

  std::filesystem::path originals_;
  std::filesystem::path trunks_;
  ScratchFolder work_;
};

/// Where the tuned trunks of a model lie.
[[nodiscard]] std::filesystem::path tuned_trunks(const std::filesystem::path& model);

}  // namespace earmark::cli
