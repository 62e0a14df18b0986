#include "earmark/nn/musicnn_weights.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

#include "earmark/base/errors.h"
#include "small_musicnn.h"

namespace earmark::nn {
namespace {

using test::bytes_of;
using test::file_of;
using test::shipped_file;
using test::shipped_model;
using test::small_musicnn;

std::string refusal(const std::vector<std::byte>& file) {
  try {
    (void)parse_musicnn(file, "x.onnx");
  } catch (const BundleError& error) {
    return error.what();
  }
  return "taken";
}

// What is said of the shipped trunk after a change.
std::string refusal_after(const std::function<void(onnx::ModelProto&)>& change) {
  onnx::ModelProto model = shipped_model();
  change(model);
  return refusal(bytes_of(model.SerializeAsString()));
}

std::string refused(const std::string& fault) {
  return "x.onnx is not the network of a trunk of kind \"musicnn\": " + fault + ".";
}

onnx::TensorProto& array(onnx::ModelProto& model, const std::string& name) {
  for (auto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (tensor.name() == name) {
      return tensor;
    }
  }
  throw std::invalid_argument("array: no such name");
}

TEST(MusicnnWeights, AreTheShippedTrunks) {
  const auto weights = parse_musicnn(shipped_file("musicnn.onnx"), "musicnn.onnx");
  EXPECT_EQ(n_embedding_values(weights), 762U);
  ASSERT_EQ(weights.tags.size(), 50U);
  EXPECT_EQ(weights.tags.front(), "rock");
  EXPECT_EQ(weights.tags.back(), "happy");
  EXPECT_EQ(weights.arrays.at("penultimate.kernel").shape, (std::vector<std::int64_t>{512, 200}));
}

TEST(MusicnnWeights, MayHaveAnyNumbersOfChannels) {
  const MusicnnWeights weights = small_musicnn(1);
  const auto read = parse_musicnn(file_of(weights), "x.onnx");
  EXPECT_EQ(read, weights);
  EXPECT_EQ(n_embedding_values(read), 2U * (9 + 3 * 4) + 6 + 3);
}

TEST(MusicnnWeights, UnchangedTheyGiveTheSameBytes) {
  for (const auto& file : {shipped_file("musicnn.onnx"), file_of(small_musicnn(1))}) {
    EXPECT_EQ(bytes_of(musicnn_to_onnx(file, parse_musicnn(file, "x.onnx"))), file);
  }
}

TEST(MusicnnWeights, ChangedTheyComeBackAndLeaveTheRestAsItWas) {
  const MusicnnWeights changed = small_musicnn(2);
  const auto original = file_of(small_musicnn(1));
  const auto written = bytes_of(musicnn_to_onnx(original, changed));
  EXPECT_EQ(parse_musicnn(written, "x.onnx"), changed);
  EXPECT_EQ(written, file_of(changed));
}

TEST(MusicnnWeights, OnesThatDoNotFitTheOriginalAreTheCallersMistake) {
  const auto original = shipped_file("musicnn.onnx");
  EXPECT_THROW((void)musicnn_to_onnx(original, small_musicnn(1)), std::invalid_argument);
  auto weights = parse_musicnn(original, "x.onnx");
  weights.tags[0] = "polka";
  EXPECT_THROW((void)musicnn_to_onnx(original, weights), std::invalid_argument);
  weights = parse_musicnn(original, "x.onnx");
  weights.arrays["tags.bias"].values[3] = std::numeric_limits<float>::infinity();
  EXPECT_THROW((void)musicnn_to_onnx(original, weights), std::invalid_argument);
  weights.arrays.erase("tags.bias");
  EXPECT_THROW((void)musicnn_to_onnx(original, weights), std::invalid_argument);
}

TEST(MusicnnWeights, OtherNetworksAreRefused) {
  EXPECT_EQ(refusal(shipped_file("cnn.onnx")), refused("its operators are others"));
  EXPECT_EQ(refusal(shipped_file("ced.onnx")), refused("its operators are others"));
  EXPECT_THROW((void)musicnn_to_onnx(shipped_file("cnn.onnx"), small_musicnn(1)), BundleError);
  EXPECT_EQ(refusal_after([](auto& model) {
              model.mutable_graph()->mutable_output(0)->set_name("probabilities");
            }),
            refused("it does not turn \"log_mel\" into \"embedding\""));
}

TEST(MusicnnWeights, FilesThatAreCutOffAreRefused) {
  const std::string fault = refused("it is not an ONNX file, or is cut off");
  auto file = shipped_file("musicnn.onnx");
  file.resize(file.size() - 1);
  EXPECT_EQ(refusal(file), fault);
  file.resize(file.size() / 2);
  EXPECT_EQ(refusal(file), fault);
  EXPECT_EQ(refusal(bytes_of("no network at all")), fault);
  EXPECT_EQ(refusal({}), refused("its operators are others"));
}

TEST(MusicnnWeights, ArraysThatDoNotFitEachOtherAreRefused) {
  EXPECT_EQ(
      refusal_after([](auto& model) { array(model, "middle2.bias").set_name("middle9.bias"); }),
      refused("its array \"middle9.bias\" is none of musicnn's"));
  EXPECT_EQ(refusal_after([](auto& model) {
              array(model, "middle2.bias").set_data_type(onnx::TensorProto::INT64);
            }),
            refused("it has no array \"middle2.bias\""));
  EXPECT_EQ(
      refusal_after([](auto& model) { array(model, "middle2.bias").set_name("middle1.bias"); }),
      refused("it has two arrays \"middle1.bias\""));
  EXPECT_EQ(refusal_after([](auto& model) { array(model, "tags.bias").set_dims(0, 49); }),
            refused("its array \"tags.bias\" has 200 bytes for the shape [49]"));
  EXPECT_EQ(refusal_after([](auto& model) { array(model, "tags.bias").set_dims(0, -50); }),
            refused("its array \"tags.bias\" has 200 bytes for the shape [-50]"));
  auto weights = small_musicnn(1);
  weights.arrays["temporal1.bias"] = {{2}, {0.0F, 0.0F}};
  EXPECT_EQ(refusal(file_of(weights)), refused("its array \"temporal1.bias\" is [2], not [1]"));
}

TEST(MusicnnWeights, UnsoundValuesAreRefused) {
  auto weights = small_musicnn(1);
  weights.arrays["middle3.kernel"].values[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal(file_of(weights)),
            refused("its array \"middle3.kernel\" has a value that is not a finite number"));
  weights = small_musicnn(1);
  weights.arrays["input.norm.variance"].values[0] = -1.0F;
  EXPECT_EQ(refusal(file_of(weights)),
            refused("its array \"input.norm.variance\" has a negative variance"));
  weights = small_musicnn(1);
  weights.tags.pop_back();
  EXPECT_EQ(refusal(file_of(weights)), refused("its metadata name 2 tags for 3 values"));
}

}  // namespace
}  // namespace earmark::nn
