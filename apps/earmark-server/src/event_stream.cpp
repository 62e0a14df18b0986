#include "event_stream.h"

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

constexpr auto kBetweenProgress = std::chrono::milliseconds{200};

/// Writes events. What it cannot write ends the work for it.
class Events {
 public:
  explicit Events(httplib::DataSink& sink) : sink_{&sink} {}

  /// @param data  JSON in one line
  void send(std::string_view name, std::string_view data) {
    std::string text;
    text.append("event: ").append(name).append("\ndata: ").append(data).append("\n\n");
    if (!sink_->write(text.data(), text.size())) {
      throw ClientIsGone{};
    }
  }

 private:
  httplib::DataSink* sink_;
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
      Events events{sink};
      for (std::size_t i = 0; i < files.size(); ++i) {
        give(i, events);
      }
      events.send("done", "{}");
      sink.done();
      return true;
    } catch (const ClientIsGone&) {
      return false;
    }
  }
};

}  // namespace

void stream_predictions(httplib::Response& response, std::vector<SentFile> files,
                        const PredictionQuery& query, std::shared_ptr<LoadedBundle> bundle,
                        Judge& judge, Exchange& exchange) {
  auto stream = std::make_shared<Stream>(
      Stream{std::move(files), query, std::move(bundle), &judge, &exchange});
  response.set_header("Cache-Control", "no-store");
  // Else a proxy such as nginx keeps events until it has many.
  response.set_header("X-Accel-Buffering", "no");
  response.set_chunked_content_provider(
      "text/event-stream",
      [stream](std::size_t, httplib::DataSink& sink) { return stream->give_all(sink); });
}

}  // namespace earmark::server
