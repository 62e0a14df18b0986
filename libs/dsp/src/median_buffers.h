#pragma once

namespace earmark::dsp {

/// Lines that lie in the lanes of vectors: inputs, medians, and what is sorted on the way.
struct MedianBuffers {
  float* in;
  float* out;
  float* window;
};

}  // namespace earmark::dsp
