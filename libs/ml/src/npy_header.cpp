#include "npy_header.h"

#include <cctype>
#include <optional>
#include <string_view>

#include "earmark/base/errors.h"
#include "parse_number.h"

namespace earmark::ml {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kMaxDimensions = 8;
constexpr std::size_t kMaxSide = std::size_t{1} << 40U;
constexpr std::size_t kAlignment = 64;

/// The few Python literals that NumPy writes in a header.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& name) : text_{text}, name_{name} {}

  [[nodiscard]] bool take(std::string_view token) {
    skip_blanks();
    if (!text_.starts_with(token)) {
      return false;
    }
    text_.remove_prefix(token.size());
    return true;
  }
  void need(std::string_view token) {
    if (!take(token)) {
      fail();
    }
  }
  std::string quoted() {
    skip_blanks();
    if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) {
      fail();
    }
    const auto end = text_.find(text_.front(), 1);
    if (end == std::string_view::npos) {
      fail();
    }
    std::string value{text_.substr(1, end - 1)};
    text_.remove_prefix(end + 1);
    return value;
  }
  std::size_t whole_number() {
    skip_blanks();
    const auto n_digits = std::min(text_.find_first_not_of("0123456789"), text_.size());
    const auto value = parse_number<std::size_t>(text_.substr(0, n_digits));
    if (!value || *value > kMaxSide) {
      fail();
    }
    text_.remove_prefix(n_digits);
    take_long_suffix();
    return *value;
  }
  [[noreturn]] void fail() const { throw TableError(name_ + ": its .npy header is damaged"); }

 private:
  void skip_blanks() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\n')) {
      text_.remove_prefix(1);
    }
  }
  void take_long_suffix() {  // Python 2 wrote 3L
    if (!text_.empty() && text_.front() == 'L') {
      text_.remove_prefix(1);
    }
  }

  std::string_view text_;
  const std::string& name_;
};

std::vector<std::size_t> scan_shape(Scanner& scanner) {
  std::vector<std::size_t> shape;
  scanner.need("(");
  while (!scanner.take(")")) {
    if (shape.size() == kMaxDimensions) {
      scanner.fail();
    }
    shape.push_back(scanner.whole_number());
    if (!scanner.take(",")) {
      scanner.need(")");
      break;
    }
  }
  return shape;
}

NpyHeader scan_dictionary(std::string_view text, const std::string& name) {
  Scanner scanner{text, name};
  NpyHeader header;
  std::optional<std::vector<std::size_t>> shape;
  scanner.need("{");
  while (!scanner.take("}")) {
    const std::string key = scanner.quoted();
    scanner.need(":");
    if (key == "descr") {
      header.descr = scanner.quoted();
    } else if (key == "shape") {
      shape = scan_shape(scanner);
    } else if (key == "fortran_order") {
      if (scanner.take("True")) {
        throw TableError(name + ": an array in Fortran order, where C order is needed");
      }
      scanner.need("False");
    } else {
      scanner.fail();
    }
    if (!scanner.take(",")) {
      scanner.need("}");
      break;
    }
  }
  if (!shape || header.descr.empty()) {
    scanner.fail();
  }
  header.shape = *std::move(shape);
  return header;
}

}  // namespace

std::size_t checked_n_values(const NpyHeader& header, NpyValueType type, std::uint64_t n_bytes,
                             const std::string& name) {
  if (header.descr != type.descr) {
    throw TableError(name + ": an array of '" + header.descr + "', where '" + type.descr +
                     "' is needed");
  }
  std::uint64_t n_values = 1;
  for (const std::size_t n : header.shape) {
    if (n != 0 && n_values > n_bytes / n) {
      throw TableError(name + ": its header promises more values than the file holds");
    }
    n_values *= n;
  }
  const std::uint64_t promised = n_values * type.n_bytes;
  if (promised != n_bytes) {
    throw TableError(name + ": its header promises " + std::to_string(promised) +
                     " bytes of values, the file holds " + std::to_string(n_bytes));
  }
  return n_values;
}

NpyHeader parse_npy_header(std::span<const std::byte> bytes, const std::string& name) {
  const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  if (text.size() < 12 || !text.starts_with(kMagic) || text[6] < 1 || text[6] > 3) {
    throw TableError(name + ": not a .npy file");
  }
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(bytes[i]); };
  const bool is_first_version = text[6] == 1;
  const std::size_t begin = is_first_version ? 10 : 12;
  std::size_t n_bytes = byte(8) | byte(9) << 8U;
  if (!is_first_version) {
    n_bytes |= byte(10) << 16U | byte(11) << 24U;
  }
  if (n_bytes > text.size() - begin) {
    throw TableError(name + ": its .npy header is cut off");
  }
  NpyHeader header = scan_dictionary(text.substr(begin, n_bytes), name);
  header.n_bytes = begin + n_bytes;
  return header;
}

std::string format_npy_header(const std::string& descr, const std::vector<std::size_t>& shape) {
  std::string dictionary = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (";
  for (const std::size_t n : shape) {
    dictionary += std::to_string(n) + ", ";
  }
  if (shape.size() > 1) {
    dictionary.resize(dictionary.size() - 2);
  }
  dictionary += "), }";
  const std::size_t unpadded = kMagic.size() + 4 + dictionary.size() + 1;
  dictionary.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  dictionary += '\n';
  std::string header{kMagic};
  header += '\x01';
  header += '\0';
  header += static_cast<char>(dictionary.size() & 0xFFU);
  header += static_cast<char>(dictionary.size() >> 8U);
  return header + dictionary;
}

}  // namespace earmark::ml
