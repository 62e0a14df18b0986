#include "mlflow_model.h"

#include <nlohmann/json.hpp>

#include "earmark/features/recipe.h"
#include "earmark/inference/member.h"

namespace earmark::cli {
namespace {

using nlohmann::json;

json tensor(const std::string& name, const json& shape) {
  return {{{"name", name},
           {"type", "tensor"},
           {"tensor-spec", {{"dtype", "float32"}, {"shape", shape}}}}};
}

json input_of(const std::string& kind, std::size_t n_input) {
  constexpr int kAnyRows = -1;
  switch (inference::input_of(kind)) {
    case inference::Input::kMfcc:
      return tensor("mfcc", {kAnyRows, features::kNFrames, features::kNMfccTensor});
    case inference::Input::kEmbedding:
      return tensor("embedding", {kAnyRows, n_input});
    default:
      return tensor("features", {kAnyRows, features::kNFeatures});
  }
}

}  // namespace

std::string mlmodel_text(const std::string& kind, std::size_t n_input,
                         const std::vector<std::string>& genres) {
  const json output = tensor("probabilities", {-1, genres.size()});
  // JSON is YAML.
  const json model{{"flavors",
                    {{"onnx",
                      {{"data", "model.onnx"},
                       {"providers", {"CPUExecutionProvider"}},
                       {"onnx_session_options", nullptr}}},
                     {"python_function",
                      {{"loader_module", "mlflow.onnx"},
                       {"data", "model.onnx"},
                       {"python_version", "3.11.2"},
                       {"env", {{"virtualenv", "python_env.yaml"}}}}}}},
                   {"signature",
                    {{"inputs", input_of(kind, n_input).dump()},
                     {"outputs", output.dump()},
                     {"params", nullptr}}},
                   {"metadata", {{"kind", kind}, {"genres", genres}}}};
  return model.dump(2) + '\n';
}

std::string mlmodel_requirements() { return "mlflow>=3\nonnx\nonnxruntime\n"; }

}  // namespace earmark::cli
