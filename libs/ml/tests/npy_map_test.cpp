#include "earmark/ml/npy_map.h"

#include <gtest/gtest.h>

#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "earmark/ml/npy.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

class NpyMapFile : public ::testing::Test {
 protected:
  std::string refusal() const {
    try {
      const NpyMap map{file_};
    } catch (const TableError& error) {
      return error.what();
    }
    return "";
  }

  test::TempDir dir_;
  std::filesystem::path file_ = dir_.path() / "a.npy";
};

TEST_F(NpyMapFile, ShowsWhatWasWritten) {
  const std::vector<float> values{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F};
  write_npy<float>(file_, std::vector<std::size_t>{3, 1, 2}, values);
  const NpyMap map{file_};
  EXPECT_EQ(map.shape(), (std::vector<std::size_t>{3, 1, 2}));
  EXPECT_EQ(std::vector<float>(map.values().begin(), map.values().end()), values);
}

TEST_F(NpyMapFile, HoldsNoRows) {
  write_npy<float>(file_, std::vector<std::size_t>{0, 57}, std::vector<float>{});
  EXPECT_TRUE(NpyMap{file_}.values().empty());
}

TEST_F(NpyMapFile, RefusesWhatIsNoArrayOfFloats) {
  EXPECT_THROW(NpyMap{file_}, IoError);
  std::ofstream{file_} << "";
  EXPECT_NE(refusal().find("is empty"), std::string::npos);
  std::ofstream{file_} << "no array";
  EXPECT_NE(refusal(), "");
  write_npy<double>(file_, std::vector<std::size_t>{2}, std::vector<double>{1.0, 2.0});
  EXPECT_NE(refusal().find("'<f4' is needed"), std::string::npos);
  write_npy<float>(file_, std::vector<std::size_t>{2}, std::vector<float>{1.0F, 2.0F});
  std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 1);
  EXPECT_NE(refusal().find("promises 8 bytes of values, the file holds 7"), std::string::npos);
}

}  // namespace
}  // namespace earmark::ml
