#pragma once

#include <vector>

#include "earmark/command_line/console.h"
#include "earmark/ml/prepared_data.h"
#include "earmark/ml/tracks.h"

namespace earmark::cli {

/// Takes songs that sound like another one (ml::find_sound_duplicates) out of a list, and names
/// them on standard error: the later of two with one label; both of two with different labels,
/// since nobody knows which is right.
/// @param data  what was heard of the tracks, with its tensors
void remove_repeated_songs(Console& console, const ml::PreparedData& data,
                           std::vector<ml::Track>& tracks);

}  // namespace earmark::cli
