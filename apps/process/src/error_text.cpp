#include "earmark/process/error_text.h"

#include <filesystem>

namespace earmark {

std::string error_text(const std::system_error& error) {
  const auto* const about_file = dynamic_cast<const std::filesystem::filesystem_error*>(&error);
  if (about_file == nullptr) {
    return error.what();
  }
  const std::string& path = about_file->path1().native();
  return "cannot use " + (path.empty() ? "the current folder" : path) + ": " +
         error.code().message();
}

}  // namespace earmark
