#include "golden_signals.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "earmark/features/recipe.h"

namespace earmark::features::test {
namespace {

using Integers = std::vector<std::int64_t>;

constexpr std::int64_t kFullScale = 1 << 22;

std::int64_t parabola(std::int64_t phase) {
  const std::int64_t half = phase % 512;
  const std::int64_t value = (half * (512 - half)) >> 2;
  return phase < 512 ? value : -value;
}

// Python's modulus: never negative.
std::int64_t wrap(std::int64_t phase) { return ((phase % 1024) + 1024) % 1024; }

std::int64_t tone(std::int64_t t, std::int64_t step, std::int64_t start) {
  return parabola(wrap(((t - start) * step) >> 16));
}

std::int64_t decay(std::int64_t t, std::int64_t start, std::int64_t length) {
  const std::int64_t left =
      t < start ? 0 : std::clamp<std::int64_t>(length - (t - start), 0, length);
  return left * left / length * 16384 / length;
}

Integers noise(std::uint32_t x, std::size_t n_samples) {
  Integers values(n_samples);
  for (auto& value : values) {
    x ^= x << 13U;
    x ^= x >> 17U;
    x ^= x << 5U;
    value = static_cast<std::int64_t>(x >> 16U) - 32768;
  }
  return values;
}

Integers song(std::uint32_t seed, std::int64_t beat, std::int64_t root, std::size_t n_samples) {
  const Integers hiss = noise(seed, n_samples);
  Integers y(n_samples);
  const auto end = static_cast<std::int64_t>(n_samples);
  std::int64_t n = 0;
  for (std::int64_t start = beat / 3; start < end; start += beat, ++n) {
    const std::int64_t note = root * (4 + n % 3) / 4;
    for (std::int64_t t = start; t < std::min(end, start + beat * 2); ++t) {
      const auto i = static_cast<std::size_t>(t);
      const std::int64_t chord =
          tone(t, note, start) + tone(t, note * 5 / 4, start) + tone(t, note * 3 / 2, start);
      y[i] += ((chord * decay(t, start, beat * 2)) >> 14) * 24;
      y[i] += ((hiss[i] * decay(t, start, beat / 4)) >> 14) * 20;
    }
  }
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] += tone(static_cast<std::int64_t>(i), root / 4, 0) * 30 + hiss[i];
  }
  return y;
}

Integers each(const std::function<std::int64_t(std::int64_t)>& value, std::size_t n_samples) {
  Integers y(n_samples);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] = value(static_cast<std::int64_t>(i));
  }
  return y;
}

std::vector<float> in_float(const Integers& y, int exponent = 0) {
  std::vector<float> result(y.size());
  std::transform(y.begin(), y.end(), result.begin(), [&](std::int64_t value) {
    return static_cast<float>(
        std::ldexp(static_cast<double>(value) / static_cast<double>(kFullScale), exponent));
  });
  return result;
}

}  // namespace

std::vector<float> golden_signal(const std::string& name, std::size_t n_samples) {
  const auto a = [&] { return song(1, 11025, std::int64_t{440} * 3044, n_samples); };
  const auto b = [&] { return song(7, 7938, std::int64_t{278} * 3044, n_samples); };
  const auto of_time = [&](const std::function<std::int64_t(std::int64_t)>& value) {
    return in_float(each(value, n_samples));
  };
  const std::map<std::string, std::function<std::vector<float>()>> signals{
      {"song_120_bpm", [&] { return in_float(a()); }},
      {"song_167_bpm", [&] { return in_float(b()); }},
      {"song_quiet", [&] { return in_float(a(), -16); }},
      {"song_loud", [&] { return in_float(b(), 12); }},
      {"noise", [&] { return in_float(noise(3, n_samples), 6); }},
      {"sweep",
       [&] {
         return of_time([](std::int64_t t) { return parabola(wrap((t * t * 12) >> 14)) * 128; });
       }},
      {"silence", [&] { return of_time([](std::int64_t) { return 0; }); }},
      {"impulse",
       [&] { return of_time([](std::int64_t t) { return t == 33075 ? kFullScale : 0; }); }},
      {"dc", [&] { return of_time([](std::int64_t) { return kFullScale / 2; }); }},
      {"square",
       [&] {
         return of_time([](std::int64_t t) { return t % 50 < 25 ? kFullScale : -kFullScale; });
       }},
      {"denormal", [&] { return in_float(a(), -130); }},
      {"scale_1e-30", [&] { return in_float(a(), -100); }},
      {"scale_1e+30", [&] { return in_float(a(), 100); }},
  };
  return signals.at(name)();
}

}  // namespace earmark::features::test
