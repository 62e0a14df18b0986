#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstring>
#include <vector>

namespace earmark::ml {

/// The values of a FlatBuffers column of doubles. FlatBuffers' verifier holds columns to an
/// alignment of 4 only, so that a hostile file may not be read as doubles in place.
[[nodiscard]] inline std::vector<double> copy_doubles(const flatbuffers::Vector<double>& column) {
  std::vector<double> values(column.size());
  if (!values.empty()) {
    std::memcpy(values.data(), column.Data(), values.size() * sizeof(double));
  }
  return values;
}

}  // namespace earmark::ml
