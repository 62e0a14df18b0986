#pragma once

#include "earmark/command_line/console.h"
#include "training_plan.h"

namespace earmark::cli {

/// Trains a model of feature tables, writes it and prints what it does on the rows kept apart.
/// What the user got wrong is told before `data` is called.
/// @throws UsageError, TableError, IoError, Interrupted
void train_on_tables(Console& console, const TrainingPlan& plan);

}  // namespace earmark::cli
