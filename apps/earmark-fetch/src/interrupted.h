#pragma once

#include "earmark/process/interrupt.h"

namespace earmark::fetch {

/// Ctrl-C: what is done so far stays or goes, as its owner says.
struct Interrupted {};

/// @throws Interrupted
inline void throw_if_interrupted() {
  if (interruption()) {
    throw Interrupted{};
  }
}

}  // namespace earmark::fetch
