#include "earmark/telemetry/tracing_config.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "earmark/base/errors.h"

namespace earmark::telemetry {
namespace {

using Variables = std::map<std::string, std::string>;

TracingConfig config_of(const Variables& variables) {
  return tracing_config([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string{} : found->second;
  });
}

std::string refusal_of(const Variables& variables) {
  try {
    (void)config_of(variables);
    return "";
  } catch (const DataError& error) {
    return error.what();
  }
}

TEST(TracingConfigTest, NothingIsSentUnlessItIsAskedFor) {
  EXPECT_FALSE(config_of({}).is_on);
  EXPECT_FALSE(config_of({{"OTEL_SERVICE_NAME", "a"}}).is_on);
  EXPECT_TRUE(config_of({{"OTEL_TRACES_EXPORTER", "otlp"}}).is_on);
  EXPECT_TRUE(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}}).is_on);
}

TEST(TracingConfigTest, NothingIsSentWhereItIsForbidden) {
  const Variables asked{{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}};
  Variables disabled = asked;
  disabled["OTEL_SDK_DISABLED"] = "TRUE";
  EXPECT_FALSE(config_of(disabled).is_on);
  Variables none = asked;
  none["OTEL_TRACES_EXPORTER"] = "none";
  EXPECT_FALSE(config_of(none).is_on);
}

TEST(TracingConfigTest, AnEndpointOfTracesIsTheWholeAddress) {
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"}}).url,
            "http://c:4318/v1/traces");
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318/x/"}}).url,
            "http://c:4318/x/v1/traces");
  EXPECT_EQ(config_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4318"},
                       {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://d/in"}})
                .url,
            "https://d/in");
}

TEST(TracingConfigTest, PairsAreDecoded) {
  const TracingConfig config =
      config_of({{"OTEL_TRACES_EXPORTER", "otlp"},
                 {"OTEL_EXPORTER_OTLP_HEADERS", "never=seen"},
                 {"OTEL_EXPORTER_OTLP_TRACES_HEADERS", "authorization=Basic%20a2V5, x = 1%2C2,"},
                 {"OTEL_RESOURCE_ATTRIBUTES", "service.name=a,deployment.environment.name=test"}});
  using Pairs = decltype(config.headers);
  EXPECT_EQ(config.headers, (Pairs{{"authorization", "Basic a2V5"}, {"x", "1,2"}}));
  EXPECT_EQ(config.service_name, "a");
  EXPECT_EQ(config.resource, (Pairs{{"deployment.environment.name", "test"}}));
}

TEST(TracingConfigTest, TheServicesNameGoesOverTheAttribute) {
  EXPECT_EQ(config_of({{"OTEL_TRACES_EXPORTER", "otlp"},
                       {"OTEL_SERVICE_NAME", "b"},
                       {"OTEL_RESOURCE_ATTRIBUTES", "service.name=a"}})
                .service_name,
            "b");
}

TEST(TracingConfigTest, SamplersAreThoseOfTheSpecification) {
  const auto sampling = [](const std::string& name, const std::string& argument = "") {
    return config_of({{"OTEL_TRACES_EXPORTER", "otlp"},
                      {"OTEL_TRACES_SAMPLER", name},
                      {"OTEL_TRACES_SAMPLER_ARG", argument}})
        .sampling;
  };
  EXPECT_TRUE(config_of({}).sampling.is_as_the_client);
  EXPECT_EQ(sampling("always_off").ratio, 0);
  EXPECT_FALSE(sampling("always_on").is_as_the_client);
  EXPECT_EQ(sampling("traceidratio", "0.25").ratio, 0.25);
  EXPECT_EQ(sampling("parentbased_traceidratio", "0.5").ratio, 0.5);
  EXPECT_TRUE(sampling("parentbased_traceidratio", "0.5").is_as_the_client);
}

TEST(TracingConfigTest, WhatCannotBeIsNamed) {
  const auto with = [](const char* name, const char* text) {
    return refusal_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"}, {name, text}});
  };
  EXPECT_EQ(with("OTEL_TRACES_EXPORTER", "zipkin"), "OTEL_TRACES_EXPORTER must be otlp or none");
  EXPECT_EQ(with("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
            "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json");
  EXPECT_EQ(with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318"),
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an address that begins with http:// or "
            "https://");
  EXPECT_NE(with("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http:///v1"), "");
  EXPECT_NE(with("OTEL_EXPORTER_OTLP_TIMEOUT", "0"), "");
  EXPECT_NE(with("OTEL_EXPORTER_OTLP_TIMEOUT", "soon"), "");
  EXPECT_NE(with("OTEL_TRACES_SAMPLER", "sometimes"), "");
  EXPECT_NE(refusal_of({{"OTEL_EXPORTER_OTLP_ENDPOINT", "http://c"},
                        {"OTEL_TRACES_SAMPLER", "traceidratio"},
                        {"OTEL_TRACES_SAMPLER_ARG", "nan"}}),
            "");
}

TEST(TracingConfigTest, HeadersThatAreRefusedAreNotRepeated) {
  for (const char* wrong :
       {"secret", "=secret", "a=secret%", "a=secret%0", "a=secret%zz", "a=secret%0D%0Ab: c"}) {
    const std::string refusal =
        refusal_of({{"OTEL_TRACES_EXPORTER", "otlp"}, {"OTEL_EXPORTER_OTLP_HEADERS", wrong}});
    EXPECT_TRUE(refusal.starts_with("OTEL_EXPORTER_OTLP_HEADERS must be")) << wrong;
    EXPECT_EQ(refusal.find("secret"), std::string::npos) << refusal;
  }
}

}  // namespace
}  // namespace earmark::telemetry
