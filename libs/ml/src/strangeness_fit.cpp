#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

#include "class_scatter.h"
#include "earmark/ml/split.h"
#include "earmark/ml/strangeness.h"

namespace earmark::ml {
namespace {

constexpr int kFolds = 5;
constexpr std::uint64_t kSeed = 0;

void require(bool holds, const char* rule) {
  if (!holds) {
    throw std::invalid_argument(std::string{"Strangeness: "} + rule);
  }
}

void check(MatrixView<const float> X, std::span<const std::size_t> rows, std::span<const int> y,
           int n_classes, const StrangenessConfig& config) {
  require(rows.size() == y.size() && !rows.empty(), "rows and y must be as many, at least one");
  require(std::ranges::max(rows) < X.rows(), "rows must lie within X");
  require(config.n_columns > 0 && config.n_columns <= X.cols() &&
              config.first_column <= X.cols() - config.n_columns,
          "the columns must lie within X");
  require(std::ranges::all_of(y, [&](int c) { return c >= 0 && c < n_classes; }),
          "y must lie in [0, n_classes)");
  require(config.shrinkage > 0.0 && std::isfinite(config.shrinkage), "shrinkage must be > 0");
  require(config.usual_share > 0.0 && config.usual_share < 1.0,
          "usual_share must lie between 0 and 1");
  require(config.strength >= 0.0 && std::isfinite(config.strength), "strength must be >= 0");
}

/// From what the rows sum up to; which distances are usual is not known yet.
Strangeness of_scatter(const ClassScatter& scatter, const StrangenessConfig& config) {
  const WhitenedClasses classes = scatter.whiten(config.shrinkage);
  return Strangeness{{.first_column = config.first_column,
                      .n_columns = config.n_columns,
                      .whitening = classes.whitening,
                      .means = classes.means}};
}

struct Usual {
  double distance = 0.0;
  double spread = 1.0;
};

Usual usual_of(std::vector<double> distances, double share) {
  const auto n = static_cast<double>(distances.size());
  const double mean = std::accumulate(distances.begin(), distances.end(), 0.0) / n;
  double squares = 0.0;
  for (const double distance : distances) {
    squares += (distance - mean) * (distance - mean);
  }
  const auto place = std::min(static_cast<std::size_t>(share * n), distances.size() - 1);
  std::ranges::nth_element(distances, distances.begin() + static_cast<std::ptrdiff_t>(place));
  const double spread = std::sqrt(squares / n);
  return {distances[place], spread > 0.0 ? spread : 1.0};
}

}  // namespace

Strangeness Strangeness::fit(MatrixView<const float> X, std::span<const std::size_t> rows,
                             std::span<const int> y, int n_classes,
                             std::span<const std::string> groups, const StrangenessConfig& config) {
  check(X, rows, y, n_classes, config);
  const std::size_t n_groups = std::set<std::string>(groups.begin(), groups.end()).size();
  require(groups.size() == y.size() && n_groups >= 2, "groups must be one a row, two at least");
  const int n_folds = static_cast<int>(std::min<std::size_t>(kFolds, n_groups));
  const std::vector<int> folds = stratified_group_folds(groups, y, n_folds, kSeed);

  const auto columns_of = [&](std::size_t i) {
    return X.row(rows[i]).subspan(config.first_column, config.n_columns);
  };
  const auto n_labels = static_cast<std::size_t>(n_classes);
  std::vector<ClassScatter> parts(static_cast<std::size_t>(n_folds),
                                  ClassScatter{n_labels, columns_of(0)});
  for (std::size_t i = 0; i < y.size(); ++i) {
    parts[static_cast<std::size_t>(folds[i])].add(columns_of(i), static_cast<std::size_t>(y[i]));
  }
  std::vector<double> distances;
  distances.reserve(y.size());
  for (int fold = 0; fold < n_folds; ++fold) {
    ClassScatter others{n_labels, columns_of(0)};
    for (int other = 0; other < n_folds; ++other) {
      if (other != fold) {
        others.add(parts[static_cast<std::size_t>(other)]);
      }
    }
    const Strangeness strangeness = of_scatter(others, config);
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (folds[i] == fold) {
        distances.push_back(strangeness.distance(X.row(rows[i])));
      }
    }
  }
  for (std::size_t part = 1; part < parts.size(); ++part) {
    parts.front().add(parts[part]);
  }
  Parts all = of_scatter(parts.front(), config).parts();
  const Usual usual = usual_of(std::move(distances), config.usual_share);
  all.usual = usual.distance;
  all.spread = usual.spread;
  all.strength = config.strength;
  return Strangeness{std::move(all)};
}

}  // namespace earmark::ml
