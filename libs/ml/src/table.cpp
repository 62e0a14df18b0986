#include "earmark/ml/table.h"

#include <algorithm>
#include <set>

#include "earmark/base/errors.h"
#include "earmark/ml/csv.h"

namespace earmark::ml {

Matrix<float> Table::to_float() const {
  Matrix<float> X{n_rows(), feature_names.size()};
  for (std::size_t row = 0; row < X.rows(); ++row) {
    std::ranges::transform(view().row(row), X.row(row).begin(),
                           [](double value) { return static_cast<float>(value); });
  }
  return X;
}

Table read_table(const std::filesystem::path& path) {
  CsvReader csv{path};
  const std::size_t filename = csv.column("filename");
  const std::size_t label = csv.column("label");
  Table table;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < csv.header().size(); ++i) {
    if (i != filename && i != label && csv.header()[i] != "length") {
      columns.push_back(i);
      table.feature_names.push_back(csv.header()[i]);
    }
  }
  if (columns.empty()) {
    throw TableError(path.string() + ": it has no column of numbers");
  }
  while (csv.next()) {
    table.filenames.push_back(csv.fields()[filename]);
    table.labels.push_back(csv.fields()[label]);
    if (table.labels.back().empty()) {
      csv.fail("column 'label' has no value");
    }
    for (const std::size_t column : columns) {
      table.values.push_back(csv.number(column));
    }
  }
  if (table.n_rows() == 0) {
    throw TableError(path.string() + ": it has a header row and no other");
  }
  return table;
}

std::vector<int> encode_labels(std::span<const std::string> labels,
                               std::span<const std::string> classes) {
  std::vector<int> y;
  y.reserve(labels.size());
  for (const auto& label : labels) {
    const auto place = std::ranges::find(classes, label);
    if (place == classes.end()) {
      throw TableError("label '" + label + "' is not one of the model's classes");
    }
    y.push_back(static_cast<int>(place - classes.begin()));
  }
  return y;
}

std::vector<std::string> distinct_sorted(std::span<const std::string> labels) {
  const std::set<std::string> distinct(labels.begin(), labels.end());
  return {distinct.begin(), distinct.end()};
}

std::string track_of_filename(const std::string& filename) {
  // genre.track.segment.wav: cut the extension, then the segment's number.
  const auto extension = filename.rfind('.');
  if (extension == std::string::npos || extension == 0) {
    return filename;
  }
  const auto segment = filename.rfind('.', extension - 1);
  if (segment == std::string::npos || segment + 1 == extension ||
      filename.find_first_not_of("0123456789", segment + 1) != extension) {
    return filename;
  }
  return filename.substr(0, segment);
}

Matrix<float> take_rows(MatrixView<const float> X, std::span<const std::size_t> rows) {
  Matrix<float> taken{rows.size(), X.cols()};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::ranges::copy(X.row(rows[i]), taken.row(i).begin());
  }
  return taken;
}

}  // namespace earmark::ml
