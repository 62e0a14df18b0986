#include "earmark/nn/training_history.h"

#include <nlohmann/json.hpp>

namespace earmark::nn {
namespace {

nlohmann::ordered_json to_json(const EpochFigures& figures) {
  nlohmann::ordered_json json{{"epoch", figures.epoch},
                              {"learning_rate", figures.learning_rate},
                              {"loss", figures.loss},
                              {"accuracy", figures.accuracy}};
  if (figures.val_loss) {
    json["val_loss"] = *figures.val_loss;
  }
  if (figures.val_accuracy) {
    json["val_accuracy"] = *figures.val_accuracy;
  }
  json["seconds"] = figures.seconds;
  return json;
}

}  // namespace

std::string epoch_to_json(const EpochFigures& figures) { return to_json(figures).dump(); }

std::string history_to_json(const CnnTraining& training) {
  nlohmann::ordered_json json{{"best_epoch", training.best_epoch},
                              {"stopped_early", training.stopped_early},
                              {"interrupted", training.interrupted},
                              {"epochs", nlohmann::ordered_json::array()}};
  for (const EpochFigures& figures : training.history) {
    json["epochs"].push_back(to_json(figures));
  }
  return json.dump(2) + "\n";
}

std::string epochs_to_json(const CnnTraining& training) {
  auto json = nlohmann::ordered_json::array();
  for (const EpochFigures& figures : training.history) {
    json.push_back(to_json(figures));
    json.back().erase("seconds");
  }
  return json.dump(2) + "\n";
}

}  // namespace earmark::nn
