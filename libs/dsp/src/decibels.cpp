#include "earmark/dsp/decibels.h"

#include <algorithm>
#include <cmath>

#include "padded.h"

namespace earmark::dsp {
namespace {

float largest(MatrixView<const float> S) {
  float value = 0.0F;
  for (std::size_t r = 0; r < S.rows(); ++r) {
    for (const float x : S.row(r)) {
      value = std::max(value, x);
    }
  }
  return value;
}

void clip_below(MatrixView<float> S, float floor) {
  for (std::size_t r = 0; r < S.rows(); ++r) {
    for (float& x : S.row(r)) {
      x = std::max(x, floor);
    }
  }
}

}  // namespace

void PowerToDbConfig::validate() const {
  require(amin > 0.0, "power_to_db: amin must be > 0");
  require(!top_db || *top_db >= 0.0, "power_to_db: top_db must be >= 0");
}

void AmplitudeToDbConfig::validate() const {
  require(amin > 0.0, "amplitude_to_db: amin must be > 0");
  require(!top_db || *top_db >= 0.0, "amplitude_to_db: top_db must be >= 0");
}

void power_to_db(MatrixView<const float> S, MatrixView<float> S_db, const PowerToDbConfig& config) {
  config.validate();
  require_shape(S_db, S.rows(), S.cols(), "power_to_db", "S_db");
  require_padded(S, "power_to_db", "S");
  require_padded(S_db, "power_to_db", "S_db");
  const double ref = config.ref ? std::abs(*config.ref) : static_cast<double>(largest(S));
  const auto offset = static_cast<float>(10.0 * std::log10(std::max(config.amin, ref)));
  const auto amin = static_cast<float>(config.amin);
  float top = -std::numeric_limits<float>::infinity();
  for (std::size_t r = 0; r < S.rows(); ++r) {
    for (std::size_t t = 0; t < S.cols(); ++t) {
      const float db = 10.0F * std::log10(std::max(amin, S(r, t))) - offset;
      S_db(r, t) = db;
      top = std::max(top, db);
    }
  }
  if (config.top_db) {
    clip_below(S_db, top - static_cast<float>(*config.top_db));
  }
}

void amplitude_to_db(MatrixView<const float> S, MatrixView<float> S_db,
                     const AmplitudeToDbConfig& config) {
  config.validate();
  require_shape(S_db, S.rows(), S.cols(), "amplitude_to_db", "S_db");
  const std::optional<double> ref =
      config.ref ? std::optional<double>{*config.ref * *config.ref} : std::nullopt;
  for (std::size_t r = 0; r < S.rows(); ++r) {
    for (std::size_t t = 0; t < S.cols(); ++t) {
      S_db(r, t) = S(r, t) * S(r, t);
    }
  }
  power_to_db(S_db, S_db, {.ref = ref, .amin = config.amin * config.amin, .top_db = config.top_db});
}

float db_to_power(float S_db, double ref) {
  return static_cast<float>(ref * std::pow(10.0, static_cast<double>(S_db) * 0.1));
}

float db_to_amplitude(float S_db, double ref) {
  return static_cast<float>(std::abs(ref) * std::pow(10.0, static_cast<double>(S_db) * 0.05));
}

}  // namespace earmark::dsp
