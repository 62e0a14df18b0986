#pragma once

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "earmark/base/errors.h"

namespace earmark::inference {

using Json = nlohmann::ordered_json;

/// @throws BundleError  it is not JSON
inline Json parse_json(std::string_view json, std::string_view where) {
  try {
    return Json::parse(json);
  } catch (const Json::exception& error) {
    const std::string_view what = error.what();  // after "[json.exception.parse_error.101] "
    throw BundleError(std::string{where} + ": is not JSON: " +
                      std::string{what.substr(std::min(what.find("] ") + 2, what.size()))});
  }
}

/// An object whose every field must be asked for: what nobody asked for is unknown.
class Fields {
 public:
  Fields(const Json& object, std::string where) : object_{object}, where_{std::move(where)} {
    if (!object.is_object()) {
      throw BundleError(where_ + ": must be a JSON object");
    }
  }

  template <typename T>
  T get(const char* key) {
    const auto found = object_.find(key);
    if (found == object_.end()) {
      throw BundleError(where_ + ": \"" + key + "\" is missing");
    }
    return convert<T>(key, *found);
  }

  template <typename T>
  T get_or(const char* key, T otherwise) {
    return object_.contains(key) ? get<T>(key) : otherwise;
  }

  const Json& array(const char* key) {
    known_.insert(key);
    static const Json none = Json::array();
    const auto found = object_.find(key);
    if (found == object_.end()) {
      return none;
    }
    if (!found->is_array()) {
      throw BundleError(where_ + ": \"" + key + "\" must be a list");
    }
    return *found;
  }

  /// Null where there is no such field.
  const Json* find(const char* key) {
    known_.insert(key);
    const auto found = object_.find(key);
    return found == object_.end() ? nullptr : &*found;
  }

  void refuse_others() const {
    for (const auto& [key, value] : object_.items()) {
      if (!known_.contains(key)) {
        throw BundleError(where_ + ": unknown field \"" + key + "\"");
      }
    }
  }

  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  // nlohmann's own conversion casts any number, and true and false, to the wanted type.
  template <typename T>
  static bool fits(const Json& value) {
    if constexpr (std::is_same_v<T, std::size_t>) {
      return value.is_number_unsigned();
    } else if constexpr (std::is_same_v<T, double>) {
      return value.is_number();
    } else {
      static_assert(!std::is_arithmetic_v<T>, "say which numbers it takes");
      return true;
    }
  }

  template <typename T>
  T convert(const char* key, const Json& value) {
    known_.insert(key);
    if (!fits<T>(value)) {
      throw BundleError(where_ + ": \"" + key + "\" must be " +
                        (std::is_same_v<T, double> ? "a number" : "a whole number from 0 on"));
    }
    try {
      return value.get<T>();
    } catch (const Json::exception&) {
      throw BundleError(where_ + ": \"" + key + "\" has a value of the wrong kind");
    }
  }

  const Json& object_;
  std::string where_;
  std::set<std::string> known_;
};

}  // namespace earmark::inference
