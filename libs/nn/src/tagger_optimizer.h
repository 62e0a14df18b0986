#pragma once

#include <cstddef>
#include <memory>

#include "earmark/nn/tagger_network_config.h"
#include "tagger_module.h"

namespace earmark::nn {

/// Both parts' learning rates at one step.
struct TaggerRates {
  double trunk = 0.0;
  double head = 0.0;
};

/// AdamW over a module's parameters: learning rates of their own for trunk and head, each along one
/// cycle, and weight decay of kernels alone.
class TaggerOptimizer {
 public:
  /// @param module   outlives this
  /// @param n_steps  of the whole training
  TaggerOptimizer(TaggerModule& module, const TaggerNetworkConfig& config, std::size_t n_steps);
  ~TaggerOptimizer();
  TaggerOptimizer(const TaggerOptimizer&) = delete;
  TaggerOptimizer& operator=(const TaggerOptimizer&) = delete;

  /// Forgets the gradients.
  void zero_grad();
  /// Of the next step().
  [[nodiscard]] TaggerRates rates() const;
  void step();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::nn
