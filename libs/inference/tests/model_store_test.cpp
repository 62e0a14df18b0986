#include "earmark/inference/model_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bundles.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/prediction_json.h"
#include "sounds.h"

namespace earmark::inference {
namespace {

std::string answer(const Classifier& classifier) {
  static const auto song = test::wav(test::music(7, 1));
  return to_json(classifier.predict(song), "a", {.segments = true});
}

/// A bundle whose models cannot be read any more.
void remove_models(const test::BundleCopy& bundle) {
  for (const auto& file : std::filesystem::directory_iterator{bundle.path()}) {
    std::filesystem::remove(file.path());
  }
}

TEST(ModelStore, AnswersAsClassifiersThatReadForThemselves) {
  const ModelStore models = ModelStore::open(test::kShipped);
  const std::vector<ClassifierOptions> choices{{.profile = "accurate"},
                                               {.profile = "fast"},
                                               {.members = {"cnn", "naive-bayes"}},
                                               {.profile = "fast", .tags = true}};
  for (const ClassifierOptions& choice : choices) {
    EXPECT_EQ(answer(Classifier::open(models, choice)),
              answer(Classifier::open(test::kShipped, choice)));
  }
}

TEST(ModelStore, ReadsAModelOnce) {
  const test::BundleCopy bundle;
  const ModelStore models = ModelStore::open(bundle.path());
  const ClassifierOptions choice{.members = {"forest", "cnn", "tagger"}};
  const std::string first = answer(Classifier::open(models, choice));  // and closed again
  remove_models(bundle);
  EXPECT_EQ(answer(Classifier::open(models, choice)), first);
  EXPECT_NO_THROW((void)answer(Classifier::open(models, {.members = {"cnn"}, .tags = true})));
  EXPECT_TRUE(test::mentions(
      test::refusal([&] { (void)Classifier::open(models, {.members = {"naive-bayes"}}); }),
      "naive-bayes"));
}

TEST(ModelStore, ReadsNoModelBeforeItIsNeeded) {
  const test::BundleCopy bundle;
  std::filesystem::remove(bundle.path() / "ced.onnx");
  const ModelStore models = ModelStore::open(bundle.path());
  EXPECT_EQ(models.manifest().genres.size(), 10U);
  EXPECT_NO_THROW((void)Classifier::open(models, {.profile = "fast"}));
  EXPECT_TRUE(test::mentions(test::refusal([&] { (void)Classifier::open(models); }), "ced.onnx"));
}

TEST(ModelStore, WhatCouldNotBeReadIsTriedAnew) {
  const test::BundleCopy bundle;
  const ClassifierOptions choice{.members = {"forest", "tagger"}};
  for (const std::string file : {"ced.onnx", "forest.forest"}) {
    const ModelStore models = ModelStore::open(bundle.path());
    std::filesystem::rename(bundle.path() / file, bundle.path() / "away");
    EXPECT_TRUE(
        test::mentions(test::refusal([&] { (void)Classifier::open(models, choice); }), file));
    std::filesystem::rename(bundle.path() / "away", bundle.path() / file);
    EXPECT_NO_THROW((void)Classifier::open(models, choice)) << file;
  }
}

TEST(ModelStore, ItsModelsLiveAsLongAsAClassifier) {
  std::optional<ModelStore> models{ModelStore::open(test::kShipped)};
  const Classifier classifier = Classifier::open(*models, {.load_in_background = true});
  models.reset();
  EXPECT_EQ(answer(classifier), answer(Classifier::open(test::kShipped)));
}

TEST(ModelStore, ManyThreadsMayOpenAtATime) {
  const ModelStore models = ModelStore::open(test::kShipped);
  const std::string expected = answer(Classifier::open(test::kShipped, {.profile = "fast"}));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 4; ++i) {
    threads.emplace_back(
        [&] { EXPECT_EQ(answer(Classifier::open(models, {.profile = "fast"})), expected); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

}  // namespace
}  // namespace earmark::inference
