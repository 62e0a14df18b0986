#include "warning_exporter.h"

#include <utility>

namespace earmark::telemetry {

namespace internal_log = opentelemetry::sdk::common::internal_log;

void ErrorCount::Handle(internal_log::LogLevel level, const char* /*file*/, int /*line*/,
                        const char* /*message*/,
                        const opentelemetry::sdk::common::AttributeMap& /*attributes*/) noexcept {
  if (level == internal_log::LogLevel::Error) {
    ++value_;
  }
}

WarningExporter::WarningExporter(std::shared_ptr<Inner> inner, std::string warning,
                                 std::function<void(std::string_view)> warn)
    : inner_{std::move(inner)},
      errors_{std::make_shared<ErrorCount>()},
      warning_{std::move(warning)},
      warn_{std::move(warn)} {
  internal_log::GlobalLogHandler::SetLogHandler(std::shared_ptr<internal_log::LogHandler>{errors_});
  internal_log::GlobalLogHandler::SetLogLevel(internal_log::LogLevel::Error);
}

opentelemetry::sdk::common::ExportResult WarningExporter::Export(
    const opentelemetry::nostd::span<std::unique_ptr<Recordable>>& spans) noexcept {
  const int before = errors_->value();
  const auto result = inner_->Export(spans);
  const bool has_failed = errors_->value() != before;
  if (has_failed && !has_warned_) {
    warn_(warning_);
  }
  has_warned_ = has_failed;
  return result;
}

}  // namespace earmark::telemetry
