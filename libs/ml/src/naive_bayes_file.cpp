#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "copy_doubles.h"
#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/ml/gaussian_naive_bayes.h"
#include "naive_bayes_generated.h"
#include "verified_file.h"

namespace earmark::ml {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kMaxClasses = 65'536;
constexpr std::uint32_t kMaxFeatures = 65'536;
constexpr double kSumTolerance = 1e-6;

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
  flatbuffers::FlatBufferBuilder builder;
  const auto root = fbs::CreateNaiveBayesDirect(
      builder, kVersion, static_cast<std::uint32_t>(n_features_),
      static_cast<std::uint32_t>(prior_.size()), &prior_, &theta_, &var_);
  fbs::FinishNaiveBayesBuffer(builder, root);
  const auto bytes = std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()});
  return {bytes.begin(), bytes.end()};
}

GaussianNaiveBayes GaussianNaiveBayes::from_bytes(std::span<const std::byte> bytes) {
  const VerifiedFile<fbs::NaiveBayes> verified{
      bytes, {"naive Bayes", fbs::NaiveBayesIdentifier(), kVersion, kMaxFileBytes}};
  const fbs::NaiveBayes& file = verified.root();
  require(file.n_features() >= 1 && file.n_features() <= kMaxFeatures, "n_features is impossible");
  require(file.n_classes() >= 1 && file.n_classes() <= kMaxClasses, "n_classes is impossible");
  const std::uint64_t n_cells = std::uint64_t{file.n_features()} * file.n_classes();
  auto prior = read_column(file.prior(), file.n_classes());
  auto theta = read_column(file.theta(), n_cells);
  auto var = read_column(file.variance(), n_cells);
  require(std::ranges::all_of(prior, [](double p) { return p >= 0.0 && p <= 1.0; }),
          "a prior lies outside [0, 1]");
  require(std::abs(std::accumulate(prior.begin(), prior.end(), 0.0) - 1.0) <= kSumTolerance,
          "the priors do not add to one");
  require(std::ranges::all_of(var, [](double v) { return v >= 1e-300; }), "a variance is not > 0");
  return {std::move(prior), std::move(theta), std::move(var)};
}

void GaussianNaiveBayes::save(const std::filesystem::path& path) const {
  AtomicFile file{path};
  file.write(to_bytes());
  file.commit();
}

GaussianNaiveBayes GaussianNaiveBayes::load(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kMaxFileBytes);
  try {
    return from_bytes(bytes);
  } catch (const BundleError& error) {
    throw BundleError(path.string() + ": " + error.what());
  }
}

}  // namespace earmark::ml
