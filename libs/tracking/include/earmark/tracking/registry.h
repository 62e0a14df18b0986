#pragma once

#include <optional>
#include <string>
#include <vector>

#include "earmark/tracking/mlflow_api.h"
#include "earmark/tracking/run_data.h"

namespace earmark::tracking {

/// What "models:/NAME/3", "models:/NAME/latest" or "models:/NAME@champion" names.
struct ModelUri {
  std::string name;
  std::string version;  ///< "" for the latest
  std::string alias;    ///< "" unless one is named

  [[nodiscard]] static bool is_one(const std::string& text) { return text.starts_with("models:/"); }

  /// @throws std::invalid_argument  another shape; the message shows the right ones
  [[nodiscard]] static ModelUri parse(const std::string& text);

  [[nodiscard]] std::string text() const;
};

/// A version of a registered model.
struct ModelVersion {
  std::string name;
  std::string version;
  std::string run_id;
  std::string source;  ///< where its files lie, "mlflow-artifacts:/…"
  std::string status;  ///< "READY" once it can be used
  std::vector<std::string> aliases;
  std::vector<NamedText> tags;
  std::int64_t creation_time_ms = 0;

  /// A tag's value; "" where there is none.
  [[nodiscard]] std::string tag(const std::string& key) const;
};

/// What a version is made with.
struct NewModelVersion {
  std::string name;
  std::string source;
  std::string run_id;
  std::vector<NamedText> tags;
  std::string description = {};
};

/// The model registry of a server. Each member throws TrackingError. One request at a time.
class Registry {
 public:
  explicit Registry(MlflowApi& api) : api_{api} {}

  /// Makes the model where there is none of the name, and a version of it.
  [[nodiscard]] ModelVersion register_version(const NewModelVersion& version);

  /// The version that an address names. @throws TrackingError  there is none (kAbsent)
  [[nodiscard]] ModelVersion find(const ModelUri& uri);

  /// All versions, the newest first. @throws TrackingError  there is no such model (kAbsent)
  [[nodiscard]] std::vector<ModelVersion> versions(const std::string& name);

  /// From then on "models:/NAME@ALIAS" names this version.
  void set_alias(const std::string& name, const std::string& alias, const std::string& version);
  void delete_alias(const std::string& name, const std::string& alias);

  void set_tag(const std::string& name, const std::string& version, const NamedText& tag);

 private:
  MlflowApi& api_;
};

}  // namespace earmark::tracking
