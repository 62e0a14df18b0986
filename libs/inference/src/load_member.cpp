#include <string>

#include "earmark/base/errors.h"
#include "earmark/features/recipe.h"
#include "earmark/inference/member.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "earmark/ml/logistic_regression.h"
#include "earmark/ml/random_forest.h"
#include "member_names.h"
#include "network_member.h"
#include "probability_row.h"

namespace earmark::inference {
namespace {

constexpr std::size_t kTableColumns = 57;

void check_n_genres(int n_classes, std::span<const std::string> genres) {
  if (static_cast<std::size_t>(n_classes) != genres.size()) {
    throw BundleError("it knows " + std::to_string(n_classes) + " genres, the bundle names " +
                      std::to_string(genres.size()));
  }
}

template <typename Model>
class TableMember final : public Member {
 public:
  TableMember(std::span<const std::byte> bytes, std::span<const std::string> genres)
      : model_{Model::from_bytes(bytes)} {
    if (model_.n_features() != kTableColumns) {
      throw BundleError("it was trained on " + std::to_string(model_.n_features()) +
                        " columns, not the table's " + std::to_string(kTableColumns));
    }
    check_n_genres(model_.n_classes(), genres);
    check_names(model_.names(), genres, features::kRecipeVersion);
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

/// A linear head on an embedding. How long that is only the trunks know, which predict() hears of.
class TaggerMember final : public Member {
 public:
  TaggerMember(std::span<const std::byte> bytes, std::span<const std::string> genres,
               std::string_view trunks)
      : model_{ml::LogisticRegression::from_bytes(bytes)} {
    check_n_genres(model_.n_classes(), genres);
    if (const std::string& heard = model_.names().recipe; !heard.empty() && heard != trunks) {
      throw BundleError(
          "it learned from other networks than the bundle's, or what they heard was computed "
          "otherwise: "
          "train it again with earmark train tagger (it names \"" +
          heard + "\", the bundle \"" + std::string{trunks} + "\")");
    }
    check_names(model_.names(), genres, trunks);
  }

  [[nodiscard]] Input input() const override { return Input::kEmbedding; }
  [[nodiscard]] SongMean song_mean() const override { return SongMean::kGeometric; }
  void predict(MatrixView<const float> segments, MatrixView<double> probabilities) const override {
    if (segments.cols() != model_.n_features()) {
      throw BundleError("it was trained on embeddings of " + std::to_string(model_.n_features()) +
                        " values, and the trunks give " + std::to_string(segments.cols()));
    }
    model_.predict_proba(segments, probabilities);
    for (std::size_t r = 0; r < probabilities.rows(); ++r) {
      check_probability_row(probabilities.row(r));
    }
  }

 private:
  ml::LogisticRegression model_;
};

std::unique_ptr<Member> load(std::string_view kind, std::span<const std::byte> bytes,
                             std::span<const std::string> genres, std::string_view trunks) {
  if (kind == "forest") {
    return std::make_unique<TableMember<ml::RandomForest>>(bytes, genres);
  }
  if (kind == "naive-bayes") {
    return std::make_unique<TableMember<ml::GaussianNaiveBayes>>(bytes, genres);
  }
  if (kind == "tagger") {
    return std::make_unique<TaggerMember>(bytes, genres, trunks);
  }
  (void)input_of(kind);  // refuses what is neither of them nor a network
  return std::make_unique<NetworkMember>(bytes, genres);
}

}  // namespace

MatrixView<const float> SegmentInputs::of(Input input) const {
  return input == Input::kTableRow ? table : input == Input::kMfcc ? mfcc : embedding;
}

Input input_of(std::string_view kind) {
  if (kind == "forest" || kind == "naive-bayes") {
    return Input::kTableRow;
  }
  if (kind == "cnn") {
    return Input::kMfcc;
  }
  if (kind == "tagger") {
    return Input::kEmbedding;
  }
  throw BundleError("\"" + std::string{kind} + "\" is not a kind of model");
}

std::unique_ptr<Member> load_member(std::string_view kind, std::span<const std::byte> bytes,
                                    std::span<const std::string> genres, std::string_view where,
                                    std::string_view trunks) {
  try {
    return load(kind, bytes, genres, trunks);
  } catch (const BundleError& error) {
    throw BundleError(std::string{where} + " cannot be used: " + error.what());
  }
}

}  // namespace earmark::inference
