#include "earmark/process/error_text.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace earmark {
namespace {

const std::error_code kDenied = std::make_error_code(std::errc::permission_denied);

TEST(ErrorText, NamesTheFileAndTheReason) {
  const std::filesystem::filesystem_error error{"status", "/secret/song.wav", kDenied};
  EXPECT_EQ(error_text(error), "cannot use /secret/song.wav: Permission denied");
}

TEST(ErrorText, WithoutANameItIsTheCurrentFolder) {
  const std::filesystem::filesystem_error error{"current_path", kDenied};
  EXPECT_EQ(error_text(error), "cannot use the current folder: Permission denied");
}

TEST(ErrorText, OfOtherErrorsIsTheirOwn) {
  const std::system_error error{kDenied, "thread"};
  EXPECT_EQ(error_text(error), error.what());
}

}  // namespace
}  // namespace earmark
