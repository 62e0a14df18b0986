#include "earmark/ml/export_onnx.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/random_forest.h"
#include "onnx_model.h"

namespace earmark::ml_onnx {
namespace {

/// The columns of a TreeEnsembleClassifier.
struct Ensemble {
  std::vector<std::int64_t> nodes_treeids;
  std::vector<std::int64_t> nodes_nodeids;
  std::vector<std::int64_t> nodes_featureids;
  std::vector<std::int64_t> nodes_truenodeids;
  std::vector<std::int64_t> nodes_falsenodeids;
  std::vector<float> nodes_values;
  std::vector<std::string> nodes_modes;
  std::vector<std::int64_t> class_treeids;
  std::vector<std::int64_t> class_nodeids;
  std::vector<std::int64_t> class_ids;
  std::vector<float> class_weights;

  void add_leaf(std::int64_t tree, std::int64_t node, std::size_t label, float weight) {
    class_treeids.push_back(tree);
    class_nodeids.push_back(node);
    class_ids.push_back(static_cast<std::int64_t>(label));
    class_weights.push_back(weight);
  }

  void add_tree(const ml::ForestTree& tree, std::int64_t id, std::size_t n_classes, float share) {
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const ml::TreeNode node = tree.nodes[i];
      const bool is_leaf = node.is_leaf();
      const auto place = static_cast<std::int64_t>(i);
      nodes_treeids.push_back(id);
      nodes_nodeids.push_back(place);
      nodes_featureids.push_back(node.feature());
      nodes_truenodeids.push_back(is_leaf ? 0 : node.left());
      nodes_falsenodeids.push_back(is_leaf ? 0 : node.left() + 1);
      nodes_values.push_back(is_leaf ? 0.0F : node.threshold());
      nodes_modes.emplace_back(is_leaf ? "LEAF" : "BRANCH_LEQ");
      if (is_leaf && node.leaf_id() < n_classes) {
        add_leaf(id, place, node.leaf_id(), share);
      } else if (is_leaf) {
        for (std::size_t c = 0; c < n_classes; ++c) {
          const float fraction = tree.mixed[(node.leaf_id() - n_classes) * n_classes + c];
          if (fraction > 0.0F) {
            add_leaf(id, place, c, fraction * share);
          }
        }
      }
    }
  }
};

/// A constant of one integer, such as an operator takes for an axis.
void add_axis(onnx::ModelProto& model, const std::string& name, std::int64_t value) {
  auto& axis = *model.mutable_graph()->add_initializer();
  axis.set_name(name);
  axis.set_data_type(onnx::TensorProto::INT64);
  axis.add_dims(1);
  axis.add_int64_data(value);
}

void add_number(onnx::ModelProto& model, const std::string& name, double value) {
  add_constant(model, name, std::vector<std::int64_t>{1}, std::span{&value, 1});
}

/// The matrix [n_columns, n_columns] that a row is multiplied by to be whitened.
std::vector<double> whitening_matrix(const ml::Strangeness::Parts& parts) {
  std::vector<double> matrix(parts.n_columns * parts.n_columns);
  auto factor = parts.whitening.begin();
  for (std::size_t column = 0; column < parts.n_columns; ++column) {
    for (std::size_t i = column; i < parts.n_columns; ++i, ++factor) {
      matrix[column * parts.n_columns + i] = static_cast<double>(*factor);
    }
  }
  return matrix;
}

/// Appends what makes "flattening" [n_rows, 1] of rows in double.
void add_flattening(onnx::ModelProto& model, const ml::Strangeness::Parts& parts,
                    const std::string& rows) {
  const auto n = static_cast<std::int64_t>(parts.n_columns);
  const auto first = static_cast<std::int64_t>(parts.first_column);
  const auto n_means = static_cast<std::int64_t>(parts.means.size()) / n;
  add_constant(model, "whitening", std::vector<std::int64_t>{n, n}, whitening_matrix(parts));
  add_constant(model, "class_means", std::vector<std::int64_t>{1, n_means, n},
               std::vector<double>{parts.means.begin(), parts.means.end()});
  add_number(model, "usual", parts.usual);
  add_number(model, "steepness", parts.strength / parts.spread);
  add_number(model, "one", 1.0);
  add_axis(model, "first_column", first);
  add_axis(model, "end_column", first + n);
  add_axis(model, "class_axis", 1);
  add_axis(model, "feature_axis", 2);
  add_node(model, "Slice", {rows, "first_column", "end_column", "class_axis"}, {"looked_at"});
  add_node(model, "MatMul", {"looked_at", "whitening"}, {"white"});
  add_node(model, "Unsqueeze", {"white", "class_axis"}, {"white_rows"});
  add_node(model, "Sub", {"white_rows", "class_means"}, {"off"});
  add_node(model, "Mul", {"off", "off"}, {"squares"});
  set_int(add_node(model, "ReduceSum", {"squares", "feature_axis"}, {"distances"}), "keepdims", 0);
  set_ints(add_node(model, "ReduceMin", {"distances"}, {"least"}), "axes",
           std::vector<std::int64_t>{1});
  add_node(model, "Sqrt", {"least"}, {"distance"});
  add_node(model, "Sub", {"distance", "usual"}, {"beyond"});
  add_node(model, "Relu", {"beyond"}, {"strange"});
  add_node(model, "Mul", {"strange", "steepness"}, {"steep"});
  add_node(model, "Add", {"steep", "one"}, {"flattening"});
}

std::vector<std::int64_t> counting(std::size_t n) {
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < n; ++i) {
    numbers.push_back(static_cast<std::int64_t>(i));
  }
  return numbers;
}

}  // namespace

std::string to_onnx(const ml::RandomForest& forest, const std::vector<std::string>& genres) {
  const auto n_classes = static_cast<std::size_t>(forest.n_classes());
  Ensemble e;
  const float share = 1.0F / static_cast<float>(forest.trees().size());
  std::int64_t id = 0;
  for (const auto& tree : forest.trees()) {
    e.add_tree(tree, id++, n_classes, share);
  }
  auto model = make_model("random_forest", forest.n_features(), n_classes, genres);
  auto& node = add_node(model, "TreeEnsembleClassifier", {"features"}, {"label", "probabilities"},
                        "ai.onnx.ml");
  set_ints(node, "nodes_treeids", e.nodes_treeids);
  set_ints(node, "nodes_nodeids", e.nodes_nodeids);
  set_ints(node, "nodes_featureids", e.nodes_featureids);
  set_ints(node, "nodes_truenodeids", e.nodes_truenodeids);
  set_ints(node, "nodes_falsenodeids", e.nodes_falsenodeids);
  set_floats(node, "nodes_values", e.nodes_values);
  set_strings(node, "nodes_modes", e.nodes_modes);
  set_ints(node, "class_treeids", e.class_treeids);
  set_ints(node, "class_nodeids", e.class_nodeids);
  set_ints(node, "class_ids", e.class_ids);
  set_floats(node, "class_weights", e.class_weights);
  set_ints(node, "classlabels_int64s", counting(n_classes));
  set_string(node, "post_transform", "NONE");
  return model.SerializeAsString();
}

std::string to_onnx(const ml::GaussianNaiveBayes& naive_bayes,
                    const std::vector<std::string>& genres) {
  const auto n_classes = static_cast<std::size_t>(naive_bayes.n_classes());
  const std::size_t n_features = naive_bayes.n_features();
  std::vector<double> theta;
  std::vector<double> half_precision;  // -1 / (2 var)
  std::vector<double> constant;
  for (std::size_t c = 0; c < n_classes; ++c) {
    double sum = std::log(naive_bayes.class_prior()[c]);
    for (std::size_t f = 0; f < n_features; ++f) {
      const double var = naive_bayes.var()(c, f);
      theta.push_back(naive_bayes.theta()(c, f));
      half_precision.push_back(-0.5 / var);
      sum -= 0.5 * std::log(2.0 * std::numbers::pi * var);
    }
    constant.push_back(sum);
  }
  auto model = make_model("gaussian_naive_bayes", n_features, n_classes, genres);
  const auto n_c = static_cast<std::int64_t>(n_classes);
  const auto n_f = static_cast<std::int64_t>(n_features);
  add_constant(model, "theta", std::vector<std::int64_t>{1, n_c, n_f}, theta);
  add_constant(model, "half_precision", std::vector<std::int64_t>{1, n_c, n_f}, half_precision);
  add_constant(model, "constant", std::vector<std::int64_t>{1, n_c}, constant);
  add_axis(model, "class_axis", 1);
  add_axis(model, "feature_axis", 2);

  set_int(add_node(model, "Cast", {"features"}, {"wide"}), "to", onnx::TensorProto::DOUBLE);
  add_node(model, "Unsqueeze", {"wide", "class_axis"}, {"rows"});
  add_node(model, "Sub", {"rows", "theta"}, {"off"});
  add_node(model, "Mul", {"off", "off"}, {"squares"});
  add_node(model, "Mul", {"squares", "half_precision"}, {"terms"});
  set_int(add_node(model, "ReduceSum", {"terms", "feature_axis"}, {"sums"}), "keepdims", 0);
  add_node(model, "Add", {"sums", "constant"}, {"logs"});
  add_softmax(model, "logs");
  return model.SerializeAsString();
}

std::string to_onnx(const ml::LogisticRegression& regression,
                    const std::vector<std::string>& genres) {
  const auto n_classes = static_cast<std::size_t>(regression.n_classes());
  const std::size_t n_features = regression.n_features();
  auto model = make_model("logistic_regression", n_features, n_classes, genres, "embedding");
  const auto n_c = static_cast<std::int64_t>(n_classes);
  const auto n_f = static_cast<std::int64_t>(n_features);
  const auto coefficients = regression.coefficients();
  add_constant(model, "coefficients", std::vector<std::int64_t>{n_c, n_f},
               std::span{coefficients.data(), n_classes * n_features});
  add_constant(model, "intercepts", std::vector<std::int64_t>{n_c}, regression.intercepts());
  set_int(add_node(model, "Cast", {"embedding"}, {"wide"}), "to", onnx::TensorProto::DOUBLE);
  set_int(add_node(model, "Gemm", {"wide", "coefficients", "intercepts"}, {"scores"}), "transB", 1);
  if (const auto& strangeness = regression.strangeness()) {
    add_flattening(model, strangeness->parts(), "wide");
    add_node(model, "Div", {"scores", "flattening"}, {"flat_scores"});
    add_softmax(model, "flat_scores");
  } else {
    add_softmax(model, "scores");
  }
  return model.SerializeAsString();
}

}  // namespace earmark::ml_onnx
