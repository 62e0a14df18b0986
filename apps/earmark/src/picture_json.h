#pragma once

#include <string>

#include "earmark/plot/picture.h"

namespace earmark::cli {

/// One line: where a picture's areas lie and what their edges stand for (docs/guides/pictures.md).
[[nodiscard]] std::string picture_json(const std::string& kind, const std::string& file,
                                       const plot::Picture& picture);

}  // namespace earmark::cli
