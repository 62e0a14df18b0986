#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace earmark::tracking {

/// The settings of a `.env` file: lines NAME=VALUE, where "export " may stand before and quotes
/// around the value; "#" begins a comment at a line's start, and after a blank where the value is
/// not quoted. In double quotes \n, \t, \\, \" and \$ are what they are in C; nothing is expanded.
/// The last of two lines with one name holds. The file is other programs' too: lines of another
/// shape are theirs and passed over, unless they begin with a name of ours.
/// @param where  the file's name in messages
/// @throws TableError  such a line that begins with MLFLOW_ or EARMARK_; one sentence with its
/// number
[[nodiscard]] std::map<std::string, std::string> parse_dotenv(std::string_view text,
                                                              std::string_view where);

/// The settings of `folder`/.env; none where there is no such file.
/// @throws IoError, TableError
[[nodiscard]] std::map<std::string, std::string> read_dotenv(const std::filesystem::path& folder);

}  // namespace earmark::tracking
