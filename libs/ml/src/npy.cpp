#include "earmark/ml/npy.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>

#include "earmark/base/errors.h"
#include "npy_header.h"

namespace earmark::ml {
namespace {

static_assert(std::endian::native == std::endian::little, "files are little-endian");

constexpr std::uint64_t kMaxHeaderBytes = 1U << 17U;

template <typename T>
constexpr NpyValueType kValueType{std::is_same_v<T, float> ? "<f4" : "<f8", sizeof(T)};

std::size_t product(std::span<const std::size_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

std::vector<std::size_t> joined(std::size_t n_rows, std::vector<std::size_t> row_shape) {
  row_shape.insert(row_shape.begin(), n_rows);
  return row_shape;
}

}  // namespace

template <typename T>
NpyArray<T> parse_npy(std::span<const std::byte> bytes, const std::string& name) {
  const NpyHeader header = parse_npy_header(bytes, name);
  const auto values = bytes.subspan(header.n_bytes);
  NpyArray<T> array{header.shape,
                    std::vector<T>(checked_n_values(header, kValueType<T>, values.size(), name))};
  if (!values.empty()) {
    std::memcpy(array.values.data(), values.data(), values.size());
  }
  return array;
}

template <typename T>
NpyArray<T> read_npy(const std::filesystem::path& path) {
  const std::string name = path.string();
  std::error_code error;
  const std::uint64_t n_file = std::filesystem::file_size(path, error);
  std::ifstream in{path, std::ios::binary};
  if (error || !in) {
    throw TableError(name + ": cannot be read");
  }
  std::vector<std::byte> head(std::min<std::uint64_t>(n_file, kMaxHeaderBytes));
  in.read(reinterpret_cast<char*>(head.data()), static_cast<std::streamsize>(head.size()));
  const NpyHeader header = parse_npy_header(head, name);
  const std::uint64_t n_bytes = n_file - header.n_bytes;
  NpyArray<T> array{header.shape,
                    std::vector<T>(checked_n_values(header, kValueType<T>, n_bytes, name))};
  in.seekg(static_cast<std::streamoff>(header.n_bytes));
  in.read(reinterpret_cast<char*>(array.values.data()), static_cast<std::streamsize>(n_bytes));
  if (!in || static_cast<std::uint64_t>(in.gcount()) != n_bytes) {
    throw TableError(name + ": it changed while it was read");
  }
  return array;
}

template <typename T>
NpyWriter<T>::NpyWriter(std::filesystem::path path, std::size_t n_rows,
                        std::vector<std::size_t> row_shape)
    : file_{std::move(path)}, row_size_{product(row_shape)}, n_left_{n_rows * row_size_} {
  file_.write(format_npy_header(kValueType<T>.descr, joined(n_rows, std::move(row_shape))));
}

template <typename T>
void NpyWriter<T>::append(std::span<const T> values) {
  if (values.size() > n_left_ || (row_size_ != 0 && values.size() % row_size_ != 0)) {
    throw std::invalid_argument("NpyWriter::append: values must be whole rows of those announced");
  }
  file_.write(std::as_bytes(values));
  n_left_ -= values.size();
}

template <typename T>
void NpyWriter<T>::commit() {
  if (n_left_ != 0) {
    throw std::logic_error("NpyWriter::commit: rows are missing");
  }
  file_.commit();
}

template <typename T>
void write_npy(const std::filesystem::path& path, std::span<const std::size_t> shape,
               std::span<const T> values) {
  if (values.size() != product(shape)) {
    throw std::invalid_argument("write_npy: values must fill the shape");
  }
  AtomicFile file{path};
  file.write(format_npy_header(kValueType<T>.descr, {shape.begin(), shape.end()}));
  file.write(std::as_bytes(values));
  file.commit();
}

template NpyArray<float> read_npy(const std::filesystem::path&);
template NpyArray<double> read_npy(const std::filesystem::path&);
template NpyArray<float> parse_npy(std::span<const std::byte>, const std::string&);
template NpyArray<double> parse_npy(std::span<const std::byte>, const std::string&);
template class NpyWriter<float>;
template class NpyWriter<double>;
template void write_npy(const std::filesystem::path&, std::span<const std::size_t>,
                        std::span<const float>);
template void write_npy(const std::filesystem::path&, std::span<const std::size_t>,
                        std::span<const double>);

}  // namespace earmark::ml
