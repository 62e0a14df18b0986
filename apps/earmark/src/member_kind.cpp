#include "member_kind.h"

#include <map>
#include <string_view>

namespace earmark::cli {

std::string kind_of(std::span<const std::byte> bytes) {
  if (bytes.size() >= 8) {
    const std::string_view mark{reinterpret_cast<const char*>(bytes.data()) + 4, 4};
    if (mark == "EMRF") {
      return "forest";
    }
    if (mark == "EMNB") {
      return "naive-bayes";
    }
    if (mark == "EMLR") {
      return "tagger";
    }
  }
  return "cnn";
}

std::string extension_of(const std::string& kind) {
  static const std::map<std::string, std::string> extensions{
      {"forest", ".forest"}, {"naive-bayes", ".nb"}, {"tagger", ".tagger"}, {"cnn", ".onnx"}};
  return extensions.at(kind);
}

}  // namespace earmark::cli
