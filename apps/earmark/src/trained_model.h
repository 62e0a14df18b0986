#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "tracked_run.h"

namespace earmark::cli {

/// A model that a training has written.
struct TrainedModel {
  std::filesystem::path file;
  std::string kind;                 ///< "forest", "naive-bayes", "cnn" or "tagger"
  std::vector<std::string> genres;  ///< its classes
  std::size_t n_embedding = 0;      ///< values of a tagger's input
};

/// Logs the model's file, and as ONNX what mlflow.onnx.load_model and mlflow.pyfunc.load_model
/// read, below "model". Where earmark-train-net is not installed, which writes the ONNX of all but
/// networks, the file goes alone.
void log_model(TrackedRun& run, const TrainedModel& model);

}  // namespace earmark::cli
