#include "ced_trunk.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "earmark/features/log_mel_patch.h"
#include "onnx_bytes.h"
#include "openvino_trunk.h"
#include "support/each_target.h"
#include "taggers.h"

namespace earmark::inference {
namespace {

using test::mentions;

// Of a value, or of 1 where that is larger. Both compute in single precision, in another order,
// with inner values of up to 3000; on noise each lies up to 7e-5 from the same network in double.
constexpr double kSoundTolerance = 1e-4;
constexpr double kNoiseTolerance = 2e-4;

const OnnxMetadata kTags{{"tags", "tag"}};

std::vector<float> embedded(const Trunk& trunk, const std::vector<float>& patch) {
  std::vector<float> out(trunk.n_values());
  trunk.embed(patch, out);
  return out;
}

/// A chord that swells, with some noise, as a patch of dB.
std::vector<float> made_up_sound(std::uint32_t seed) {
  std::mt19937 engine{seed};
  std::normal_distribution<float> noise{0.0F, 0.01F};
  std::uniform_real_distribution<float> hz{80.0F, 3000.0F};
  const float tones[]{hz(engine), hz(engine), hz(engine)};
  std::vector<float> y(features::kPatchSamples);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const float seconds = static_cast<float>(i) / static_cast<float>(features::kPatchSampleRate);
    y[i] = noise(engine);
    for (const float tone : tones) {
      y[i] += 0.1F * seconds * std::sin(6.2831853F * tone * seconds);
    }
  }
  features::level_patch(y);
  const features::LogMelPatch plan{features::ced_patch()};
  features::LogMelPatch::Scratch scratch;
  std::vector<float> patch(plan.config().n_values());
  plan.process(y, scratch, {patch.data(), plan.config().n_frames, plan.config().n_mels});
  return patch;
}

double worst_difference(const std::vector<float>& got, const std::vector<float>& want) {
  double worst = 0.0;
  for (std::size_t i = 0; i < want.size(); ++i) {
    const auto value = static_cast<double>(want[i]);
    worst = std::max(
        worst, std::abs(static_cast<double>(got[i]) - value) / std::max(1.0, std::abs(value)));
  }
  return worst;
}

class CedBesideOpenvino : public testing::Test {
 protected:
  /// The largest difference of a value between the two, over all SIMD targets.
  [[nodiscard]] double worst(const std::vector<float>& patch) const {
    const std::vector<float> want = embedded(*theirs_, patch);
    double worst = 0.0;
    earmark::test::for_each_target(
        [&] { worst = std::max(worst, worst_difference(embedded(*ours_, patch), want)); });
    return worst;
  }

 private:
  std::vector<std::byte> onnx_ = test::shipped("ced.onnx");
  std::unique_ptr<const Trunk> theirs_ =
      load_openvino_trunk(onnx_, features::ced_patch(), kTags, 1);
  std::unique_ptr<const Trunk> ours_ = load_ced_trunk(onnx_, kTags);
};

TEST_F(CedBesideOpenvino, GivesItsValuesOnSoundAndSilence) {
  EXPECT_LE(worst(std::vector<float>(features::ced_patch().n_values(), -100.0F)), kSoundTolerance);
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    EXPECT_LE(worst(made_up_sound(seed)), kSoundTolerance) << seed;
  }
}

TEST_F(CedBesideOpenvino, GivesItsValuesOnNoise) {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    EXPECT_LE(worst(test::patch_values(features::ced_patch(), seed)), kNoiseTolerance) << seed;
  }
}

TEST(CedTrunk, TheSamePatchGivesTheSameBitsWhateverWasHeardBefore) {
  const auto trunk = load_ced_trunk(test::shipped("ced.onnx"), kTags);
  const std::vector<float> patch = made_up_sound(1);
  const std::vector<float> first = embedded(*trunk, patch);
  (void)embedded(*trunk, made_up_sound(2));
  EXPECT_EQ(embedded(*trunk, patch), first);
}

/// The shipped file with one text put in another's place, of the same length, where it comes last.
std::string edited(std::string_view from, std::string_view to) {
  const std::vector<std::byte> bytes = test::shipped("ced.onnx");
  std::string file{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  file.replace(file.rfind(from), from.size(), to);
  return file;
}

std::string refusal(const std::string& file) {
  return test::refusal([&] { (void)Trunk::load("ced", test::bytes_of(file), "a/file", 1); });
}

TEST(CedTrunk, NamesTheConstantThatIsMissing) {
  const std::string missing =
      refusal(edited("block11.wide.kernel.integers", "block11.wide.kernel.integerz"));
  EXPECT_TRUE(mentions(missing,
                       "a/file cannot be used: it has no constant"
                       " \"block11.wide.kernel.integers\""))
      << missing;
  const std::string twice = refusal(edited("block11.norm1.bias", "block10.norm1.bias"));
  EXPECT_TRUE(mentions(twice, "it has two constants \"block10.norm1.bias\"")) << twice;
}

TEST(CedTrunk, RefusesOtherOperatorsOrShapesOfThese) {
  EXPECT_TRUE(mentions(refusal(edited("Gelu", "Relu")), "its operators are not those of CED-tiny"));
  const std::string_view permutation{"\x40\x00\x40\x02\x40\x01\x40\x03", 8};
  const std::string_view another{"\x40\x00\x40\x02\x40\x03\x40\x01", 8};
  EXPECT_TRUE(mentions(refusal(edited(permutation, another)), "its operators are not"));
}

TEST(CedTrunk, RefusesAConstantOfAnotherShapeOrType) {
  const auto reading = [](const std::string& constants) {
    const std::string file = test::onnx_file(constants + test::port(11, "x", {0, 288, 64}) +
                                             test::port(12, "y", {0, 3}));
    return refusal(file + test::message(14, test::message(1, "tags") + test::message(2, "a")));
  };
  EXPECT_TRUE(mentions(reading(""), "it has no constant \"init_bn.weight\""));
  EXPECT_TRUE(mentions(reading(test::constants("init_bn.weight", {2}, {1, 2})),
                       "its constant \"init_bn.weight\" is [2], not [64]"));
  std::string text = test::number(1, 64) + test::number(2, 3) + test::message(8, "init_bn.weight");
  text += test::message(9, std::string(64, 'a'));
  EXPECT_TRUE(mentions(reading(test::message(5, text)),
                       "its constant \"init_bn.weight\" is not of floats"));
  EXPECT_TRUE(mentions(reading(test::constants("", {1}, {1})), "has no name"));
}

TEST(CedTrunk, RefusesMoreTagsThanValues) {
  std::string tags;
  for (int i = 0; i < 1104; ++i) {
    tags += std::to_string(i) + ',';
  }
  EXPECT_TRUE(mentions(test::refusal([&] {
                         (void)load_ced_trunk(test::shipped("ced.onnx"), {{"tags", tags}});
                       }),
                       "more tags than it has values"));
}

}  // namespace
}  // namespace earmark::inference
