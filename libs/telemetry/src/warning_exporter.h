#pragma once

#include <opentelemetry/sdk/common/global_log_handler.h>
#include <opentelemetry/sdk/trace/exporter.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace earmark::telemetry {

/// Takes OpenTelemetry's messages, which would go to standard error, and counts its errors.
/// Thread-safe.
class ErrorCount final : public opentelemetry::sdk::common::internal_log::LogHandler {
 public:
  void Handle(opentelemetry::sdk::common::internal_log::LogLevel level, const char* file, int line,
              const char* message,
              const opentelemetry::sdk::common::AttributeMap& attributes) noexcept override;

  [[nodiscard]] int value() const { return value_; }

 private:
  std::atomic<int> value_{0};
};

/// Sends by another exporter, and warns when that fails: once, until it succeeds again. OTLP's
/// exporter 1.19 calls each sending a success; that it failed shows in its messages alone.
class WarningExporter final : public opentelemetry::sdk::trace::SpanExporter {
 public:
  using Inner = opentelemetry::sdk::trace::SpanExporter;
  using Recordable = opentelemetry::sdk::trace::Recordable;

  WarningExporter(std::shared_ptr<Inner> inner, std::string warning,
                  std::function<void(std::string_view)> warn);

  std::unique_ptr<Recordable> MakeRecordable() noexcept override {
    return inner_->MakeRecordable();
  }
  opentelemetry::sdk::common::ExportResult Export(
      const opentelemetry::nostd::span<std::unique_ptr<Recordable>>& spans) noexcept override;
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    return inner_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    return inner_->Shutdown(timeout);
  }

 private:
  std::shared_ptr<Inner> inner_;
  std::shared_ptr<ErrorCount> errors_;
  std::string warning_;
  std::function<void(std::string_view)> warn_;
  bool has_warned_ = false;
};

}  // namespace earmark::telemetry
