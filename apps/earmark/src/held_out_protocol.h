#pragma once

#include <string>

#include "earmark/ml/held_out_answers.h"
#include "earmark/ml/prepared_data.h"

namespace earmark::cli {

/// How far tracks that were kept apart are from all others.
struct Protocol {
  std::string name;  ///< "by-artist", "by-track" or "random-segments", as SplitRule spells them
  std::string note;  ///< what a figure on them is worth, a phrase
};

/// What the data themselves say of the segments with this value of `split`: by-artist only where
/// artists are known and none of them (ml::ArtistGroups) is elsewhere too.
[[nodiscard]] Protocol protocol_of_rows(const ml::PreparedData& data, const std::string& rows);

/// The same of answers that the models of several folds gave, each for the fold that it did not
/// learn from.
[[nodiscard]] Protocol protocol_of_folds(const ml::PreparedData& data,
                                         const ml::HeldOutAnswers& answers);

}  // namespace earmark::cli
