#pragma once

#include <filesystem>

#include "training_plan.h"

namespace earmark::cli {

/// Trains the small CNN by earmark-train-net, and logs it as it goes.
/// @param dir       the prepared data's folder, which plan.data() gives
/// @param is_ready  whether it is there already; else the parameters are checked before it is made
/// @throws UsageError, ToldError, IoError, TableError, Interrupted
void train_cnn(const TrainingPlan& plan, const std::filesystem::path& dir, bool is_ready);

}  // namespace earmark::cli
