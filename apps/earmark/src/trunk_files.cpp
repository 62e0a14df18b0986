#include "trunk_files.h"

#include "earmark/base/file_bytes.h"
#include "earmark/base/sha256.h"
#include "earmark/inference/bundle.h"
#include "earmark/inference/embedder.h"
#include "earmark/inference/trunk.h"

namespace earmark::cli {

namespace fs = std::filesystem;

TrunkFiles read_trunk_files(const fs::path& folder) {
  constexpr std::size_t kMaxNoticeBytes = std::size_t{1} << 16U;
  TrunkFiles files;
  for (const std::string_view kind : inference::trunk_kinds()) {
    inference::TrunkEntry entry;
    entry.kind = kind;
    entry.file = inference::trunk_file(kind);
    std::error_code error;
    if (!fs::exists(folder / entry.file, error)) {
      continue;
    }
    files.contents.emplace_back(entry.file,
                                read_file(folder / entry.file, inference::Bundle::kMaxMemberBytes));
    entry.sha256 = sha256_hex(files.contents.back().second);
    if (const std::string notice = entry.kind + ".LICENSE"; fs::exists(folder / notice, error)) {
      entry.notice = notice;
      files.contents.emplace_back(notice, read_file(folder / notice, kMaxNoticeBytes));
    }
    files.entries.push_back(entry);
  }
  return files;
}

void require_tags(const inference::MusicRule& rule,
                  const std::vector<std::pair<std::string, std::vector<std::byte>>>& files,
                  const std::string& where) {
  const std::string wanted = inference::trunk_file(rule.trunk);
  for (const auto& [name, content] : files) {
    if (name == wanted) {
      const auto trunk = inference::Trunk::load(rule.trunk, content, name, 1);
      inference::check_music_tags(rule, trunk->tags(), where);
    }
  }
}

}  // namespace earmark::cli
