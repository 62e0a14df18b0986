#include "earmark/base/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <system_error>

#include "earmark/base/errors.h"

namespace earmark {
namespace {

class Hasher {
 public:
  Hasher() : context_{EVP_MD_CTX_new(), &EVP_MD_CTX_free} {
    check(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void update(const void* data, std::size_t n_bytes) {
    check(EVP_DigestUpdate(context_.get(), data, n_bytes) == 1);
  }

  [[nodiscard]] std::string finish() {
    std::array<unsigned char, 32> digest{};
    check(EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) == 1);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    hex.reserve(2 * digest.size());
    for (const unsigned byte : digest) {
      hex += kDigits[byte >> 4U];
      hex += kDigits[byte & 15U];
    }
    return hex;
  }

 private:
  static void check(bool ok) {
    if (!ok) {
      throw std::runtime_error("sha256: the cryptography library failed");
    }
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256_hex(std::span<const std::byte> bytes) {
  Hasher hasher;
  hasher.update(bytes.data(), bytes.size());
  return hasher.finish();
}

std::string sha256_file(const std::filesystem::path& path) {
  const auto fail = [&](int error_number) {
    throw IoError("cannot read " + path.string() + ": " +
                  std::generic_category().message(error_number));
  };
  Hasher hasher;
  std::array<char, 1U << 16U> block{};
  errno = 0;
  std::ifstream in{path, std::ios::binary};
  if (!in) {
    fail(errno);
  }
  while (in) {
    errno = 0;
    in.read(block.data(), block.size());
    if (!in && !in.eof()) {
      fail(errno);  // before the hasher can overwrite it
    }
    hasher.update(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  return hasher.finish();
}

}  // namespace earmark
