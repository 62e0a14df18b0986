#include "earmark/nn/cnn_config.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace earmark::nn {
namespace {

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"CnnConfig: "} + rule);
  }
}

}  // namespace

void CnnConfig::validate() const {
  require(epochs >= 1, "epochs must be at least 1");
  require(batch_size >= 1, "batch_size must be at least 1");
  require(learning_rate > 0.0 && std::isfinite(learning_rate),
          "learning_rate must be finite and > 0");
  require(l2 >= 0.0 && std::isfinite(l2), "l2 must be finite and >= 0");
  require(dropout >= 0.0 && dropout < 1.0, "dropout must lie in [0, 1)");
  require(label_smoothing >= 0.0 && label_smoothing < 1.0, "label_smoothing must lie in [0, 1)");
  require(plateau_factor > 0.0 && plateau_factor < 1.0, "plateau_factor must lie in (0, 1)");
  require(plateau_patience >= 1, "plateau_patience must be at least 1");
  require(early_stopping_min_delta >= 0.0 && std::isfinite(early_stopping_min_delta),
          "early_stopping_min_delta must be finite and >= 0");
}

}  // namespace earmark::nn
