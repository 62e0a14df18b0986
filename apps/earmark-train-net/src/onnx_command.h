#pragma once

#include <CLI/CLI.hpp>

namespace earmark::train_net {

/// Adds `onnx` to the program, which writes a forest or naive Bayes file as ONNX; exceptions are
/// the caller's to turn into messages.
void add_onnx_command(CLI::App& app);

}  // namespace earmark::train_net
