#include "earmark/inference/trunk.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "onnx_bytes.h"
#include "taggers.h"

namespace earmark::inference {
namespace {

using test::bytes_of;
using test::mentions;
using test::patch_values;

std::unique_ptr<const Trunk> shipped_trunk(std::string_view kind, std::size_t n_threads = 1) {
  return Trunk::load(kind, test::shipped(trunk_file(kind)), "f", n_threads);
}

std::vector<float> embedded(const Trunk& trunk, const std::vector<float>& patch) {
  std::vector<float> out(trunk.n_values());
  trunk.embed(patch, out);
  return out;
}

std::string refusal(std::string_view kind, std::span<const std::byte> onnx) {
  return test::refusal([&] { (void)Trunk::load(kind, onnx, "a/file", 1); });
}

/// A network that takes musicnn's patch and gives three values.
test::NetworkParts small_trunk() { return {.input = {0, 187, 96}, .softmax = false}; }

std::string with_tags(const std::string& network, const std::string& tags) {
  return network + test::message(14, test::message(1, "tags") + test::message(2, tags));
}

TEST(Trunk, TheShippedOnesEndWithTheLogitsOfTheirTags) {
  const auto musicnn = shipped_trunk("musicnn");
  EXPECT_EQ(musicnn->tags().size(), 50U);
  EXPECT_EQ(musicnn->tags().front(), "rock");
  EXPECT_GT(musicnn->n_values(), 50U);
  const auto ced = shipped_trunk("ced");
  EXPECT_EQ(ced->tags().size(), 527U);
  EXPECT_EQ(ced->tags().front(), "Speech");
  EXPECT_GT(ced->n_values(), 527U);
}

TEST(Trunk, OtherPatchesGiveOtherValues) {
  for (const std::string_view kind : trunk_kinds()) {
    const auto trunk = shipped_trunk(kind);
    EXPECT_NE(embedded(*trunk, patch_values(patch_of(kind), 1)),
              embedded(*trunk, patch_values(patch_of(kind), 2)))
        << kind;
  }
}

// More threads than streams: one waits.
TEST(Trunk, ThreadsGetTheValuesThatEachGetsAlone) {
  constexpr std::size_t kThreads = 3;
  for (const std::string_view kind : trunk_kinds()) {
    const auto trunk = shipped_trunk(kind, 2);
    std::vector<std::vector<float>> alone;
    for (std::uint32_t seed = 0; seed < kThreads; ++seed) {
      alone.push_back(embedded(*trunk, patch_values(patch_of(kind), seed)));
    }
    std::vector<std::vector<float>> together(kThreads);
    std::vector<std::thread> threads;
    for (std::uint32_t seed = 0; seed < kThreads; ++seed) {
      threads.emplace_back([&, seed] {
        for (int round = 0; round < 3; ++round) {
          together[seed] = embedded(*trunk, patch_values(patch_of(kind), seed));
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(together, alone) << kind;
  }
}

TEST(Trunk, RefusesOtherSizes) {
  const auto trunk = shipped_trunk("musicnn");
  std::vector<float> patch(features::musicnn_patch().n_values());
  std::vector<float> out(trunk->n_values());
  EXPECT_NO_THROW(trunk->embed(patch, out));
  EXPECT_THROW(trunk->embed(std::span{patch}.first(patch.size() - 1), out), std::invalid_argument);
  EXPECT_THROW(trunk->embed({}, out), std::invalid_argument);
  EXPECT_THROW(trunk->embed(patch, std::span{out}.first(50)), std::invalid_argument);
}

TEST(Trunk, RefusesOtherNetworksInWords) {
  const std::string cnn = refusal("musicnn", test::shipped("cnn.onnx"));
  EXPECT_TRUE(mentions(cnn, "a/file cannot be used: its input is") && mentions(cnn, "187,96"))
      << cnn;
  const std::string swapped = refusal("ced", test::shipped("musicnn.onnx"));
  EXPECT_TRUE(mentions(swapped, "a/file cannot be used: it has no constant \"init_bn.weight\""))
      << swapped;
  EXPECT_TRUE(
      mentions(refusal("vggish", test::shipped("ced.onnx")), "\"vggish\" is not a kind of trunk"));
}

TEST(Trunk, RefusesNetworksWithoutTagsOrWithMoreThanValues) {
  const std::string network = test::network(small_trunk());
  EXPECT_EQ(refusal("musicnn", bytes_of(with_tags(network, "a,b,c"))), "");
  EXPECT_TRUE(mentions(refusal("musicnn", bytes_of(network)), "name no \"tags\""));
  EXPECT_NE(refusal("musicnn", bytes_of(with_tags(network, ""))), "");
  EXPECT_TRUE(mentions(refusal("musicnn", bytes_of(with_tags(network, "a,b,c,d"))),
                       "more tags than it has values"));
}

TEST(Trunk, RefusesValuesThatAreNotFinite) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    test::NetworkParts parts = small_trunk();
    parts.bias[1] = bad;
    const std::string file = with_tags(test::network(parts), "a");
    const auto trunk = Trunk::load("musicnn", bytes_of(file), "f", 1);
    EXPECT_TRUE(mentions(
        test::refusal([&] { (void)embedded(*trunk, patch_values(features::musicnn_patch(), 1)); }),
        "not finite"));
  }
}

TEST(Trunk, RefusesDamagedFiles) {
  for (const std::string_view kind : trunk_kinds()) {
    EXPECT_NE(refusal(kind, {}), "") << kind;
    EXPECT_NE(refusal(kind, bytes_of("this is text")), "") << kind;
    const std::vector<std::byte> whole = test::shipped(trunk_file(kind));
    for (const std::size_t share : {2U, 3U, 10U, 1000U}) {
      EXPECT_NE(refusal(kind, std::span{whole}.first(whole.size() / share)), "")
          << kind << " cut to one in " << share;
    }
    std::vector<std::byte> flipped = whole;
    for (std::size_t i = 0; i < 64; ++i) {
      flipped[i] ^= std::byte{0xFF};
    }
    EXPECT_NE(refusal(kind, flipped), "") << kind;
  }
}

}  // namespace
}  // namespace earmark::inference
