#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace earmark {

/// The candidate that `text` was probably meant to be; "" where none is near (over a third of its
/// letters would have to change). A letter that is wrong, missing or too many, or two letters that
/// changed places, count as one change (Damerau and Levenshtein).
[[nodiscard]] std::string nearest(std::string_view text,
                                  const std::vector<std::string>& candidates);

}  // namespace earmark
