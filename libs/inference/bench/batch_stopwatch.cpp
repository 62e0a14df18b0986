// batch_stopwatch BUNDLE SONG [ROUNDS]: processor time of a segment of 3 s, in ms: in each model of
// a bundle by the number of segments that are given to it at once, and in the stages of a
// prediction. Medians over rounds; in each, all contenders take turns. Before each batch the caches
// are filled with something else, as decoding the next song does.

#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>
#include <openvino/runtime/core.hpp>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "ced_network.h"
#include "earmark/base/errors.h"
#include "earmark/base/file_bytes.h"
#include "earmark/inference/classifier.h"
#include "earmark/inference/ensemble.h"
#include "openvino_core.h"

namespace {

using namespace earmark::inference;
using earmark::MatrixView;
using Values = std::vector<float>;

constexpr std::size_t kBatches[] = {1, 2, 5, 10, 20, 40};
constexpr std::size_t kMostSegments = 40;
/// Batches are repeated until so many segments were heard.
constexpr std::size_t kLeastSegments = 40;

double processor_ms() {
  timespec now{};
  (void)::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

Values random_values(std::size_t n, float least, float most) {
  std::mt19937 engine{1};
  std::uniform_real_distribution<float> any{least, most};
  Values values(n);
  std::ranges::generate(values, [&] { return any(engine); });
  return values;
}

/// The song's features at every half second, so that a forest takes the ways that songs take.
SegmentInputs inputs_of(const std::string& song, Values& table, Values& mfcc) {
  const SongAnalyzer analyzer;
  std::size_t n_segments = 0;
  (void)analyzer.analyze({song, {}},
                         [&](const AnalyzedSegment& segment) {
                           table.insert(table.end(), segment.table.begin(), segment.table.end());
                           mfcc.insert(mfcc.end(), segment.mfcc.begin(), segment.mfcc.end());
                           ++n_segments;
                         },
                         {.n_threads = 1, .hop_s = kMinHopSeconds});
  if (n_segments < kMostSegments) {
    throw earmark::DecodeError("the song must be of half a minute or more");
  }
  return {.table = {table.data(), n_segments, table.size() / n_segments},
          .mfcc = {mfcc.data(), n_segments, mfcc.size() / n_segments}};
}

/// One way to hear segments, so many at once.
struct Contender {
  std::string name;
  std::function<void(std::size_t n_segments)> hear;
};

/// As the engine runs a member: rows of one matrix.
Contender member_of(const ModelStore& models, const std::string& name,
                    const SegmentInputs& inputs) {
  const auto member = models.member(name);
  const std::size_t n_genres = models.manifest().genres.size();
  const auto out = std::make_shared<std::vector<double>>(kMostSegments * n_genres);
  return {"member " + name, [=](std::size_t n) {
            const Member& model = *member.get();
            model.predict(inputs.of(model.input()).rows(0, n), {out->data(), n, n_genres});
          }};
}

/// As the engine runs a trunk: patch by patch.
Contender trunk_of(const Bundle& bundle, const TrunkEntry& entry) {
  const std::shared_ptr<const Trunk> trunk =
      Trunk::load(entry.kind, bundle.read_trunk(entry), entry.file, 1);
  const std::size_t n_inputs = patch_of(entry.kind).n_values();
  const auto in = std::make_shared<const Values>(random_values(n_inputs, 0, 4));
  const auto out = std::make_shared<Values>(trunk->n_values());
  return {"trunk " + entry.kind, [=](std::size_t n) {
            for (std::size_t i = 0; i < n; ++i) {
              trunk->embed(*in, *out);
            }
          }};
}

/// A network that OpenVINO compiles for each size of a batch.
Contender batched_network(const std::string& name, std::span<const std::byte> onnx) {
  const std::string text{reinterpret_cast<const char*>(onnx.data()), onnx.size()};
  const auto requests = std::make_shared<std::vector<ov::InferRequest>>();
  for (const std::size_t n : kBatches) {
    const std::shared_ptr<ov::Model> model = openvino_core().read_model(text, ov::Tensor{});
    ov::PartialShape shape = model->input().get_partial_shape();
    shape[0] = static_cast<std::int64_t>(n);
    model->reshape(shape);
    requests->push_back(compile(model, 1).create_infer_request());
    ov::Tensor in = requests->back().get_input_tensor();
    std::ranges::copy(random_values(in.get_size(), 0, 4), in.data<float>());
  }
  return {name + ", batch in OpenVINO", [=](std::size_t n) {
            const auto* const place = std::ranges::find(kBatches, n);
            (*requests)[static_cast<std::size_t>(place - std::begin(kBatches))].infer();
          }};
}

/// CED's matrix products alone, which are most of it: the tokens of each patch by themselves, or of
/// all together, so that weights are unpacked once a batch.
Contender ced_products(const std::shared_ptr<const CedWeights>& weights, bool together) {
  struct Room {
    Values tokens = random_values(kMostSegments * ced::kTokens * ced::kHidden, -1, 1);
    Values out = Values(kMostSegments * ced::kTokens * ced::kHidden);
    LinearLayer::Scratch scratch;
  };
  const auto room = std::make_shared<Room>();
  const auto apply = [=](const LinearLayer& layer, std::size_t n_rows) {
    layer.apply({room->tokens.data(), n_rows, layer.n_inner()}, room->scratch,
                {room->out.data(), n_rows, layer.n_cols()});
  };
  return {std::string{"CED's products, "} + (together ? "batch" : "one by one"),
          [=](std::size_t n) {
            const std::size_t n_rows = together ? n * ced::kTokens : ced::kTokens;
            for (std::size_t i = 0; i < (together ? 1 : n); ++i) {
              for (const CedBlock& block : weights->blocks) {
                for (const LinearLayer* layer :
                     {&block.qkv, &block.attention, &block.wide, &block.narrow}) {
                  apply(*layer, n_rows);
                }
              }
            }
          }};
}

std::vector<Contender> contenders_of(const Bundle& bundle, const SegmentInputs& inputs) {
  const ModelStore models{bundle};
  std::vector<Contender> all;
  for (const MemberEntry& entry : bundle.manifest().members) {
    all.push_back(member_of(models, entry.name, inputs));
    if (input_of(entry.kind) == Input::kMfcc) {
      all.push_back(batched_network("member " + entry.name, bundle.read_member(entry.name)));
    }
  }
  for (const TrunkEntry& entry : bundle.manifest().trunks) {
    const std::vector<std::byte> onnx = bundle.read_trunk(entry);
    all.push_back(trunk_of(bundle, entry));
    all.push_back(batched_network("trunk " + entry.kind, onnx));
    if (entry.kind == "ced") {
      const auto weights = std::make_shared<const CedWeights>(read_ced_weights(onnx));
      all.push_back(ced_products(weights, false));
      all.push_back(ced_products(weights, true));
    }
  }
  return all;
}

/// A batch's processor time, with other things in the caches before it.
double heard_ms(const Contender& contender, std::size_t n_segments) {
  static Values other(std::size_t{1} << 22U);
  std::ranges::fill(other, other.front() + 1);
  const double begin = processor_ms();
  contender.hear(n_segments);
  return processor_ms() - begin;
}

void measure_batches(const std::string& folder, const std::string& song, int n_rounds) {
  const Bundle bundle = Bundle::open(folder);
  Values table;
  Values mfcc;
  SegmentInputs inputs = inputs_of(song, table, mfcc);
  const bool has_trunks = !bundle.manifest().trunks.empty();
  const std::size_t n_values = has_trunks ? ModelStore{bundle}.embedder().n_values() : 0;
  const Values embedding = random_values(kMostSegments * n_values, 0, 1);
  inputs.embedding = {embedding.data(), kMostSegments, n_values};
  const std::vector<Contender> all = contenders_of(bundle, inputs);
  std::vector<std::vector<std::vector<double>>> ms(all.size());  // [contender][batch][round]
  for (int round = -1; round < n_rounds; ++round) {
    for (std::size_t c = 0; c < all.size(); ++c) {
      ms[c].resize(std::size(kBatches));
      for (std::size_t b = 0; b < std::size(kBatches); ++b) {
        double sum = 0;
        std::size_t n_heard = 0;
        for (; n_heard < kLeastSegments; n_heard += kBatches[b]) {
          sum += heard_ms(all[c], kBatches[b]);
        }
        if (round >= 0) {  // before that all memory is touched
          ms[c][b].push_back(sum / static_cast<double>(n_heard));
        }
      }
    }
  }
  (void)std::printf("%-32s", "ms a segment, in batches of");
  for (const std::size_t n : kBatches) {
    (void)std::printf("%9zu", n);
  }
  for (std::size_t c = 0; c < all.size(); ++c) {
    (void)std::printf("\n%-32s", all[c].name.c_str());
    for (const std::vector<double>& rounds : ms[c]) {
      (void)std::printf("%9.4f", median(rounds));
    }
  }
  (void)std::printf("\n");
}

void measure_stages(const std::string& folder, const std::string& song, const std::string& profile,
                    int n_rounds) {
  const Classifier classifier = Classifier::open(folder, {.profile = profile});
  std::vector<double> whole;
  std::vector<std::vector<double>> parts;
  Prediction prediction;
  for (int round = 0; round < n_rounds; ++round) {
    const double begin = processor_ms();
    prediction = classifier.predict(std::filesystem::path{song});
    const auto n_segments = static_cast<double>(prediction.n_segments);
    whole.push_back((processor_ms() - begin) / n_segments);
    parts.resize(prediction.stages.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      parts[i].push_back(1e3 * prediction.stages[i].busy_s / n_segments);
    }
  }
  (void)std::printf("\n%s: %.3f ms a segment, of %zu segments\n", profile.c_str(), median(whole),
                    prediction.n_segments);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    (void)std::printf("  %-20s %8.4f\n", prediction.stages[i].name.c_str(), median(parts[i]));
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) {
      (void)std::fprintf(stderr, "usage: batch_stopwatch BUNDLE SONG [ROUNDS]\n");
      return 2;
    }
    const int n_rounds = argc > 3 ? std::stoi(argv[3]) : 9;
    measure_batches(argv[1], argv[2], n_rounds);
    measure_stages(argv[1], argv[2], "fast", n_rounds);
    measure_stages(argv[1], argv[2], "accurate", n_rounds);
    return 0;
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "batch_stopwatch: %s\n", error.what());
    return 1;
  }
}
