#include "reference_request.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "earmark/command_line/usage.h"
#include "earmark/process/printable.h"
#include "json_tokens.h"
#include "problem.h"
#include "sample_collector.h"

namespace earmark::server {
namespace {

static_assert(std::endian::native == std::endian::little, "WAV files are little-endian");

constexpr std::size_t kHeadFloats = 11;
constexpr double kMinRate = 1000;
constexpr double kMaxRate = 768000;
constexpr std::size_t kMaxShown = 60;
constexpr std::size_t kMaxToken = std::size_t{1} << 20U;

/// The head of a WAV file (RIFF, WAVE_FORMAT_IEEE_FLOAT).
struct WavHead {
  std::array<char, 4> riff{'R', 'I', 'F', 'F'};
  std::uint32_t size = 0;
  std::array<char, 8> wave{'W', 'A', 'V', 'E', 'f', 'm', 't', ' '};
  std::uint32_t format_size = 16;
  std::uint16_t format = 3;
  std::uint16_t n_channels = 1;
  std::uint32_t sample_rate = 0;
  std::uint32_t bytes_per_s = 0;
  std::uint16_t frame_bytes = 4;
  std::uint16_t bits = 32;
  std::array<char, 4> data{'d', 'a', 't', 'a'};
  std::uint32_t data_size = 0;
};
static_assert(sizeof(WavHead) == kHeadFloats * sizeof(float));

[[noreturn]] void refuse(const std::string& field, const std::string& detail) {
  throw ProblemError({.status = 400, .kind = "bad_request", .detail = detail, .field = field});
}

[[noreturn]] void refuse_json(const std::string& what) {
  throw ProblemError({.status = 400,
                      .kind = "bad_json",
                      .detail = "the body is no JSON object as {\"audios\": [0.1, ...]}: " + what});
}

void require_one_of(const std::string& field, const std::string& text,
                    const std::vector<std::string>& choices) {
  try {
    (void)cli::parse_choice({field, printable(text).substr(0, kMaxShown)}, choices);
  } catch (const cli::UsageError& error) {
    refuse(field, error.what());
  }
}

/// Takes what nlohmann::json's SAX parser meets: the body's own fields, and samples at once.
class Handler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Handler(const ReferenceLimits& limits) : limits_{limits} {}

  bool null() override { return value("null", nullptr); }
  bool boolean(bool /*value*/) override { return value("true or false", nullptr); }
  bool number_integer(number_integer_t number) override {
    return any_number(static_cast<double>(number), true);
  }
  bool number_unsigned(number_unsigned_t number) override {
    return any_number(static_cast<double>(number), true);
  }
  bool number_float(number_float_t number, const string_t& /*text*/) override {
    return any_number(number, false);
  }
  bool string(string_t& text) override { return value("a text", &text); }
  bool binary(binary_t& /*bytes*/) override { return false; }

  bool start_object(std::size_t /*size*/) override {
    if (samples_) {
      samples_->refuse("holds an object");
    }
    if (depth_ == 1 && !ignores_field()) {
      refuse(field_, field_ + " must not be an object");
    }
    ++depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ == 1) {
      field_ = name;
      if (!ignores_field() && std::ranges::find(seen_, field_) != seen_.end()) {
        refuse(field_, field_ + " stands twice");
      }
      if (!ignores_field()) {
        seen_.push_back(field_);
      }
    }
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    if (depth_ == 0) {
      refuse_json("it is a list");
    }
    if (depth_ == 1 && holds_samples() && !samples_) {
      begin_samples();
    }
    if (samples_) {
      samples_->begin_list();
    } else if (depth_ == 1 && !ignores_field()) {
      refuse(field_, field_ + " must not be a list");
    } else {
      ++depth_;
    }
    return true;
  }
  bool end_array() override {
    if (!samples_) {
      --depth_;
    } else if (samples_->end_list()) {
      request_.is_list = samples_->is_list();
      request_.songs = samples_->take();
      samples_.reset();
    }
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    refuse_json("it cannot be understood at byte " + std::to_string(position));
  }

  ReferenceRequest take() {
    if (request_.songs.empty()) {
      refuse("audios", "audios is missing: the samples of a song, as a list of numbers");
    }
    return std::move(request_);
  }

 private:
  [[nodiscard]] bool holds_samples() const { return field_ == "audios" || field_ == "audio_array"; }
  [[nodiscard]] bool ignores_field() const {
    return !holds_samples() && field_ != "sample_rate" && field_ != "gtzan_model" &&
           field_ != "mfcc_model";
  }

  void begin_samples() {
    if (!request_.songs.empty()) {
      refuse(field_, "audios and audio_array are two names of one thing; send one of them");
    }
    samples_.emplace(field_, limits_);
  }

  bool any_number(double number, bool is_whole) {
    if (samples_) {
      samples_->number(number, is_whole);
      return true;
    }
    if (depth_ == 1 && field_ == "sample_rate") {
      if (!(number >= kMinRate && number <= kMaxRate && std::floor(number) == number)) {
        refuse(field_, "sample_rate must be a whole number of Hz from 1000 to 768000");
      }
      request_.sample_rate = static_cast<int>(number);
      return true;
    }
    return value("a number", nullptr);
  }

  /// @param text  of a string, else nullptr
  bool value(const char* what, const std::string* text) {
    if (samples_) {
      samples_->refuse(std::string{"holds "} + what);
    }
    if (depth_ == 0) {
      refuse_json(std::string{"it is "} + what);
    }
    if (depth_ > 1 || ignores_field() || (text == nullptr && std::string_view{what} == "null")) {
      return true;
    }
    if (text != nullptr && field_ == "gtzan_model") {
      require_one_of(field_, *text, {"Random Forest", "Gaussian NB"});
      request_.gtzan_model = *text;
    } else if (text != nullptr && field_ == "mfcc_model") {
      require_one_of(field_, *text, {"CNN"});
    } else {
      refuse(field_, field_ + " must not be " + what);
    }
    return true;
  }

  ReferenceLimits limits_;
  ReferenceRequest request_;
  std::optional<SampleCollector> samples_;
  std::size_t depth_ = 0;
  std::string field_;
  std::vector<std::string> seen_;
};

}  // namespace

SampledSong::SampledSong() : values_(kHeadFloats) {}

std::span<const float> SampledSong::samples() const {
  return std::span{values_}.subspan(kHeadFloats);
}

void SampledSong::multiply(float factor) {
  for (std::size_t i = kHeadFloats; i < values_.size(); ++i) {
    values_[i] *= factor;
  }
}

std::span<const std::byte> SampledSong::as_wav(int sample_rate) {
  WavHead head;
  head.n_channels = static_cast<std::uint16_t>(n_channels_);
  head.frame_bytes = static_cast<std::uint16_t>(n_channels_ * sizeof(float));
  head.sample_rate = static_cast<std::uint32_t>(sample_rate);
  head.bytes_per_s = head.sample_rate * head.frame_bytes;
  head.data_size = static_cast<std::uint32_t>(samples().size_bytes());
  head.size = static_cast<std::uint32_t>(head.data_size + sizeof head - 8);
  std::memcpy(values_.data(), &head, sizeof head);
  return std::as_bytes(std::span{values_});
}

ReferenceRequest parse_reference_request(std::span<const std::byte> json,
                                         const ReferenceLimits& limits) {
  if (has_long_token(json, kMaxToken)) {
    refuse_json("it holds a text, a number or blanks of more than 1 MB");
  }
  Handler handler{limits};
  const auto* const begin = reinterpret_cast<const char*>(json.data());
  (void)nlohmann::json::sax_parse(begin, begin + json.size(), &handler);
  return handler.take();
}

std::string reference_label(std::string_view genre) {
  return genre == "hiphop" ? "hip hop" : std::string{genre};
}

}  // namespace earmark::server
