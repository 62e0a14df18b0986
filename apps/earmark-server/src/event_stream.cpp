#include "event_stream.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "earmark/inference/prediction_json.h"
#include "problem.h"

namespace earmark::server {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr const char* kEventStream = "text/event-stream";
constexpr auto kBetweenProgress = std::chrono::milliseconds{200};
constexpr std::size_t kMaxKept = std::size_t{4} << 20U;
/// Surely less than a socket has room for, where it has room.
constexpr std::size_t kPiece = 4096;

/// Writes events. What it cannot write ends the work for it.
class Events {
 public:
  Events(httplib::DataSink& sink, const ConnectionStream& stream)
      : sink_{&sink}, stream_{&stream} {}

  /// Writes what the client takes at once, and keeps the rest: who reads slowly must not hold a
  /// processor's place.
  /// @param data  JSON in one line
  void send(std::string_view name, std::string_view data) {
    kept_.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
    while (!kept_.empty() && (kept_.size() > kMaxKept || stream_->takes_now())) {
      write(std::min(kept_.size(), kPiece));
    }
  }

  /// Writes what is kept.
  void flush() {
    if (!kept_.empty()) {
      write(kept_.size());
    }
  }

 private:
  void write(std::size_t n) {
    if (!sink_->write(kept_.data(), n)) {
      throw ClientIsGone{};
    }
    kept_.erase(0, n);
  }

  httplib::DataSink* sink_;
  const ConnectionStream* stream_;
  std::string kept_;
};

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct Stream {
  std::vector<SentFile> files;
  PredictionQuery query;
  std::shared_ptr<LoadedBundle> bundle;
  Judge* judge;
  Exchange* exchange;

  [[nodiscard]] inference::PredictCallbacks listener(std::size_t index, Events& events) const {
    const std::string place = "{\"file_index\":" + std::to_string(index);
    return {
        .on_progress =
            [index, &events, told = std::optional<Clock::time_point>{}](
                const inference::SongProgress& progress) mutable {
              const auto now = Clock::now();
              if (told && now - *told < kBetweenProgress) {
                return;
              }
              told = now;
              const Json total = progress.duration_s ? Json(*progress.duration_s) : Json(nullptr);
              events.send("progress", dumped({{"file_index", index},
                                              {"decoded_s", progress.decoded_s},
                                              {"duration_s", total}}));
            },
        .on_segment =
            [this, place, &events](const inference::SegmentPrediction& segment) {
              events.send("segment",
                          place + ",\"segment\":" +
                              inference::segment_json(segment, bundle->manifest().genres) + '}');
            },
        .on_restart = [place, &events] { events.send("restart", place + '}'); }};
  }

  void give(std::size_t index, Events& events) {
    SentFile& file = files[index];
    events.send("queued", dumped({{"file_index", index}, {"file", file.name}}));
    try {
      const auto prediction =
          judge->judge(file.content.bytes(), query, *bundle, *exchange, listener(index, events));
      events.send("prediction", "{\"file_index\":" + std::to_string(index) + ",\"prediction\":" +
                                    inference::to_json(prediction, file.name, query.json) + '}');
    } catch (const ClientIsGone&) {
      throw;
    } catch (...) {
      const Problem problem = current_problem();
      events.send("error",
                  dumped({{"file_index", index},
                          {"file", file.name},
                          {"error", {{"kind", problem.kind}, {"message", problem.detail}}}}));
    }
  }

  bool give_all(httplib::DataSink& sink) {
    try {
      Events events{sink, *exchange->stream};
      for (std::size_t i = 0; i < files.size(); ++i) {
        give(i, events);
        events.flush();
      }
      events.send("done", "{}");
      events.flush();
      sink.done();
      return true;
    } catch (const ClientIsGone&) {
      exchange->problem_kind = "client_gone";
      return false;
    }
  }
};

}  // namespace

void stream_predictions(httplib::Response& response, std::vector<SentFile> files,
                        const PredictionQuery& query, std::shared_ptr<LoadedBundle> bundle,
                        Judge& judge, Exchange& exchange, bool is_http_1_0) {
  auto stream = std::make_shared<Stream>(
      Stream{std::move(files), query, std::move(bundle), &judge, &exchange});
  response.set_header("Cache-Control", "no-store");
  // Else a proxy such as nginx keeps events until it has many.
  response.set_header("X-Accel-Buffering", "no");
  const auto give = [stream](std::size_t, httplib::DataSink& sink) {
    return stream->give_all(sink);
  };
  if (is_http_1_0) {
    // Knows no chunks: the answer ends with the connection.
    exchange.body_is_read = false;
    response.set_content_provider(kEventStream, give);
  } else {
    response.set_chunked_content_provider(kEventStream, give);
  }
}

}  // namespace earmark::server
