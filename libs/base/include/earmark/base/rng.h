#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace earmark {

/// Random numbers: xoshiro256++ (Blackman and Vigna, 2019), seeded by SplitMix64. They are the same
/// on every machine and compiler, except normal(), whose last digits are the mathematical
/// library's. The standard library's engines are portable, its distributions are not. Satisfies
/// std::uniform_random_bit_generator.
///
/// Not thread-safe: give each thread or unit of work `Rng{seed, stream}` of its own.
class Rng {
 public:
  using result_type = std::uint64_t;

  /// @param stream  an independent sequence under the same seed, such as the number of a tree
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0) {
    std::uint64_t x = seed ^ (stream * 0xD1342543DE82EF95ULL);
    for (auto& word : state_) {
      x += 0x9E3779B97F4A7C15ULL;
      std::uint64_t z = x;
      z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
      z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
      word = z ^ (z >> 31U);
    }
  }

  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }

  std::uint64_t operator()() {
    const std::uint64_t result = rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotl(state_[3], 45);
    return result;
  }

  /// Uniform in [0, n), without bias (Lemire 2019); n > 0.
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = ((*this)() >> 32U) * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t threshold = (0U - n) % n;
      while (static_cast<std::uint32_t>(product) < threshold) {
        product = ((*this)() >> 32U) * n;
      }
    }
    return static_cast<std::uint32_t>(product >> 32U);
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>((*this)() >> 11U) * 0x1p-53; }

  /// Standard normal (Box and Muller).
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

 private:
  static std::uint64_t rotl(std::uint64_t x, unsigned k) { return (x << k) | (x >> (64U - k)); }

  std::array<std::uint64_t, 4> state_{};
};

}  // namespace earmark
