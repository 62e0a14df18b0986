#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "copy_doubles.h"
#include "earmark/base/errors.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "model_file.h"
#include "naive_bayes_generated.h"
#include "naive_bayes_limits.h"
#include "verified_file.h"

namespace earmark::ml {
namespace {

constexpr std::uint32_t kVersion = 1;

void require(bool holds, const char* fault) {
  if (!holds) {
    throw BundleError(std::string{"damaged naive Bayes file: "} + fault);
  }
}

std::vector<double> read_column(const flatbuffers::Vector<double>* column, std::uint64_t size) {
  require(column != nullptr && column->size() == size, "a column is missing or of a wrong length");
  std::vector<double> values = copy_doubles(*column);
  require(std::ranges::all_of(values, [](double x) { return std::isfinite(x); }),
          "a value is not finite");
  return values;
}

}  // namespace

std::vector<std::byte> GaussianNaiveBayes::to_bytes() const {
  // The columns outweigh all else; FlatBuffers itself breaks down at 2 GB.
  const std::size_t n_values = prior_.size() + theta_.size() + var_.size();
  const std::string sizes =
      std::to_string(prior_.size()) + " classes and " + std::to_string(n_features_) + " features";
  const auto require_room = [&](std::size_t n_bytes) {
    if (n_bytes > kMaxFileBytes) {
      throw ModelError("a naive Bayes model of " + sizes +
                       " takes over 64 MiB, the most its file may have; train it on fewer");
    }
  };
  require_room(n_values * sizeof(double));
  flatbuffers::FlatBufferBuilder builder;
  const auto genres = write_genres(builder, names_);
  const auto root =
      fbs::CreateNaiveBayesDirect(builder, kVersion, static_cast<std::uint32_t>(n_features_),
                                  static_cast<std::uint32_t>(prior_.size()), &prior_, &theta_,
                                  &var_, unless_empty(genres), unless_empty(names_.recipe));
  fbs::FinishNaiveBayesBuffer(builder, root);
  require_room(builder.GetSize());
  return bytes_of(builder);
}

GaussianNaiveBayes GaussianNaiveBayes::from_bytes(std::span<const std::byte> bytes) {
  const VerifiedFile<fbs::NaiveBayes> verified{
      bytes, {"naive Bayes", fbs::NaiveBayesIdentifier(), kVersion, kMaxFileBytes}};
  const fbs::NaiveBayes& file = verified.root();
  require(file.n_features() >= 1 && file.n_features() <= kMaxNaiveBayesFeatures,
          "n_features is impossible");
  require(file.n_classes() >= 1 && file.n_classes() <= kMaxNaiveBayesClasses,
          "n_classes is impossible");
  const std::uint64_t n_cells = std::uint64_t{file.n_features()} * file.n_classes();
  auto prior = read_column(file.prior(), file.n_classes());
  auto theta = read_column(file.theta(), n_cells);
  auto var = read_column(file.variance(), n_cells);
  require(std::ranges::all_of(prior, [](double p) { return p >= 0.0 && p <= 1.0; }),
          "a prior lies outside [0, 1]");
  require(std::abs(std::accumulate(prior.begin(), prior.end(), 0.0) - 1.0) <= kPriorTolerance,
          "the priors do not add to one");
  require(std::ranges::all_of(theta, [](double t) { return std::abs(t) <= kMaxMagnitude; }),
          "a mean is beyond the floats");
  require(std::ranges::all_of(var, [](double v) { return v >= kMinVariance && v <= kMaxVariance; }),
          "a variance lies outside [1e-200, 1e300]");
  GaussianNaiveBayes model{std::move(prior), std::move(theta), std::move(var)};
  model.names_ = read_names(file);
  return model;
}

void GaussianNaiveBayes::save(const std::filesystem::path& path) const { save_model(*this, path); }

GaussianNaiveBayes GaussianNaiveBayes::load(const std::filesystem::path& path) {
  return load_model<GaussianNaiveBayes>(path);
}

}  // namespace earmark::ml
