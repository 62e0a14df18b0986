#include "earmark/inference/bundle.h"

#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/base/sha256.h"

namespace earmark::inference {

Bundle::Bundle(std::filesystem::path folder, BundleManifest manifest)
    : folder_{std::move(folder)}, manifest_{std::move(manifest)} {}

Bundle Bundle::open(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "bundle.json";
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    throw BundleError("there is no bundle at " + folder.string() +
                      ": a bundle is a folder with a bundle.json");
  }
  if (!std::filesystem::exists(file, error)) {
    throw BundleError(folder.string() + " is not a bundle: it has no bundle.json");
  }
  std::vector<std::byte> bytes;
  try {
    bytes = read_file(file, kMaxManifestBytes);
  } catch (const IoError& io) {
    throw BundleError(io.what());
  }
  const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  return {folder, BundleManifest::parse(text, file.string())};
}

std::vector<std::byte> Bundle::read_member(std::string_view name) const {
  const MemberEntry& entry = manifest_.member(name);
  return read_checked("member " + entry.name, entry.file, entry.sha256);
}

std::vector<std::byte> Bundle::read_trunk(const TrunkEntry& trunk) const {
  return read_checked("trunk " + trunk.kind, trunk.file, trunk.sha256);
}

std::optional<InputReference> Bundle::read_inputs() const {
  if (!manifest_.inputs) {
    return std::nullopt;
  }
  const InputsEntry& entry = *manifest_.inputs;
  const std::vector<std::byte> bytes = read_checked("inputs", entry.file, entry.sha256);
  return InputReference::parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                               (folder_ / entry.file).string());
}

std::vector<std::byte> Bundle::read_checked(const std::string& what, const std::string& name,
                                            const std::string& sha256) const {
  const std::filesystem::path file = folder_ / name;
  std::vector<std::byte> bytes;
  try {
    bytes = read_file(file, kMaxMemberBytes);
  } catch (const IoError& io) {
    throw BundleError(what + " of bundle " + manifest_.name + ": " + io.what());
  }
  if (const std::string found = sha256_hex(bytes); found != sha256) {
    throw BundleError(file.string() + " is not the file that bundle.json means: its SHA-256 is " +
                      found + ", not " + sha256);
  }
  return bytes;
}

}  // namespace earmark::inference
