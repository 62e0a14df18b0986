#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::ml {

/// What a model file must be before it is looked into.
struct FileKind {
  const char* name;        ///< in messages, such as "forest"
  const char* identifier;  ///< the four letters behind the root's offset
  std::uint32_t version;
  std::size_t max_bytes;
};

/// A FlatBuffers file of one of our kinds, verified: each offset lies within it.
template <typename Root>
class VerifiedFile {
 public:
  /// Keeps a copy, since FlatBuffers reads in place and needs an alignment that a caller's span
  /// may not have.
  /// @throws BundleError  too long, damaged, of another kind or version
  VerifiedFile(std::span<const std::byte> bytes, const FileKind& kind) {
    const std::string name = kind.name;
    if (bytes.size() > kind.max_bytes) {
      throw BundleError(name + " file of " + std::to_string(bytes.size()) + " bytes, over " +
                        std::to_string(kind.max_bytes));
    }
    bytes_.assign(bytes.begin(), bytes.end());
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes_.data());
    flatbuffers::Verifier verifier{data, bytes_.size()};
    if (!verifier.VerifyBuffer<Root>(kind.identifier)) {
      throw BundleError("not a " + name + " file, or a damaged one");
    }
    if (root().version() != kind.version) {
      throw BundleError(name + " file of version " + std::to_string(root().version()) +
                        "; this program reads version " + std::to_string(kind.version) +
                        (root().version() < kind.version ? ": train the model again"
                                                         : ": it needs a newer earmark"));
    }
  }

  [[nodiscard]] const Root& root() const { return *flatbuffers::GetRoot<Root>(bytes_.data()); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace earmark::ml
