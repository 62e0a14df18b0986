#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "earmark/ml/row_choice.h"

namespace earmark::train_net {

/// The flags that say which segments train and which are kept apart.
struct RowFlags {
  std::string split = "by-artist";
  ml::RowChoice rows;

  /// @throws std::invalid_argument  flags that do not go together; a sentence
  [[nodiscard]] ml::RowChoice choice() const;
};

/// @param flags  outlives the command
void add_row_flags(CLI::App& command, RowFlags& flags);

}  // namespace earmark::train_net
