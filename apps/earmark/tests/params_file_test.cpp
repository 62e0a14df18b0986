#include "params_file.h"

#include <gtest/gtest.h>

#include "earmark/base/atomic_file.h"
#include "earmark/command_line/usage.h"
#include "support/temp_dir.h"

namespace earmark::cli {
namespace {

/// The message that a file of parameters is refused with; "" where it is taken.
std::string refusal(const std::string& yaml, std::size_t& n_estimators) {
  const test::TempDir folder;
  const auto file = folder.path() / "params.yaml";
  write_file(file, yaml);
  try {
    read_params(file, "forest", {{"n_estimators", count_param(n_estimators, 1)}});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(ParamsFile, SetsItsOwnSectionAndPassesOverOthers) {
  std::size_t n = 0;
  EXPECT_EQ(refusal("cnn:\n  epochs: x\nforest:\n  n_estimators: 7\n", n), "");
  EXPECT_EQ(n, 7U);
}

TEST(ParamsFile, NamesLineAndNearestName) {
  std::size_t n = 0;
  const std::string wrong_key = refusal("forest:\n  n_estimator: 7\n", n);
  EXPECT_NE(wrong_key.find("line 2"), std::string::npos) << wrong_key;
  EXPECT_NE(wrong_key.find("did you mean n_estimators?"), std::string::npos) << wrong_key;
  EXPECT_NE(refusal("forst:\n  n_estimators: 7\n", n).find("did you mean forest?"),
            std::string::npos);
}

TEST(ParamsFile, RefusesWhatIsNoValue) {
  std::size_t n = 0;
  for (const char* yaml :
       {"forest:\n  n_estimators: [1]\n", "forest:\n  n_estimators: 0\n",
        "forest:\n  n_estimators:\n", "forest: 3\n", "- forest\n", "a: [\n", "3\n"}) {
    EXPECT_NE(refusal(yaml, n), "") << yaml;
  }
}

}  // namespace
}  // namespace earmark::cli
