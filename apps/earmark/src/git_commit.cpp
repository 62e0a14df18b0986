#include "git_commit.h"

#include <fstream>
#include <sstream>

namespace earmark::cli {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  return line;
}

/// The folder .git, or the one that a file .git of a work tree names; "" where there is none.
fs::path git_folder(const fs::path& folder) {
  std::error_code error;
  for (fs::path at = fs::absolute(folder, error); !error; at = at.parent_path()) {
    fs::path git = at / ".git";
    if (fs::is_directory(git, error)) {
      return git;
    }
    constexpr std::string_view kPointer = "gitdir: ";
    if (const std::string line = first_line(git); line.starts_with(kPointer)) {
      return at / line.substr(kPointer.size());
    }
    if (at == at.parent_path()) {
      break;
    }
  }
  return {};
}

/// What a branch points to: its own file, or a line "COMMIT NAME" of packed-refs.
std::string resolve(const fs::path& git, const std::string& reference) {
  if (std::string commit = first_line(git / reference); !commit.empty()) {
    return commit;
  }
  std::ifstream packed{git / "packed-refs"};
  std::string commit;
  std::string name;
  for (std::string line; std::getline(packed, line);) {
    std::istringstream words{line};
    if (words >> commit >> name && name == reference) {
      return commit;
    }
  }
  return "";
}

}  // namespace

std::string git_commit(const fs::path& folder) {
  const fs::path git = git_folder(folder);
  if (git.empty()) {
    return "";
  }
  std::string head = first_line(git / "HEAD");
  constexpr std::string_view kBranch = "ref: ";
  if (!head.starts_with(kBranch)) {
    return head;
  }
  // A further work tree keeps its HEAD apart and its branches in the common folder.
  const std::string common = first_line(git / "commondir");
  const std::string reference = head.substr(kBranch.size());
  return resolve(common.empty() ? git : git / common, reference);
}

}  // namespace earmark::cli
