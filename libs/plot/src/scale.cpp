#include "earmark/plot/scale.h"

#include <cmath>

#include "earmark/dsp/mel_scale.h"
#include "require.h"

namespace earmark::plot {
namespace {

double warped(ScaleKind kind, double value) {
  switch (kind) {
    case ScaleKind::kLog2:
      return std::log2(value);
    case ScaleKind::kMel:
      return dsp::hz_to_mel(value);
    case ScaleKind::kLinear:
      break;
  }
  return value;
}

/// @throws std::invalid_argument  a value that has no place
double warped_end(ScaleKind kind, double value) {
  require(std::isfinite(value), "scale: its ends must be finite");
  require(kind != ScaleKind::kLog2 || value > 0, "scale: a logarithmic one must begin above 0");
  require(kind != ScaleKind::kMel || value >= 0, "scale: one in mels must begin at 0 or above");
  return warped(kind, value);
}

double unwarped(ScaleKind kind, double value) {
  switch (kind) {
    case ScaleKind::kLog2:
      return std::exp2(value);
    case ScaleKind::kMel:
      return dsp::mel_to_hz(value);
    case ScaleKind::kLinear:
      break;
  }
  return value;
}

}  // namespace

Scale::Scale(ScaleKind kind, double low, double high)
    : kind_{kind},
      low_{low},
      high_{high},
      from_{warped_end(kind, low)},
      to_{warped_end(kind, high)} {
  require(low < high, "scale: low must be less than high");
}

double Scale::place(double value) const { return (warped(kind_, value) - from_) / (to_ - from_); }

double Scale::value(double place) const { return unwarped(kind_, from_ + place * (to_ - from_)); }

}  // namespace earmark::plot
