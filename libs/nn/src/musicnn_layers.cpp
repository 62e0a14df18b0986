#include "musicnn_layers.h"

#include <algorithm>
#include <cmath>

#include "earmark/base/join.h"

namespace earmark::nn {
namespace {

using Shape = std::vector<std::int64_t>;
using Shapes = std::map<std::string, Shape>;

// Dimension `axis` of an array; 0 where there is none, which fits no array.
std::int64_t dimension(const MusicnnWeights& weights, const std::string& name, std::size_t axis) {
  const auto found = weights.arrays.find(name);
  return found != weights.arrays.end() && axis < found->second.shape.size()
             ? found->second.shape[axis]
             : 0;
}

void add_norm(Shapes& shapes, const std::string& layer, std::int64_t n_channels) {
  for (const char* part : {"scale", "bias", "mean", "variance"}) {
    shapes[layer + ".norm." + part] = {n_channels};
  }
}

void add_layer(Shapes& shapes, const std::string& layer, Shape kernel, std::int64_t n_out) {
  shapes[layer + ".kernel"] = std::move(kernel);
  shapes[layer + ".bias"] = {n_out};
}

// From what the kernels claim.
MusicnnSizes sizes_of(const MusicnnWeights& weights) {
  MusicnnSizes sizes;
  for (std::size_t i = 0; i < kMusicnnFront.size(); ++i) {
    sizes.front[i] = dimension(weights, std::string{kMusicnnFront[i].name} + ".kernel", 0);
  }
  sizes.middle = dimension(weights, "middle1.kernel", 0);
  sizes.penultimate = dimension(weights, "penultimate.kernel", 1);
  sizes.tags = dimension(weights, "tags.kernel", 1);
  return sizes;
}

std::string fault_of(const std::string& name, const NamedArray& array, const Shape& shape) {
  if (array.shape != shape || std::ranges::count(shape, 0) > 0) {
    return "its array \"" + name + "\" is " + shape_text(array.shape) + ", not " +
           shape_text(shape);
  }
  const bool is_variance = name.ends_with(".variance");
  for (const float value : array.values) {
    if (!std::isfinite(value)) {
      return "its array \"" + name + "\" has a value that is not a finite number";
    }
    if (is_variance && value < 0.0F) {
      return "its array \"" + name + "\" has a negative variance";
    }
  }
  return {};
}

}  // namespace

std::map<std::string, std::vector<std::int64_t>> musicnn_shapes(const MusicnnSizes& sizes) {
  Shapes shapes;
  add_norm(shapes, "input", 1);
  std::int64_t n_front = 0;
  for (std::size_t i = 0; i < kMusicnnFront.size(); ++i) {
    const auto& [name, n_time, n_bands] = kMusicnnFront[i];
    const std::int64_t n_out = sizes.front[i];
    add_layer(shapes, std::string{name}, {n_out, 1, n_time, n_bands}, n_out);
    add_norm(shapes, std::string{name}, n_out);
    n_front += n_out;
  }
  std::int64_t n_in = n_front;
  std::int64_t n_channels = n_front;
  for (const auto& [name, n_time, n_bands] : kMusicnnMiddle) {
    add_layer(shapes, std::string{name}, {sizes.middle, n_in, n_time, n_bands}, sizes.middle);
    add_norm(shapes, std::string{name}, sizes.middle);
    n_in = sizes.middle;
    n_channels += sizes.middle;
  }
  shapes["middle1.frame_bias"] = {1, sizes.middle, kMusicnnFrames, 1};
  const std::int64_t n_pooled = 2 * n_channels;
  add_norm(shapes, "pooled", n_pooled);
  add_layer(shapes, "penultimate", {n_pooled, sizes.penultimate}, sizes.penultimate);
  add_norm(shapes, "penultimate", sizes.penultimate);
  add_layer(shapes, "tags", {sizes.penultimate, sizes.tags}, sizes.tags);
  return shapes;
}

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::vector<std::string> sizes;
  std::ranges::transform(shape, std::back_inserter(sizes),
                         [](std::int64_t size) { return std::to_string(size); });
  return "[" + join(sizes) + "]";
}

std::string fault_of(const MusicnnWeights& weights) {
  const MusicnnSizes sizes = sizes_of(weights);
  const Shapes shapes = musicnn_shapes(sizes);
  for (const auto& [name, array] : weights.arrays) {
    if (!shapes.contains(name)) {
      return "its array \"" + name + "\" is none of musicnn's";
    }
  }
  for (const auto& [name, shape] : shapes) {
    const auto found = weights.arrays.find(name);
    if (found == weights.arrays.end()) {
      return "it has no array \"" + name + "\"";
    }
    if (std::string fault = fault_of(name, found->second, shape); !fault.empty()) {
      return fault;
    }
  }
  if (static_cast<std::int64_t>(weights.tags.size()) != sizes.tags) {
    return "its metadata name " + std::to_string(weights.tags.size()) + " tags for " +
           std::to_string(sizes.tags) + " values";
  }
  return {};
}

}  // namespace earmark::nn
