#include "network_member.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "bundles.h"
#include "earmark/base/errors.h"
#include "onnx_bytes.h"

namespace earmark::inference {
namespace {

using test::bytes_of;
using test::mentions;
using test::network;

constexpr std::size_t kValues = 1690;

std::string refusal(const test::NetworkParts& parts, std::size_t n_genres = 3) {
  return test::refusal([&] { const NetworkMember member{bytes_of(network(parts)), n_genres}; });
}

std::vector<double> answers(const NetworkMember& member, const std::vector<float>& segments) {
  const std::size_t n = segments.size() / kValues;
  std::vector<double> out(n * 3);
  member.predict({segments.data(), n, kValues}, {out.data(), n, 3});
  return out;
}

TEST(NetworkMember, AnswersWithTheNetworksProbabilities) {
  const NetworkMember member{bytes_of(network()), 3};
  const std::vector<double> p = answers(member, std::vector<float>(kValues, 0.5F));
  // x W is 0.845 times the genre's number, and the bias is the number itself.
  const double sum = 1 + std::exp(1.845) + std::exp(3.69);
  constexpr double kFloatSums = 1e-5;  // 1690 products added in 32-bit floats
  EXPECT_NEAR(p[0], 1 / sum, kFloatSums);
  EXPECT_NEAR(p[1], std::exp(1.845) / sum, kFloatSums);
  EXPECT_NEAR(p[0] + p[1] + p[2], 1, 1e-12);
}

TEST(NetworkMember, ABatchAnswersAsEachSegmentAlone) {
  const NetworkMember member{bytes_of(network()), 3};
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
    EXPECT_EQ(test::refusal([&] { const NetworkMember member{bytes_of(graph), 3}; }), "");
  }
}

TEST(NetworkMember, RefusesOtherInputsAndOutputs) {
  const std::string input = refusal({.input = {0, 64, 13}});
  EXPECT_TRUE(mentions(input, "64") && mentions(input, "130, 13")) << input;
  const std::string output = refusal({}, 10);
  EXPECT_TRUE(mentions(output, "[1,10]") && mentions(output, "one probability a genre")) << output;
}

TEST(NetworkMember, RefusesAnswersThatAreNoProbabilities) {
  const std::vector<float> segment(kValues, 0.5F);
  const auto answer_of = [&](const test::NetworkParts& parts) {
    const NetworkMember member{bytes_of(network(parts)), 3};
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
  const std::string why = test::refusal([&] {
    const NetworkMember member{bytes_of(test::onnx_file(graph)), 3};
  });
  EXPECT_NE(why, "");
}

TEST(NetworkMember, RefusesSegmentsOfAnotherSize) {
  const NetworkMember member{bytes_of(network()), 3};
  const std::vector<float> short_segment(kValues - 1);
  std::vector<double> out(3);
  EXPECT_THROW(member.predict({short_segment.data(), 1, kValues - 1}, {out.data(), 1, 3}),
               std::invalid_argument);
}

}  // namespace
}  // namespace earmark::inference
