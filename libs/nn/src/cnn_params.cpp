#include "earmark/nn/cnn_params.h"

#include "params_section.h"

namespace earmark::nn {
namespace {

ParamSetters setters(CnnConfig& config) {
  return {{"seed", number(config.seed)},
          {"epochs", number(config.epochs)},
          {"batch_size", number(config.batch_size)},
          {"learning_rate", number(config.learning_rate)},
          {"l2", number(config.l2)},
          {"dropout", number(config.dropout)},
          {"label_smoothing", number(config.label_smoothing)},
          {"class_weight",
           word<ClassWeight>(config.class_weight,
                             {{"none", ClassWeight::kNone}, {"balanced", ClassWeight::kBalanced}})},
          {"schedule", word<LearningRateSchedule>(
                           config.schedule, {{"none", LearningRateSchedule::kNone},
                                             {"plateau", LearningRateSchedule::kPlateau},
                                             {"cosine", LearningRateSchedule::kCosine},
                                             {"one-cycle", LearningRateSchedule::kOneCycle}})},
          {"plateau_factor", number(config.plateau_factor)},
          {"plateau_patience", number(config.plateau_patience)},
          {"early_stopping_patience", number(config.early_stopping_patience)},
          {"early_stopping_min_delta", number(config.early_stopping_min_delta)},
          {"standardize", number(config.standardize)},
          {"n_threads", number(config.n_threads)},
          {"kernels", word<CnnKernels>(config.kernels, {{"fused", CnnKernels::kFused},
                                                        {"libtorch", CnnKernels::kLibtorch}})}};
}

}  // namespace

CnnConfig parse_cnn_params(const std::string& text, const std::string& name) {
  CnnConfig config;
  parse_params_section(text, name, "cnn", setters(config), [&] { config.validate(); });
  return config;
}

CnnConfig read_cnn_params(const std::filesystem::path& path) {
  return parse_cnn_params(read_params_text(path), path.string());
}

}  // namespace earmark::nn
