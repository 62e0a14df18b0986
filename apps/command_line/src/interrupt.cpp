#include "earmark/command_line/interrupt.h"

#include "earmark/process/interrupt.h"

namespace earmark::cli {

void throw_if_interrupted() {
  if (interruption().load(std::memory_order_relaxed)) {
    throw Interrupted{};
  }
}

}  // namespace earmark::cli
