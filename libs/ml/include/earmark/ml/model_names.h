#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace earmark::ml {

/// What a model's classes and columns stand for. It goes with the model into its file, so that a
/// model is not taken for another with as many classes.
struct ModelNames {
  std::vector<std::string> genres;  ///< [n_classes], in the order of the classes; empty: not known
  std::string recipe;               ///< version of the features it learned from; empty: not known
};

/// Whether a text may name a genre: not empty, without commas and control characters (below space,
/// and delete), since lists of genres are written with commas between them.
[[nodiscard]] bool is_genre_name(std::string_view text);

/// Whether these may be the genres of one model: names as is_genre_name(), all different.
[[nodiscard]] bool are_genre_names(std::span<const std::string> genres);

/// @throws TableError  naming the first genre that is_genre_name() does not take
void check_genre_names(std::span<const std::string> genres);

}  // namespace earmark::ml
