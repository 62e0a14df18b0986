#include "earmark/inference/input_reference.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "earmark/features/recipe.h"
#include "json_fields.h"

namespace earmark::inference {
namespace {

constexpr double kSumTolerance = 1e-3;  // of shares that a person may have rounded

using Column = InputReference::Column;

Column parse_column(const Json& json, const std::string& where) {
  Fields fields{json, where};
  Column column{fields.get<std::vector<double>>("limits"),
                fields.get<std::vector<double>>("shares")};
  fields.refuse_others();
  const auto& [limits, shares] = column;
  if (limits.size() >= InputReference::kMaxBins || shares.size() != limits.size() + 1) {
    throw BundleError(where + R"(: "shares" must be one more than "limits", 100 at most)");
  }
  if (std::ranges::adjacent_find(limits, std::greater_equal{}) != limits.end()) {
    throw BundleError(where + R"(: "limits" must ascend)");
  }
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  if (std::ranges::any_of(shares, [](double share) { return share < 0; }) ||
      !(std::abs(sum - 1) <= kSumTolerance)) {
    throw BundleError(where + R"(: "shares" must not be negative and must add to 1)");
  }
  return column;
}

}  // namespace

InputReference InputReference::parse(std::string_view json, std::string_view where) {
  const Json document = parse_json(json, where);
  Fields fields{document, std::string{where}};
  InputReference reference;
  reference.n_songs = fields.get<std::size_t>("n_songs");
  if (reference.n_songs == 0) {
    throw BundleError(std::string{where} + R"(: "n_songs" must be 1 at least)");
  }
  const Json* const columns = fields.find("columns");
  fields.refuse_others();
  if (columns == nullptr) {
    throw BundleError(std::string{where} + R"(: "columns" is missing)");
  }
  Fields by_name{*columns, std::string{where} + ", columns"};
  for (const std::string_view name : features::feature_columns()) {
    const std::string key{name};
    const Json* const column = by_name.find(key.c_str());
    if (column == nullptr) {
      throw BundleError(by_name.where() + ": \"" + key + "\" is missing");
    }
    reference.columns.push_back(parse_column(*column, by_name.where() + ", " + key));
  }
  by_name.refuse_others();
  return reference;
}

std::string InputReference::to_json() const {
  std::string text = "{\n\"n_songs\": " + std::to_string(n_songs) + ",\n\"columns\": {";
  const auto names = features::feature_columns();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const Json column{{"limits", columns[c].limits}, {"shares", columns[c].shares}};
    text +=
        std::string{c == 0 ? "" : ","} + "\n\"" + std::string{names[c]} + "\": " + column.dump();
  }
  return text + "\n}}\n";
}

}  // namespace earmark::inference
