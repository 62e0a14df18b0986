#pragma once

#include "bundle_calibration.h"
#include "evaluation.h"
#include "held_out_protocol.h"
#include "held_out_tracks.h"

namespace earmark::cli {

/// Held-out tracks with what one choice of members makes of them.
struct JudgedTracks {
  const HeldOutTracks& tracks;
  const ChoiceFigures& figures;
};

/// The report on one choice of members, by cross-fitted temperatures and thresholds.
/// @param known  the tracks whose artist is known: what the figures are of
/// @param all    all of them; the report says their accuracy too where they are more
[[nodiscard]] Evaluation evaluate_held_out(EvaluatedBundle bundle, const Protocol& protocol,
                                           const ml::PreparedData& data, const JudgedTracks& known,
                                           const JudgedTracks& all);

}  // namespace earmark::cli
