#include "earmark/nn/tagger_network_params.h"

#include <gtest/gtest.h>

#include <string>

#include "params_refusal.h"

namespace earmark::nn {
namespace {

std::string message_of(const std::string& text) {
  return test::params_refusal(parse_tagger_network_params, text);
}

TEST(TaggerNetworkParams, AbsentSectionGivesTheDefaults) {
  const auto config = parse_tagger_network_params("tagger:\n  C: 1\n", "p.yaml");
  EXPECT_EQ(config.epochs, TaggerNetworkConfig{}.epochs);
  EXPECT_FALSE(config.train_front);
}

TEST(TaggerNetworkParams, ReadsTrainingAndAugmentation) {
  const auto config = parse_tagger_network_params(
      "fine-tune:\n  epochs: 3\n  trunk_learning_rate: 2e-4\n  train_front: true\n"
      "  mixup_alpha: 0.5\n  max_time_mask: 9\n",
      "p.yaml");
  EXPECT_EQ(config.epochs, 3U);
  EXPECT_EQ(config.trunk_learning_rate, 2e-4);
  EXPECT_TRUE(config.train_front);
  EXPECT_EQ(config.augmentation.mixup_alpha, 0.5);
  EXPECT_EQ(config.augmentation.max_time_mask, 9U);
}

TEST(TaggerNetworkParams, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(message_of("fine-tune:\n  mixup_alfa: 1\n"),
            "p.yaml line 2: unknown key \"mixup_alfa\", did you mean \"mixup_alpha\"?");
  EXPECT_EQ(message_of("fine-tun:\n  epochs: 1\n"),
            "p.yaml line 1: unknown section \"fine-tun\", did you mean \"fine-tune\"?");
  EXPECT_NE(message_of("fine-tune:\n  mixup_alpha: 2\n").find("mixup_alpha must lie in [0, 1]"),
            std::string::npos);
}

}  // namespace
}  // namespace earmark::nn
