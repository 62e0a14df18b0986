#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "earmark/base/rng.h"
#include "earmark/base/thread_pool.h"
#include "earmark/ml/random_forest.h"
#include "golden.h"

namespace earmark::ml::test {

struct Data {
  Grid<float> X;
  std::vector<int> y;
};

/// Three overlapping classes in four columns, one of them noise.
inline Data make_data(std::size_t n_rows, std::uint64_t seed = 1) {
  Data data{Grid<float>{n_rows, 4}, {}};
  Rng rng{seed};
  for (std::size_t row = 0; row < n_rows; ++row) {
    const auto label = static_cast<int>(rng.below(3));
    data.y.push_back(label);
    for (std::size_t f = 0; f < 4; ++f) {
      const double shift = f == 3 ? 0.0 : (static_cast<int>(f) == label ? 1.5 : 0.0);
      data.X.view()(row, f) = static_cast<float>(rng.normal() + shift);
    }
  }
  return data;
}

inline RandomForest fit(const Data& data, const RandomForestConfig& config,
                        std::size_t n_threads = 1, std::span<const double> weights = {}) {
  ThreadPool pool{n_threads};
  return RandomForest::fit(data.X.view(), data.y, 3, weights, config, pool);
}

inline RandomForestConfig config_with(std::size_t n_estimators, std::uint64_t random_state = 0) {
  RandomForestConfig config;
  config.n_estimators = n_estimators;
  config.random_state = random_state;
  return config;
}

inline Grid<double> predict(const RandomForest& forest, const Grid<float>& X) {
  Grid<double> p{X.n_rows, static_cast<std::size_t>(forest.n_classes())};
  forest.predict_proba(X.view(), p.view());
  return p;
}

inline double accuracy_of(const Grid<double>& p, const std::vector<int>& y) {
  double right = 0.0;
  for (std::size_t row = 0; row < y.size(); ++row) {
    const auto values = p.view().row(row);
    right += std::ranges::max_element(values) - values.begin() == y[row] ? 1.0 : 0.0;
  }
  return right / static_cast<double>(y.size());
}

}  // namespace earmark::ml::test
