#include "tagger_optimizer.h"

#include <torch/optim/adamw.h>

#include <utility>
#include <vector>

#include "learning_rate.h"

namespace earmark::nn {
namespace {

using torch::optim::AdamWOptions;
using torch::optim::OptimizerParamGroup;

OptimizerParamGroup group(std::vector<at::Tensor> parameters, double weight_decay) {
  auto options = std::make_unique<AdamWOptions>();
  options->weight_decay(weight_decay);
  return {std::move(parameters), std::move(options)};
}

// Trunk and head in turn, the kernels of each first.
std::vector<OptimizerParamGroup> groups_of(TaggerModule& module, double weight_decay) {
  std::vector<at::Tensor> kernels;
  std::vector<at::Tensor> others;
  for (const auto& item : module.trunk().named_parameters()) {
    (item.key().ends_with(".kernel") ? kernels : others).push_back(item.value());
  }
  return {group(kernels, weight_decay), group(others, 0.0),
          group({module.head_kernel()}, weight_decay), group({module.head_bias()}, 0.0)};
}

}  // namespace

struct TaggerOptimizer::State {
  torch::optim::AdamW adam;
  TaggerRates peaks;
  double n_steps;
  std::size_t step = 0;
};

TaggerOptimizer::TaggerOptimizer(TaggerModule& module, const TaggerNetworkConfig& config,
                                 std::size_t n_steps)
    : state_{new State{torch::optim::AdamW{groups_of(module, config.weight_decay)},
                       {config.trunk_learning_rate, config.head_learning_rate},
                       static_cast<double>(n_steps)}} {}

TaggerOptimizer::~TaggerOptimizer() = default;

void TaggerOptimizer::zero_grad() { state_->adam.zero_grad(); }

TaggerRates TaggerOptimizer::rates() const {
  const double part = static_cast<double>(state_->step) / state_->n_steps;
  return {one_cycle(state_->peaks.trunk, part), one_cycle(state_->peaks.head, part)};
}

void TaggerOptimizer::step() {
  const TaggerRates now = rates();
  auto& groups = state_->adam.param_groups();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    groups[i].options().set_lr(i < groups.size() / 2 ? now.trunk : now.head);
  }
  state_->adam.step();
  ++state_->step;
}

}  // namespace earmark::nn
