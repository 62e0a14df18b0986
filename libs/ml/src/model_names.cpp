#include "earmark/ml/model_names.h"

#include <algorithm>
#include <set>

#include "earmark/base/errors.h"

namespace earmark::ml {

bool is_genre_name(std::string_view text) {
  return !text.empty() && std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == ',' || byte < 0x20 || byte == 0x7F;
  });
}

bool are_genre_names(std::span<const std::string> genres) {
  return std::ranges::all_of(genres, is_genre_name) &&
         std::set<std::string_view>(genres.begin(), genres.end()).size() == genres.size();
}

void check_genre_names(std::span<const std::string> genres) {
  const auto bad = std::ranges::find_if_not(genres, is_genre_name);
  if (bad != genres.end()) {
    throw TableError("a genre is called \"" + *bad +
                     "\": its name must not be empty, nor hold a comma or a control character");
  }
}

}  // namespace earmark::ml
