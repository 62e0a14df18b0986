#pragma once

#include <vector>

#include "earmark/dsp/chroma_filter_bank.h"

namespace earmark::dsp {

/// Height of the bins 0 .. n_fft / 2 + 1 above 27.5 Hz in notes of n_chroma an octave; bin 0 is put
/// 1.5 octaves under bin 1.
[[nodiscard]] std::vector<double> chroma_bin_notes(const ChromaConfig& config, double tuning);

}  // namespace earmark::dsp
