#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "earmark/base/atomic_file.h"
#include "earmark/base/errors.h"
#include "earmark/inference/bundle.h"
#include "support/temp_dir.h"

namespace earmark::inference::test {

inline const std::filesystem::path kShipped{EARMARK_SHIPPED_BUNDLE};

/// A copy of the shipped bundle to be spoilt.
class BundleCopy {
 public:
  BundleCopy() { std::filesystem::copy(kShipped, path()); }

  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "copy"; }

  void change_manifest(const std::function<void(BundleManifest&)>& change) const {
    BundleManifest manifest = Bundle::open(path()).manifest();
    change(manifest);
    write_file(path() / "bundle.json", manifest.to_json());
  }

 private:
  earmark::test::TempDir folder_;
};

/// The message that an action is refused with as BundleError; "" where it is not.
inline std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const BundleError& error) {
    return error.what();
  }
  return "";
}

inline bool mentions(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace earmark::inference::test
