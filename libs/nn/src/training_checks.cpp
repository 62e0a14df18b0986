#include "training_checks.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "earmark/base/errors.h"
#include "earmark/ml/balanced_weights.h"
#include "earmark/nn/cnn_shape.h"

namespace earmark::nn {
namespace {

void check_segments(const LabelledSegments& data, std::size_t n_classes, const std::string& name) {
  const auto require = [&](bool holds, const char* rule) {
    if (!holds) {
      throw std::invalid_argument("train_cnn: " + name + "." + rule);
    }
  };
  const std::size_t n = data.labels.size();
  require(data.mfcc.size() == n * kSegmentSize, "mfcc must hold 130 x 13 values a label");
  require(data.weights.empty() || data.weights.size() == n, "weights must be one a label");
  for (const std::size_t row : data.rows) {
    require(row < n, "rows must be below the number of labels");
    require(data.labels[row] < n_classes, "labels must be below n_classes");
    const auto segment = data.mfcc.subspan(row * kSegmentSize, kSegmentSize);
    if (!std::all_of(segment.begin(), segment.end(), [](float v) { return std::isfinite(v); })) {
      throw DataError{"training", "Row " + std::to_string(row) +
                                      " of the MFCC data has a value that is not a finite number."};
    }
    require(data.weights.empty() || (data.weights[row] >= 0.0F && std::isfinite(data.weights[row])),
            "weights must be finite and >= 0");
  }
}

std::vector<double> rows_per_class(const LabelledSegments& data, std::size_t n_classes) {
  std::vector<double> counts(n_classes);
  for (const std::size_t row : data.rows) {
    counts[data.labels[row]] += 1.0;
  }
  return counts;
}

}  // namespace

void check_training_input(const LabelledSegments& train, const LabelledSegments& valid,
                          std::size_t n_classes, const CnnConfig& config) {
  config.validate();
  if (n_classes < 2) {
    throw std::invalid_argument("train_cnn: n_classes must be at least 2");
  }
  check_segments(train, n_classes, "train");
  check_segments(valid, n_classes, "valid");
  if (train.rows.empty()) {
    throw std::invalid_argument("train_cnn: train.rows is empty");
  }
  if (config.early_stopping_patience > 0 && valid.rows.empty()) {
    throw std::invalid_argument("train_cnn: early stopping needs validation rows");
  }
  if (config.schedule == LearningRateSchedule::kPlateau && valid.rows.empty()) {
    throw std::invalid_argument("train_cnn: the plateau schedule needs validation rows");
  }
  const auto counts = rows_per_class(train, n_classes);
  const auto empty = std::find(counts.begin(), counts.end(), 0.0);
  if (empty != counts.end()) {
    throw DataError{"training", "Genre number " + std::to_string(empty - counts.begin()) +
                                    " has no segment to train on."};
  }
}

std::vector<float> sample_weights(const LabelledSegments& data, std::size_t n_classes,
                                  ClassWeight class_weight) {
  std::vector<double> of_class(n_classes, 1.0);
  if (class_weight == ClassWeight::kBalanced) {
    of_class = ml::balanced_weights(rows_per_class(data, n_classes));
  }
  std::vector<float> weights;
  weights.reserve(data.rows.size());
  for (const std::size_t row : data.rows) {
    const double own = data.weights.empty() ? 1.0 : static_cast<double>(data.weights[row]);
    weights.push_back(static_cast<float>(own * of_class[data.labels[row]]));
  }
  return weights;
}

}  // namespace earmark::nn
