#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "copy_doubles.h"
#include "earmark/base/errors.h"
#include "earmark/ml/logistic_regression.h"
#include "logistic_regression_generated.h"
#include "model_file.h"
#include "verified_file.h"

namespace earmark::ml {
namespace {

constexpr std::uint32_t kVersion = 2;
constexpr std::uint32_t kMostColumns = 65536;  // classes and features each
// Scores of floats then stay finite: 65,536 terms of at most 1e100 times 3.4e38.
constexpr double kLargestValue = 1e100;

void require(bool holds, const char* fault) {
  if (!holds) {
    throw BundleError(std::string{"damaged logistic regression file: "} + fault);
  }
}

bool in_range(std::span<const double> values) {
  return std::ranges::all_of(values, [](double x) { return std::abs(x) <= kLargestValue; });
}

std::vector<double> read_values(const flatbuffers::Vector<double>* values, std::uint64_t size) {
  require(values != nullptr && values->size() == size, "a column is missing or of a wrong length");
  std::vector<double> copy = copy_doubles(*values);
  require(in_range(copy), "a value is not finite or over 1e100");
  return copy;
}

std::vector<float> read_floats(const flatbuffers::Vector<float>* values) {
  require(values != nullptr, "a column of its strangeness is missing");
  return {values->begin(), values->end()};
}

Strangeness read_strangeness(const fbs::Strangeness& file) {
  try {
    return Strangeness{{.first_column = file.first_column(),
                        .n_columns = file.n_columns(),
                        .whitening = read_floats(file.whitening()),
                        .means = read_floats(file.means()),
                        .usual = file.usual(),
                        .spread = file.spread(),
                        .strength = file.strength()}};
  } catch (const std::invalid_argument&) {
    throw BundleError(
        "damaged logistic regression file: its strangeness has sizes that do not fit or a value "
        "out "
        "of range");
  }
}

flatbuffers::Offset<fbs::Strangeness> write_strangeness(
    flatbuffers::FlatBufferBuilder& builder, const std::optional<Strangeness>& strangeness) {
  if (!strangeness) {
    return {};
  }
  const Strangeness::Parts& parts = strangeness->parts();
  return fbs::CreateStrangenessDirect(builder, static_cast<std::uint32_t>(parts.first_column),
                                      static_cast<std::uint32_t>(parts.n_columns), &parts.whitening,
                                      &parts.means, parts.usual, parts.spread, parts.strength);
}

}  // namespace

std::vector<std::byte> LogisticRegression::to_bytes() const {
  if (n_features() > kMostColumns || intercepts_.size() > kMostColumns ||
      (coefficients_.size() + intercepts_.size()) * sizeof(double) > kMaxFileBytes / 2) {
    throw ModelError("a logistic regression of " + std::to_string(n_classes()) + " classes and " +
                     std::to_string(n_features()) + " features is too large for its file");
  }
  if (!in_range(coefficients_) || !in_range(intercepts_)) {
    throw ModelError("a logistic regression's file holds no value over 1e100");
  }
  flatbuffers::FlatBufferBuilder builder;
  const auto genres = write_genres(builder, names_);
  const auto strangeness = write_strangeness(builder, strangeness_);
  const auto root = fbs::CreateLogisticRegressionDirect(
      builder, kVersion, static_cast<std::uint32_t>(n_features()),
      static_cast<std::uint32_t>(n_classes()), &coefficients_, &intercepts_, unless_empty(genres),
      unless_empty(names_.recipe), strangeness);
  fbs::FinishLogisticRegressionBuffer(builder, root);
  return bytes_of(builder);
}

LogisticRegression LogisticRegression::from_bytes(std::span<const std::byte> bytes) {
  const VerifiedFile<fbs::LogisticRegression> verified{
      bytes, {"logistic regression", fbs::LogisticRegressionIdentifier(), kVersion, kMaxFileBytes}};
  const fbs::LogisticRegression& file = verified.root();
  require(file.n_features() >= 1 && file.n_features() <= kMostColumns, "n_features is impossible");
  require(file.n_classes() >= 2 && file.n_classes() <= kMostColumns, "n_classes is impossible");
  const std::uint64_t n_cells = std::uint64_t{file.n_features()} * file.n_classes();
  LogisticRegression model{read_values(file.coefficients(), n_cells),
                           read_values(file.intercepts(), file.n_classes())};
  model.names_ = read_names(file);
  if (const fbs::Strangeness* strangeness = file.strangeness()) {
    require(strangeness->n_columns() <= file.n_features() &&
                strangeness->first_column() <= file.n_features() - strangeness->n_columns(),
            "its strangeness looks at columns that it does not have");
    model.strangeness_ = read_strangeness(*strangeness);
    require(model.strangeness_->n_classes() <= file.n_classes(),
            "its strangeness knows more classes than it has");
  }
  return model;
}

void LogisticRegression::save(const std::filesystem::path& path) const { save_model(*this, path); }

LogisticRegression LogisticRegression::load(const std::filesystem::path& path) {
  return load_model<LogisticRegression>(path);
}

}  // namespace earmark::ml
