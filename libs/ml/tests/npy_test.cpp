#include "earmark/ml/npy.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "earmark/base/errors.h"
#include "npy_header.h"
#include "support/temp_dir.h"

namespace earmark::ml {
namespace {

std::vector<std::byte> file_with(const std::string& dictionary, std::size_t n_value_bytes) {
  std::string text{"\x93NUMPY\x01", 7};
  text += '\0';
  text += static_cast<char>(dictionary.size() & 0xFFU);
  text += static_cast<char>(dictionary.size() >> 8U);
  text += dictionary + std::string(n_value_bytes, '\0');
  const auto bytes = std::as_bytes(std::span{text});
  return {bytes.begin(), bytes.end()};
}

TEST(Npy, ComesBack) {
  const test::TempDir dir;
  const auto path = dir.path() / "a.npy";
  const std::vector<float> values{1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F};
  NpyWriter<float> writer{path, 3, {1, 2}};
  writer.append(std::span{values}.first(2));
  writer.append(std::span{values}.subspan(2));
  writer.commit();
  const auto array = read_npy<float>(path);
  EXPECT_EQ(array.shape, (std::vector<std::size_t>{3, 1, 2}));
  EXPECT_EQ(array.values, values);
  EXPECT_EQ((std::filesystem::file_size(path) - 24) % 64, 0U);  // values start aligned

  const std::vector<double> doubles{1.5, -2.5};
  write_npy<double>(path, std::vector<std::size_t>{2}, doubles);
  EXPECT_EQ(read_npy<double>(path).values, doubles);
  EXPECT_THROW((void)read_npy<float>(path), TableError);
}

TEST(Npy, HoldsNoRows) {
  const test::TempDir dir;
  NpyWriter<float> writer{dir.path() / "a.npy", 0, {57}};
  writer.commit();
  EXPECT_EQ(read_npy<float>(dir.path() / "a.npy").shape, (std::vector<std::size_t>{0, 57}));
}

TEST(Npy, WriterCountsItsRows) {
  const test::TempDir dir;
  NpyWriter<float> writer{dir.path() / "a.npy", 2, {2}};
  const std::vector<float> values(6);
  EXPECT_THROW(writer.append(std::span{values}.first(1)), std::invalid_argument);
  EXPECT_THROW(writer.append(values), std::invalid_argument);
  EXPECT_THROW(writer.commit(), std::logic_error);
  EXPECT_THROW(write_npy<float>(dir.path() / "b", std::vector<std::size_t>{5}, values),
               std::invalid_argument);
  EXPECT_THROW((void)read_npy<float>(dir.path() / "a.npy"), TableError);
}

TEST(Npy, ReadsWhatNumPyWrites) {
  const auto array = parse_npy<float>(
      file_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }          \n", 24),
      "a");
  EXPECT_EQ(array.shape, (std::vector<std::size_t>{2, 3}));
  const auto scalar =
      parse_npy<double>(file_with("{'descr': '<f8', 'fortran_order': False, 'shape': ()}", 8), "a");
  EXPECT_EQ(scalar.values.size(), 1U);
  const auto vector = parse_npy<float>(
      file_with("{\"shape\": (3L,), 'fortran_order': False, 'descr': '<f4'}", 12), "a");
  EXPECT_EQ(vector.shape, (std::vector<std::size_t>{3}));
}

TEST(Npy, RefusesHeadersThatLie) {
  for (const char* dictionary :
       {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776, 1099511627776)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627777,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}",
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
        "{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'fortran_order': False}", "{'fortran_order': False, 'shape': (2,)}",
        "{'descr': '<f4', 'more': 1}", "{'descr': '<f4", "{'descr' '<f4'}", "{descr: 1}",
        "{'descr': '<f4', 'shape': (1,1,1,1,1,1,1,1,2)}", "", "[]"}) {
    EXPECT_THROW((void)parse_npy<float>(file_with(dictionary, 8), "a"), TableError) << dictionary;
  }
  const std::string text = "\x93NUMPY";
  EXPECT_THROW((void)parse_npy<float>(std::as_bytes(std::span{text}), "a"), TableError);
  auto cut = file_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 0);
  cut.resize(20);
  EXPECT_THROW((void)parse_npy<float>(cut, "a"), TableError);
  auto second = file_with("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", 8);
  second[6] = std::byte{2};
  EXPECT_THROW((void)parse_npy<float>(second, "a"), TableError);
}

}  // namespace
}  // namespace earmark::ml
