#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "earmark/base/errors.h"
#include "earmark/ml/csv.h"

// Any text either throws TableError or gives records that are written and read back the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace earmark;
  try {
    std::istringstream in{std::string{reinterpret_cast<const char*>(data), size}};
    ml::CsvReader csv{in, "fuzz.csv"};
    while (csv.next()) {
      std::string header = "first";
      std::string line = "x";
      for (std::size_t i = 0; i < csv.fields().size(); ++i) {
        header += ",h" + std::to_string(i);
        line += "," + ml::csv_field(csv.fields()[i]);
      }
      if (line.size() > ml::CsvReader::kMaxRecordBytes || csv.fields().size() > 1000) {
        continue;
      }
      std::istringstream again{header + "\n" + line + "\n"};
      ml::CsvReader back{again, "again.csv"};
      if (!back.next()) {
        std::abort();
      }
      for (std::size_t i = 0; i < csv.fields().size(); ++i) {
        if (back.fields()[i + 1] != csv.fields()[i]) {
          std::abort();
        }
      }
    }
  } catch (const TableError&) {
  }
  return 0;
}
