#include <string>

#include "earmark/base/errors.h"
#include "earmark/inference/member.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/random_forest.h"
#include "member_names.h"
#include "network_member.h"
#include "probability_row.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kTableColumns = 57;

template <typename Model>
class TableMember final : public Member {
 public:
  TableMember(std::span<const std::byte> bytes, std::span<const std::string> genres)
      : model_{Model::from_bytes(bytes)} {
    if (model_.n_features() != kTableColumns) {
      throw BundleError("it was trained on " + std::to_string(model_.n_features()) +
                        " columns, not the table's " + std::to_string(kTableColumns));
    }
    if (static_cast<std::size_t>(model_.n_classes()) != genres.size()) {
      throw BundleError("it knows " + std::to_string(model_.n_classes()) +
                        " genres, the bundle names " + std::to_string(genres.size()));
    }
    check_names(model_.names(), genres);
  }

  [[nodiscard]] Input input() const override { return Input::kTableRow; }
  void predict(MatrixView<const float> segments, MatrixView<double> probabilities) const override {
    model_.predict_proba(segments, probabilities);
    for (std::size_t r = 0; r < probabilities.rows(); ++r) {
      check_probability_row(probabilities.row(r));
    }
  }

 private:
  Model model_;
};

std::unique_ptr<Member> load(std::string_view kind, std::span<const std::byte> bytes,
                             std::span<const std::string> genres) {
  if (kind == "forest") {
    return std::make_unique<TableMember<ml::RandomForest>>(bytes, genres);
  }
  if (kind == "naive-bayes") {
    return std::make_unique<TableMember<ml::GaussianNaiveBayes>>(bytes, genres);
  }
  (void)input_of(kind);  // refuses what is neither of them nor a network
  return std::make_unique<NetworkMember>(bytes, genres);
}

}  // namespace

Input input_of(std::string_view kind) {
  if (kind == "forest" || kind == "naive-bayes") {
    return Input::kTableRow;
  }
  if (kind == "cnn") {
    return Input::kMfcc;
  }
  throw BundleError("\"" + std::string{kind} + "\" is not a kind of model");
}

std::unique_ptr<Member> load_member(std::string_view kind, std::span<const std::byte> bytes,
                                    std::span<const std::string> genres, std::string_view where) {
  try {
    return load(kind, bytes, genres);
  } catch (const BundleError& error) {
    throw BundleError(std::string{where} + " cannot be used: " + error.what());
  }
}

}  // namespace earmark::inference
