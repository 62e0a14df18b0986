#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earmark::dsp {

/// A window by scipy.signal's name, with its parameter where it has one, or by its values.
///
/// Without a parameter: boxcar, triang, bartlett, hann, hamming, blackman, nuttall,
/// blackmanharris, flattop, bohman, cosine; tukey takes the tapered share (0.5 unless given).
/// With one: kaiser (beta), gaussian (standard deviation in samples), general_hamming (alpha).
struct WindowSpec {
  std::string name = "hann";
  std::optional<double> parameter = std::nullopt;
  std::vector<double> values = {};  ///< a window of one's own; where not empty, used as it is

  WindowSpec() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a name is a window
  WindowSpec(std::string window_name, std::optional<double> value = std::nullopt)
      : name{std::move(window_name)}, parameter{value} {}
  WindowSpec(const char* window_name)  // NOLINT(google-explicit-constructor): a name is a window
      : name{window_name} {}
  WindowSpec(std::vector<double> own_values)  // NOLINT(google-explicit-constructor): it is a window
      : values{std::move(own_values)} {
    name.clear();
  }

  /// Whether it is this window of scipy's, not values of one's own.
  [[nodiscard]] bool is_named(std::string_view window_name) const {
    return values.empty() && name == window_name;
  }
};

/// The window as scipy.signal.get_window gives it (and librosa.filters.get_window): periodic,
/// for spectra, if `fftbins`, else symmetric, for filter design.
///
/// @param Nx  samples, >= 1; of a window given by its values, their number
/// @throws std::invalid_argument  Nx is 0, an unknown name, a parameter missing, out of its range,
///                                or given to a window that has none; values that are not Nx
///                                finite numbers
///
/// Thread-safe.
[[nodiscard]] std::vector<double> get_window(const WindowSpec& window, std::size_t Nx,
                                             bool fftbins = true);

/// `data` in the middle of `size` zeros, one more on the right if they do not divide evenly, as
/// librosa.util.pad_center.
///
/// @throws std::invalid_argument  size < data.size()
[[nodiscard]] std::vector<double> pad_center(const std::vector<double>& data, std::size_t size);

/// Sum of the squares of n_frames windows that lie hop_length apart, as
/// librosa.filters.window_sumsquare(norm=None): what overlap-add of windowed frames multiplies a
/// signal by.
///
/// @param n_frames    >= 1
/// @param hop_length  >= 1
/// @param win_length  1 to n_fft; the window is centred in n_fft samples
/// @return            n_fft + hop_length (n_frames - 1) values
/// @throws std::invalid_argument  an argument out of its range
///
/// Thread-safe.
[[nodiscard]] std::vector<double> window_sumsquare(const WindowSpec& window, std::size_t n_frames,
                                                   std::size_t hop_length, std::size_t win_length,
                                                   std::size_t n_fft);

}  // namespace earmark::dsp
