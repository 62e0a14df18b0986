#pragma once

#include <cstdint>
#include <span>

namespace earmark::test {

/// Makes right the checksums of a mutated input, without which nothing in it would be looked at. A
/// fuzzer that links repairing_mutator.cpp defines it.
void repair_checksums(std::span<std::uint8_t> bytes);

}  // namespace earmark::test
