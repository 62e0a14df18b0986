#include "history_file.h"

#include <nlohmann/json.hpp>

#include "earmark/ml/metrics.h"

namespace earmark::cli {

HistoryEntry history_entry(std::size_t epoch, const AnsweredSegments& train,
                           const AnsweredSegments& held_out) {
  HistoryEntry entry;
  entry.epoch = epoch;
  entry.loss = ml::negative_log_likelihood(train.probabilities, train.y);
  entry.accuracy = ml::accuracy(train.y, ml::most_probable(train.probabilities));
  if (!held_out.y.empty()) {
    entry.val_loss = ml::negative_log_likelihood(held_out.probabilities, held_out.y);
    entry.val_accuracy = ml::accuracy(held_out.y, ml::most_probable(held_out.probabilities));
  }
  return entry;
}

std::string history_json(std::span<const HistoryEntry> entries) {
  auto list = nlohmann::ordered_json::array();
  for (const HistoryEntry& entry : entries) {
    nlohmann::ordered_json json{
        {"epoch", entry.epoch}, {"loss", entry.loss}, {"accuracy", entry.accuracy}};
    if (entry.val_loss) {
      json["val_loss"] = *entry.val_loss;
    }
    if (entry.val_accuracy) {
      json["val_accuracy"] = *entry.val_accuracy;
    }
    list.push_back(json);
  }
  return list.dump(2) + '\n';
}

}  // namespace earmark::cli
