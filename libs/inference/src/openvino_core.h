#pragma once

#include <cstddef>
#include <exception>
#include <openvino/runtime/core.hpp>
#include <string>

#include "earmark/base/errors.h"

namespace earmark::inference {

/// One core for the process: a second would load the plug-in again.
[[nodiscard]] ov::Core& openvino_core();

/// Refuses a network whose layers' sizes are not known beforehand or are too large.
/// @throws BundleError
void check_activations(const ov::Model& model);

/// Bytes from outside made OpenVINO throw: ov::Exception, or what its own libraries throw.
template <typename Action>
auto in_words(const Action& action) {
  try {
    return action();
  } catch (const BundleError&) {
    throw;
  } catch (const std::exception& error) {
    throw BundleError(std::string{"OpenVINO refuses it: "} + error.what());
  }
}

/// Compiled for the processor, in single precision.
/// @param n_streams  inferences that run side by side, each on one thread
[[nodiscard]] ov::CompiledModel compile(const std::shared_ptr<ov::Model>& model,
                                        std::size_t n_streams);

}  // namespace earmark::inference
