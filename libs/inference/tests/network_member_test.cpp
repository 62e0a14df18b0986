#include "network_member.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/base/errors.h"
#include "earmark/features/recipe.h"
#include "onnx_bytes.h"
#include "shape_size.h"

namespace earmark::inference {
namespace {

using test::bytes_of;
using test::mentions;
using test::network;

constexpr std::size_t kValues = 1690;

const std::vector<std::string> kGenres{"jazz", "pop", "rock"};

std::string refusal_of(const std::string& file, const std::vector<std::string>& genres = kGenres) {
  return test::refusal([&] { const NetworkMember member{bytes_of(file), genres}; });
}

std::string refusal(const test::NetworkParts& parts,
                    const std::vector<std::string>& genres = kGenres) {
  return refusal_of(network(parts), genres);
}

std::vector<double> answers(const NetworkMember& member, const std::vector<float>& segments) {
  const std::size_t n = segments.size() / kValues;
  std::vector<double> out(n * 3);
  member.predict({segments.data(), n, kValues}, {out.data(), n, 3});
  return out;
}

TEST(NetworkMember, AnswersWithTheNetworksProbabilities) {
  const NetworkMember member{bytes_of(network()), kGenres};
  const std::vector<double> p = answers(member, std::vector<float>(kValues, 0.5F));
  // x W is 0.845 times the genre's number, and the bias is the number itself.
  const double sum = 1 + std::exp(1.845) + std::exp(3.69);
  constexpr double kFloatSums = 1e-5;  // 1690 products added in 32-bit floats
  EXPECT_NEAR(p[0], 1 / sum, kFloatSums);
  EXPECT_NEAR(p[1], std::exp(1.845) / sum, kFloatSums);
  EXPECT_NEAR(p[0] + p[1] + p[2], 1, 1e-12);
}

TEST(NetworkMember, ABatchAnswersAsEachSegmentAlone) {
  const NetworkMember member{bytes_of(network()), kGenres};
  std::vector<float> segments;
  std::vector<double> alone;
  for (int s = 0; s < 5; ++s) {
    const std::vector<float> segment(kValues, 0.3F * static_cast<float>(s) - 0.6F);
    segments.insert(segments.end(), segment.begin(), segment.end());
    const std::vector<double> p = answers(member, segment);
    alone.insert(alone.end(), p.begin(), p.end());
  }
  EXPECT_EQ(answers(member, segments), alone);
}

TEST(NetworkMember, TakesTheThreeShapesOfATensor) {
  for (const std::vector<std::uint64_t>& shape :
       {std::vector<std::uint64_t>{1, 130, 13}, {0, 130, 13, 1}, {0, 1, 130, 13}}) {
    const std::string graph = test::onnx_file(
        test::layer("Flatten", {"x"}, "flat") + test::layer("MatMul", {"flat", "w"}, "sum") +
        test::layer("Softmax", {"sum"}, "y") +
        test::constants("w", {kValues, 3}, std::vector<float>(kValues * 3)) +
        test::port(11, "x", shape) + test::port(12, "y", {0, 3}));
    EXPECT_EQ(refusal_of(graph), "");
  }
}

TEST(NetworkMember, RefusesOtherInputsAndOutputs) {
  const std::string input = refusal({.input = {0, 64, 13}});
  EXPECT_TRUE(mentions(input, "64") && mentions(input, "130, 13")) << input;
  const std::string output = refusal({}, std::vector<std::string>(10, "x"));
  EXPECT_TRUE(mentions(output, "[1,10]") && mentions(output, "one probability a genre")) << output;
}

TEST(NetworkMember, RefusesAnswersThatAreNoProbabilities) {
  const std::vector<float> segment(kValues, 0.5F);
  const auto answer_of = [&](const test::NetworkParts& parts) {
    const NetworkMember member{bytes_of(network(parts)), kGenres};
    return test::refusal([&] { (void)answers(member, segment); });
  };
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(mentions(answer_of({.bias = {0, nan, 0}}), "nan as a probability"));
  EXPECT_TRUE(mentions(answer_of({.bias = {-5, 0, 0}, .softmax = false}), "as a probability"));
  EXPECT_TRUE(mentions(answer_of({.bias = {0.25F, -0.595F, -1.44F}, .softmax = false}), "add to"));
}

TEST(NetworkMember, RefusesWhatOpenvinoDoesNotRead) {
  const std::string graph = test::layer("Softmax", {"nowhere"}, "y") + test::port(11, "x", {1, 2}) +
                            test::port(12, "y", {1, 2});
  EXPECT_NE(refusal_of(test::onnx_file(graph)), "");
}

std::string metadata(const std::string& key, const std::string& value) {
  return test::message(14, test::message(1, key) + test::message(2, value));
}

TEST(NetworkMember, RefusesOtherGenresAndRecipesThanItsFileNames) {
  const std::string file = network();
  EXPECT_EQ(refusal_of(file + metadata("genres", "jazz,pop,rock") +
                       metadata("recipe", std::string{features::kRecipeVersion})),
            "");
  const std::string genres = refusal_of(file + metadata("genres", "jazz,rock,pop"));
  EXPECT_TRUE(
      mentions(genres, "knows the genres jazz, rock, pop, the bundle names jazz, pop, rock"))
      << genres;
  const std::string recipe = refusal_of(file + metadata("recipe", "librosa-0.10-1"));
  EXPECT_TRUE(mentions(recipe, "the feature recipe \"librosa-0.10-1\"")) << recipe;
}

// 1690 * 2^32 * 2^32 values: a plain product of the sides is 0.
TEST(NetworkMember, RefusesLayersWhoseSizeWraps) {
  const auto int64s = [](const std::string& name, const std::vector<std::uint64_t>& values) {
    std::string data;
    for (const std::uint64_t value : values) {
      data += test::varint(value);
    }
    return test::message(5, test::number(1, values.size()) + test::number(2, 7) +
                                test::message(7, data) + test::message(8, name));
  };
  constexpr std::uint64_t kSide = std::uint64_t{1} << 32U;
  const std::string tail = test::port(11, "x", {1, 130, 13}) + test::port(12, "y", {1, 3});
  const std::string padded = test::layer("Pad", {"x", "pads"}, "p") +
                             test::layer("Softmax", {"p"}, "y") +
                             int64s("pads", {0, 0, 0, 0, kSide - 130, kSide - 13}) + tail;
  EXPECT_TRUE(mentions(refusal_of(test::onnx_file(padded)), "operator \"Pad\""));
  const std::string reshaped = test::layer("Reshape", {"x", "sides"}, "p") +
                               test::layer("Softmax", {"p"}, "y") +
                               int64s("sides", {1, 1690, kSide, kSide}) + tail;
  EXPECT_NE(refusal_of(test::onnx_file(reshaped)), "");
  constexpr std::size_t kLimit = 1U << 24U;
  using Shape = std::vector<std::size_t>;
  EXPECT_EQ(bounded_shape_size(Shape{1, 10, kSide, kSide}, kLimit), kLimit + 1);
  EXPECT_EQ(bounded_shape_size(Shape{1, 16, 1024, 1024}, kLimit), kLimit);
  EXPECT_EQ(bounded_shape_size(Shape{1, 0, 7}, kLimit), 0U);
}

TEST(NetworkMember, RefusesSegmentsOfAnotherSize) {
  const NetworkMember member{bytes_of(network()), kGenres};
  const std::vector<float> short_segment(kValues - 1);
  std::vector<double> out(3);
  EXPECT_THROW(member.predict({short_segment.data(), 1, kValues - 1}, {out.data(), 1, 3}),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::inference
