#include "earmark/ml/gaussian_naive_bayes.h"

#include <flatbuffers/flatbuffers.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/standard_scaler.h"
#include "golden.h"
#include "naive_bayes_generated.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

using test::Grid;

constexpr double kProbabilityTolerance = 1e-9;  // issue 3: equal to scikit-learn within 1e-9

GaussianNaiveBayes fit_golden(const nlohmann::json& golden, const nlohmann::json& c) {
  const Grid<double> X{golden["X"]};
  const auto y = golden["y"].get<std::vector<int>>();
  const auto n = golden["n_train"].get<std::size_t>();
  GaussianNaiveBayesConfig config;
  config.var_smoothing = c.value("var_smoothing", 1e-9);
  if (c.contains("priors")) {
    config.priors = c["priors"].get<std::vector<double>>();
  }
  return GaussianNaiveBayes::fit(X.view().rows(0, n), std::span{y}.first(n), 4,
                                 c["weights"].get<std::vector<double>>(), config);
}

TEST(GaussianNaiveBayes, EqualsScikitLearn) {
  const auto golden = test::load_golden();
  const Grid<double> X{golden["X"]};
  const auto n = golden["n_train"].get<std::size_t>();
  for (const auto& c : golden["naive_bayes"]) {
    const auto model = fit_golden(golden, c);
    const Grid<double> want{c["probabilities"]};
    Grid<double> got{want.n_rows, want.n_cols};
    model.predict_proba(X.view().rows(n, want.n_rows), got.view());
    for (std::size_t i = 0; i < want.values.size(); ++i) {
      EXPECT_NEAR(got.values[i], want.values[i], kProbabilityTolerance);
    }
    const Grid<float> narrow{golden["X"]};  // the golden table's values are floats
    Grid<double> from_float{want.n_rows, want.n_cols};
    model.predict_proba(narrow.view().rows(n, want.n_rows), from_float.view());
    EXPECT_EQ(from_float.values, got.values);
  }
}

TEST(GaussianNaiveBayes, FarOutliersStillGetProbabilities) {
  const auto golden = test::load_golden();
  const auto model = fit_golden(golden, golden["naive_bayes"][0]);
  const std::vector<double> X(6, 1e30);
  std::vector<double> p(4);
  model.predict_proba(MatrixView<const double>{X.data(), 1, 6}, {p.data(), 1, 4});
  EXPECT_NEAR(p[0] + p[1] + p[2] + p[3], 1.0, 1e-12);
}

TEST(GaussianNaiveBayes, ComesBackFromItsFile) {
  const auto golden = test::load_golden();
  const auto model = fit_golden(golden, golden["naive_bayes"][0]);
  const earmark::test::TempDir dir;
  model.save(dir.path() / "a.nb");
  const auto back = GaussianNaiveBayes::load(dir.path() / "a.nb");
  EXPECT_EQ(back.to_bytes(), model.to_bytes());
  EXPECT_EQ(back.n_classes(), 4);
  EXPECT_EQ(back.n_features(), 6U);
  EXPECT_EQ(back.theta()(3, 1), model.theta()(3, 1));
  EXPECT_EQ(back.var()(3, 1), model.var()(3, 1));
  EXPECT_EQ(back.class_prior()[2], model.class_prior()[2]);
  const auto bytes = model.to_bytes();
  for (std::size_t n = 0; n < bytes.size(); n += 9) {
    EXPECT_THROW((void)GaussianNaiveBayes::from_bytes(std::span{bytes}.first(n)), BundleError);
  }
}

struct Columns {
  std::uint32_t version = 1;
  std::uint32_t n_features = 1;
  std::uint32_t n_classes = 2;
  std::vector<double> prior{0.25, 0.75};
  std::vector<double> theta{0.0, 1.0};
  std::vector<double> variance{1.0, 2.0};
  std::vector<std::string> genres;  ///< none: the field is absent

  [[nodiscard]] GaussianNaiveBayes read() const {
    flatbuffers::FlatBufferBuilder builder;
    const auto names = genres.empty() ? 0 : builder.CreateVectorOfStrings(genres);
    fbs::FinishNaiveBayesBuffer(
        builder,
        fbs::CreateNaiveBayes(builder, version, n_features, n_classes, builder.CreateVector(prior),
                              builder.CreateVector(theta), builder.CreateVector(variance), names));
    return GaussianNaiveBayes::from_bytes(
        std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()}));
  }
};

TEST(GaussianNaiveBayes, RefusesFilesThatMakeNoModel) {
  EXPECT_NO_THROW((void)Columns{}.read());
  const auto refuses = [](const std::function<void(Columns&)>& damage) {
    Columns columns;
    damage(columns);
    EXPECT_THROW((void)columns.read(), BundleError);
  };
  refuses([](Columns& c) { c.version = 3; });
  refuses([](Columns& c) { c.n_features = 0; });
  refuses([](Columns& c) { c.n_classes = 0; });
  refuses([](Columns& c) { c.n_classes = 3; });
  refuses([](Columns& c) { c.prior = {0.5, 0.6}; });
  refuses([](Columns& c) { c.prior = {-0.5, 1.5}; });
  refuses([](Columns& c) { c.theta = {0.0}; });
  refuses([](Columns& c) { c.theta = {0.0, std::numeric_limits<double>::quiet_NaN()}; });
  refuses([](Columns& c) { c.theta = {0.0, 1e200}; });
  refuses([](Columns& c) { c.theta = {-3.5e38, 0.0}; });
  refuses([](Columns& c) { c.variance = {1.0, 0.0}; });
  refuses([](Columns& c) { c.variance = {1.0, 1e-201}; });
  refuses([](Columns& c) { c.variance = {1.0, 1e301}; });
  refuses([](Columns& c) { c.genres = {"jazz"}; });
  refuses([](Columns& c) { c.genres = {"jazz", "jazz"}; });
  refuses([](Columns& c) { c.genres = {"jazz", "a,b"}; });
}

// The worst that a file may hold, at the worst that a row may hold.
TEST(GaussianNaiveBayes, EveryFileThatIsReadAnswersWithProbabilities) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  for (const double variance : {1e-200, 1.0, 1e300}) {
    Columns columns;
    columns.prior = {0.0, 1.0};
    columns.theta = {kLargest, -kLargest};
    columns.variance = {1e-200, variance};
    const GaussianNaiveBayes model = columns.read();
    for (const float x :
         {-std::numeric_limits<float>::max(), 0.0F, 1.0F, std::numeric_limits<float>::max()}) {
      std::vector<double> p(2);
      model.predict_proba(MatrixView<const float>{&x, 1, 1}, {p.data(), 1, 2});
      EXPECT_TRUE(p[0] >= 0.0 && p[1] >= 0.0) << variance << ' ' << x;
      EXPECT_NEAR(p[0] + p[1], 1.0, 1e-12) << variance << ' ' << x;
    }
  }
}

TEST(GaussianNaiveBayes, KeepsItsNamesInItsFile) {
  const ModelNames names{{"jazz", "rock"}, "recipe-1"};
  const GaussianNaiveBayes model = Columns{}.read().named(names);
  const auto back = GaussianNaiveBayes::from_bytes(model.to_bytes());
  EXPECT_EQ(back.names().genres, names.genres);
  EXPECT_EQ(back.names().recipe, names.recipe);
  EXPECT_TRUE(Columns{}.read().names().genres.empty());
  EXPECT_THROW((void)Columns{}.read().named({{"jazz"}, ""}), std::invalid_argument);
  EXPECT_THROW((void)Columns{}.read().named({{"jazz", "a,b"}, ""}), std::invalid_argument);
}

// fit() and save() keep to what load() asks for.
TEST(GaussianNaiveBayes, FitsNothingThatItsFileMayNotHold) {
  const std::vector<int> y{0, 1};
  const auto fit = [&](std::vector<double> x, double var_smoothing) {
    return GaussianNaiveBayes::fit({x.data(), 2, 1}, y, 2, {},
                                   {.priors = {}, .var_smoothing = var_smoothing});
  };
  EXPECT_NO_THROW((void)GaussianNaiveBayes::from_bytes(fit({0.0, 1.0}, 1e-9).to_bytes()));
  EXPECT_THROW((void)fit({0.0, 1e-120}, 1.0), DataError);
  EXPECT_THROW((void)fit({0.0, 1e30}, 1e270), DataError);
  EXPECT_THROW((void)fit({0.0, 1e40}, 1.0), std::invalid_argument);
}

TEST(GaussianNaiveBayes, SaysThatItsFileWouldBeTooLarge) {
  // 65 * 65536 means and as many variances are just over 2^26 bytes.
  constexpr std::size_t kClasses = 65;
  Grid<double> wide{kClasses, 65'536};
  std::vector<int> labels(kClasses);
  for (std::size_t i = 0; i < kClasses; ++i) {
    labels[i] = static_cast<int>(i);
    wide.view()(i, i) = 1.0;
  }
  const auto model = GaussianNaiveBayes::fit(std::as_const(wide).view(), labels,
                                             static_cast<int>(kClasses), {}, {});
  try {
    (void)model.to_bytes();
    FAIL();
  } catch (const DataError& error) {
    EXPECT_NE(std::string{error.what()}.find("65 classes and 65536 features"), std::string::npos);
  }
}

// sklearn.naive_bayes asks numpy.isclose(priors.sum(), 1.0).
TEST(GaussianNaiveBayes, TakesThePriorsThatScikitLearnTakes) {
  const Grid<double> X{nlohmann::json{{0.0}, {1.0}, {3.0}, {5.0}}};
  const std::vector<int> y{0, 0, 1, 1};
  const auto fit = [&](double prior) {
    return GaussianNaiveBayes::fit(X.view(), y, 2, {}, {.priors = {0.5, prior}});
  };
  for (const double prior : {0.5 + 9e-6, 0.5 - 9e-6}) {
    EXPECT_NO_THROW((void)GaussianNaiveBayes::from_bytes(fit(prior).to_bytes())) << prior;
  }
  EXPECT_THROW((void)fit(0.5 + 1.1e-5), std::invalid_argument);
}

TEST(GaussianNaiveBayes, RejectsBadArguments) {
  const Grid<double> X{nlohmann::json{{1.0, 2.0}, {2.0, 1.0}, {0.0, 5.0}}};
  const std::vector<int> y{0, 1, 1};
  const auto fit = [&](const std::vector<int>& labels, int n_classes,
                       const std::vector<double>& weights, const GaussianNaiveBayesConfig& config) {
    (void)GaussianNaiveBayes::fit(X.view(), labels, n_classes, weights, config);
  };
  EXPECT_NO_THROW(fit(y, 2, {}, {}));
  EXPECT_THROW(fit(y, 3, {}, {}), std::invalid_argument);  // class 2 does not occur
  EXPECT_THROW(fit(y, 1, {}, {}), std::invalid_argument);
  EXPECT_THROW(fit({0, 1}, 2, {}, {}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {1.0}, {}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {0.0, 1.0, 1.0}, {}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {-1.0, 1.0, 1.0}, {}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {}, {.priors = {0.5, 0.6}}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {}, {.priors = {1.0}}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {}, {.priors = {}, .var_smoothing = -1.0}), std::invalid_argument);
  EXPECT_THROW(fit(y, 2, {}, {.priors = {}, .var_smoothing = 0.0}), DataError);

  const auto model = GaussianNaiveBayes::fit(X.view(), y, 2, {}, {});
  Grid<double> p{3, 2};
  Grid<double> nan = X;
  nan.values[0] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(model.predict_proba(std::as_const(nan).view(), p.view()), std::invalid_argument);
  EXPECT_THROW(model.predict_proba(X.view(), Grid<double>{3, 1}.view()), std::invalid_argument);
}

TEST(StandardScaler, EqualsScikitLearn) {
  const auto golden = test::load_golden();
  const Grid<double> X{golden["X"]};
  const Grid<double> want{golden["scaled"]};
  const auto scaler = StandardScaler::fit(X.view());
  Grid<double> got{X.n_rows, X.n_cols};
  scaler.transform(X.view(), got.view());
  for (std::size_t i = 0; i < want.values.size(); ++i) {
    EXPECT_NEAR(got.values[i], want.values[i], 1e-12);  // a few units of rounding at |x| < 5
  }
  EXPECT_EQ(scaler.scale()[5], 1.0);  // the constant column
  EXPECT_EQ(scaler.mean()[5], 2.5);
}

TEST(StandardScaler, RejectsBadArguments) {
  const Grid<double> nan{nlohmann::json{{1.0}, {2.0}}};
  auto bad = nan;
  bad.values[1] = std::numeric_limits<double>::infinity();
  EXPECT_THROW((void)StandardScaler::fit(std::as_const(bad).view()), std::invalid_argument);
  EXPECT_THROW((void)StandardScaler::fit({nullptr, 0, 3}), std::invalid_argument);
  EXPECT_THROW((StandardScaler{{1.0}, {}}), std::invalid_argument);
  EXPECT_THROW((StandardScaler{{1.0}, {0.0}}), std::invalid_argument);
  const StandardScaler scaler{{1.0}, {2.0}};
  EXPECT_THROW(scaler.transform({nullptr, 0, 2}, {nullptr, 0, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace earmark::ml
