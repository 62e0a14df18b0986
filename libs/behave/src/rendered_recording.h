#pragma once

#include "earmark/base/rng.h"
#include "rendered_tape.h"

namespace earmark::behave {

/// Where and how a piece is recorded.
struct RecordingConfig {
  double hall_s = 1.2;       ///< RT60 of the hall
  double hall_db = 3;        ///< direct sound over the hall's
  double walls_s = 0.4;      ///< RT60 of what the near walls throw back, brighter and shorter
  double walls_db = 6;       ///< direct sound over theirs
  double tape_drive_db = 6;  ///< how hard the tape is driven: it rounds what is loud
};

/// The piece as one hears it on a record: in a room, whose long decay is dull, since air and
/// curtains swallow what is high, and on a tape that rounds the peaks and adds its hiss (40 dB
/// below). Instruments that are made by arithmetic are too clean and stop too soon; without a room
/// the default bundle's tagger finds them stranger than any recording and gives flat answers.
[[nodiscard]] Samples recorded(const Samples& piece, const RecordingConfig& config, Rng& rng);

}  // namespace earmark::behave
