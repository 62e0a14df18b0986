#include "earmark/ml/held_out_answers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>

#include "earmark/base/errors.h"
#include "earmark/ml/csv.h"
#include "earmark/ml/row_choice.h"

namespace earmark::ml {
namespace {

constexpr std::size_t kLeadColumns = 3;

std::string decimal(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end.ptr};
}

std::size_t count_in(const CsvReader& csv, std::size_t column, std::size_t below) {
  const double value = csv.number(column);
  if (!(value >= 0 && value < static_cast<double>(below)) || value != std::floor(value)) {
    csv.fail("column '" + csv.header()[column] + "' must be a whole number from 0 to " +
             std::to_string(below - 1));
  }
  return static_cast<std::size_t>(value);
}

std::vector<std::string> genres_of(const CsvReader& csv) {
  const std::vector<std::string>& header = csv.header();
  const std::vector<std::string> lead{"row", "filename", "fold"};
  if (header.size() < kLeadColumns + 2 || !std::equal(lead.begin(), lead.end(), header.begin())) {
    csv.fail(
        "the columns must be row, filename, fold and a probability for each genre, as earmark "
        "train --held-out writes them");
  }
  return {header.begin() + kLeadColumns, header.end()};
}

/// Reads one record; the segment must be the one of that name in the data.
void read_record(const CsvReader& csv, const PreparedData& data, HeldOutAnswers& answers) {
  const std::size_t row = count_in(csv, 0, data.segments.size());
  if (csv.fields()[1] != data.segments[row].filename) {
    csv.fail("segment " + std::to_string(row) + " is " + data.segments[row].filename +
             " in the prepared data, not " + csv.fields()[1] + ": train on these data again");
  }
  answers.rows.push_back(row);
  answers.folds.push_back(static_cast<int>(count_in(csv, 2, 1000)));
  double sum = 0;
  for (std::size_t c = kLeadColumns; c < csv.fields().size(); ++c) {
    const double p = csv.number(c);
    if (!(p >= 0 && p <= 1 + 1e-6)) {
      csv.fail("column '" + csv.header()[c] + "' must be a probability");
    }
    answers.probabilities.push_back(std::min(p, 1.0));
    sum += p;
  }
  if (std::abs(sum - 1) > 1e-3) {
    csv.fail("the probabilities must add to 1, not to " + decimal(sum));
  }
}

HeldOutAnswers ascending(const HeldOutAnswers& answers) {
  std::vector<std::size_t> order(answers.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return answers.rows[i]; });
  HeldOutAnswers sorted{answers.genres, {}, {}, {}};
  for (const std::size_t i : order) {
    sorted.rows.push_back(answers.rows[i]);
    sorted.folds.push_back(answers.folds[i]);
    const auto row = answers.view().row(i);
    sorted.probabilities.insert(sorted.probabilities.end(), row.begin(), row.end());
  }
  return sorted;
}

}  // namespace

void HeldOutAnswers::add(int fold, std::span<const std::size_t> held_out,
                         MatrixView<const double> answers) {
  rows.insert(rows.end(), held_out.begin(), held_out.end());
  folds.insert(folds.end(), held_out.size(), fold);
  for (std::size_t i = 0; i < answers.rows(); ++i) {
    probabilities.insert(probabilities.end(), answers.row(i).begin(), answers.row(i).end());
  }
}

std::string HeldOutAnswers::to_csv(const PreparedData& data) const {
  std::string text = "row,filename,fold";
  for (const std::string& genre : genres) {
    text += ',' + csv_field(genre);
  }
  text += '\n';
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += std::to_string(rows[i]) + ',' + csv_field(data.segments[rows[i]].filename) + ',' +
            std::to_string(folds[i]);
    for (const double p : view().row(i)) {
      text += ',' + decimal(p);
    }
    text += '\n';
  }
  return text;
}

HeldOutAnswers HeldOutAnswers::read(const std::filesystem::path& file, const PreparedData& data) {
  CsvReader csv{file};
  HeldOutAnswers answers;
  answers.genres = genres_of(csv);
  std::set<std::size_t> seen;
  while (csv.next()) {
    read_record(csv, data, answers);
    if (!seen.insert(answers.rows.back()).second) {
      csv.fail("segment " + std::to_string(answers.rows.back()) + " stands twice");
    }
  }
  if (answers.rows.empty()) {
    csv.fail("there is no segment in it");
  }
  return ascending(answers);
}

}  // namespace earmark::ml
