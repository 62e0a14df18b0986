#pragma once

#include "earmark/command_line/console.h"
#include "training_plan.h"

namespace earmark::cli {

/// Trains a tagger's head on the embeddings of prepared songs, writes it and prints what it does on
/// the rows kept apart. What the user got wrong is told before `plan.data` is called.
/// @throws UsageError, TableError, IoError, Interrupted
void train_tagger(Console& console, const TrainingPlan& plan);

}  // namespace earmark::cli
