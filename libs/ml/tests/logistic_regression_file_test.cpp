#include <flatbuffers/flatbuffers.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/ml/logistic_regression.h"
#include "logistic_regression_generated.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

constexpr double kRounding = 1e-12;

/// Parameters whose every bit matters.
LogisticRegression odd_model() {
  return LogisticRegression{{0.1, -1.0 / 3, 1e-300, 1e100, -0.0, 5e-324}, {1.0 / 7, -1e-17}}.named(
      {{"jazz", "rock"}, "musicnn:abc ced:def"});
}

TEST(LogisticRegressionFile, ComesBackBitForBit) {
  const LogisticRegression model = odd_model();
  const earmark::test::TempDir dir;
  model.save(dir.path() / "a.lr");
  const auto back = LogisticRegression::load(dir.path() / "a.lr");
  EXPECT_EQ(back.to_bytes(), model.to_bytes());
  EXPECT_EQ(back.n_classes(), 2);
  EXPECT_EQ(back.n_features(), 3U);
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_EQ(back.intercepts()[c], model.intercepts()[c]);
    for (std::size_t f = 0; f < 3; ++f) {
      EXPECT_EQ(back.coefficients()(c, f), model.coefficients()(c, f)) << c << ' ' << f;
    }
  }
  EXPECT_TRUE(std::signbit(back.coefficients()(1, 1)));
  EXPECT_EQ(back.names().genres, model.names().genres);
  EXPECT_EQ(back.names().recipe, model.names().recipe);
}

TEST(LogisticRegressionFile, WithoutNamesComesBackWithout) {
  const auto back =
      LogisticRegression::from_bytes(LogisticRegression{{1.0, 2.0}, {0.0, 1.0}}.to_bytes());
  EXPECT_TRUE(back.names().genres.empty());
  EXPECT_EQ(back.names().recipe, "");
}

TEST(LogisticRegressionFile, CutShortIsRefused) {
  const auto bytes = odd_model().to_bytes();
  constexpr std::size_t kPadding = 3;  // behind the last text, to a multiple of 4
  for (std::size_t n = 0; n < bytes.size() - kPadding; ++n) {
    EXPECT_THROW((void)LogisticRegression::from_bytes(std::span{bytes}.first(n)), BundleError) << n;
  }
}

// A file has no sum of its own (the bundle has its hash): a flipped bit either makes it unsound or
// another model, which still answers with probabilities.
TEST(LogisticRegressionFile, AFlippedBitIsRefusedOrMakesASoundModel) {
  const auto whole = odd_model().to_bytes();
  std::size_t n_refused = 0;
  for (std::size_t i = 0; i < whole.size() * 8; ++i) {
    auto bytes = whole;
    bytes[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
    try {
      const auto model = LogisticRegression::from_bytes(bytes);
      const std::vector<float> x(model.n_features(), std::numeric_limits<float>::max());
      std::vector<double> p(static_cast<std::size_t>(model.n_classes()));
      model.predict_proba({x.data(), 1, x.size()}, {p.data(), 1, p.size()});
      EXPECT_NEAR(p.at(0) + p.at(1), 1.0, kRounding) << "bit " << i;
    } catch (const BundleError&) {
      ++n_refused;
    }
  }
  EXPECT_GT(n_refused, 0U);
}

struct Columns {
  std::uint32_t version = 2;
  std::uint32_t n_features = 1;
  std::uint32_t n_classes = 2;
  std::vector<double> coefficients{0.5, -0.5};
  std::vector<double> intercepts{0.0, 1.0};
  std::vector<std::string> genres;  ///< none: the field is absent
  std::string recipe;

  [[nodiscard]] LogisticRegression read() const {
    flatbuffers::FlatBufferBuilder builder;
    const auto names = genres.empty() ? 0 : builder.CreateVectorOfStrings(genres);
    const auto own_coefficients = coefficients.empty() ? 0 : builder.CreateVector(coefficients);
    const auto own_intercepts = intercepts.empty() ? 0 : builder.CreateVector(intercepts);
    fbs::FinishLogisticRegressionBuffer(
        builder,
        fbs::CreateLogisticRegression(builder, version, n_features, n_classes, own_coefficients,
                                      own_intercepts, names, builder.CreateString(recipe)));
    return LogisticRegression::from_bytes(
        std::as_bytes(std::span{builder.GetBufferPointer(), builder.GetSize()}));
  }
};

TEST(LogisticRegressionFile, WhatMakesNoModelIsRefused) {
  EXPECT_NO_THROW((void)Columns{}.read());
  const auto refuses = [](const std::function<void(Columns&)>& damage, std::string_view why) {
    Columns columns;
    damage(columns);
    try {
      (void)columns.read();
      ADD_FAILURE() << why;
    } catch (const BundleError& error) {
      EXPECT_NE(std::string_view{error.what()}.find(why), std::string_view::npos) << error.what();
    }
  };
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  refuses([](Columns& c) { c.version = 1; }, "version 2: train the model again");
  refuses([](Columns& c) { c.version = 3; }, "version 2: it needs a newer earmark");
  refuses([](Columns& c) { c.n_features = 0; }, "n_features is impossible");
  refuses([](Columns& c) { c.n_features = 65'537; }, "n_features is impossible");
  refuses([](Columns& c) { c.n_classes = 0; }, "n_classes is impossible");
  refuses([](Columns& c) { c.n_classes = 1; }, "n_classes is impossible");
  refuses([](Columns& c) { c.n_classes = 65'537; }, "n_classes is impossible");
  refuses([](Columns& c) { c.n_classes = 3; }, "of a wrong length");
  refuses([](Columns& c) { c.n_features = 2; }, "of a wrong length");
  refuses([](Columns& c) { c.coefficients = {}; }, "a column is missing");
  refuses([](Columns& c) { c.coefficients = {0.5}; }, "of a wrong length");
  refuses([](Columns& c) { c.coefficients = {0.5, kNan}; }, "not finite");
  refuses([](Columns& c) { c.coefficients = {-kInfinity, 0.5}; }, "not finite");
  refuses([](Columns& c) { c.coefficients = {0.5, 1.1e100}; }, "over 1e100");
  refuses([](Columns& c) { c.intercepts = {}; }, "a column is missing");
  refuses([](Columns& c) { c.intercepts = {0, 1, 2}; }, "of a wrong length");
  refuses([](Columns& c) { c.intercepts = {kNan, 0}; }, "not finite");
  refuses([](Columns& c) { c.recipe = std::string{"a\0b", 3}; }, "control character");
  refuses([](Columns& c) { c.recipe = "a\x1B[31mb"; }, "control character");
  refuses([](Columns& c) { c.genres = {"jazz"}; }, "one name a class");
  refuses([](Columns& c) { c.genres = {"jazz", "jazz"}; }, "all different");
  refuses([](Columns& c) { c.genres = {"jazz", "a,b"}; }, "one name a class");
}

TEST(LogisticRegressionFile, LoadNamesTheFileThatItRefuses) {
  const earmark::test::TempDir dir;
  write_file(dir.path() / "bad.lr", std::string_view{"this is text"});
  try {
    (void)LogisticRegression::load(dir.path() / "bad.lr");
    FAIL();
  } catch (const BundleError& error) {
    EXPECT_NE(std::string{error.what()}.find("bad.lr: not a logistic regression file"),
              std::string::npos)
        << error.what();
  }
  EXPECT_THROW((void)LogisticRegression::load(dir.path() / "absent.lr"), IoError);
}

// save() keeps to what load() asks for.
TEST(LogisticRegressionFile, IsNotWrittenWhereItWouldBeRefused) {
  EXPECT_THROW((void)(LogisticRegression{{1e200, 0.0}, {0.0, 0.0}}.to_bytes()), DataError);
  EXPECT_THROW((void)(LogisticRegression{{0.0, 0.0}, {0.0, -1e101}}.to_bytes()), DataError);
  EXPECT_THROW((void)(LogisticRegression{std::vector<double>(std::size_t{2} * 65'537),
                                         std::vector<double>(2)}
                          .to_bytes()),
               DataError);
  constexpr std::size_t kFeatures = (LogisticRegression::kMaxFileBytes / 2 / sizeof(double)) / 64;
  const LogisticRegression large{std::vector<double>(64 * kFeatures), std::vector<double>(64)};
  EXPECT_THROW((void)large.to_bytes(), DataError);
}

}  // namespace
}  // namespace earmark::ml
