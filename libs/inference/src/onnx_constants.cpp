#include "onnx_constants.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "earmark/base/errors.h"
#include "earmark/base/sha256.h"
#include "onnx_message.h"

namespace earmark::inference {
namespace {

constexpr std::uint64_t kFloat = 1;
constexpr std::uint64_t kInt8 = 3;
constexpr std::uint64_t kInt64 = 7;

std::size_t size_of(std::uint64_t data_type) {
  return data_type == kFloat ? sizeof(float) : data_type == kInt8 ? 1 : sizeof(std::int64_t);
}

void append(std::vector<std::byte>& all, std::span<const std::byte> more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::string text_of(std::span<const std::uint64_t> shape) {
  std::string text{"["};
  for (const std::uint64_t side : shape) {
    text += text.size() == 1 ? "" : ",";
    text += std::to_string(side);
  }
  return text + ']';
}

/// The sides of a tensor's shape, one a field or packed.
void append_sides(const ProtoField& field, std::vector<std::uint64_t>& shape) {
  if (field.wire_type != 2) {
    shape.push_back(field.value);
    return;
  }
  ProtoReader packed{field.bytes};
  for (std::uint64_t side = 0; packed.next_varint(side);) {
    shape.push_back(side);
  }
}

}  // namespace

OnnxConstants::OnnxConstants(std::span<const std::byte> onnx) {
  std::vector<std::byte> arithmetic;
  OnnxMessage model{OnnxMessageKind::kModel, onnx};
  for (ProtoField part; model.next(part);) {
    if (part.number == 8) {  // the operators' version
      append(arithmetic, part.bytes);
    }
    if (part.number != 7) {
      continue;
    }
    OnnxMessage graph{OnnxMessageKind::kGraph, part.bytes};
    for (ProtoField field; graph.next(field);) {
      if (field.number == 1) {
        append(arithmetic, field.bytes);
      } else if (field.number == 5) {
        add_tensor(field.bytes);
      }
    }
  }
  for (const auto& [name, constant] : constants_) {
    if (constant.data_type == kInt64) {
      append(arithmetic, std::as_bytes(std::span{name}));
      append(arithmetic, constant.data);
    }
  }
  arithmetic_ = sha256_hex(arithmetic);
}

void OnnxConstants::add_tensor(std::span<const std::byte> message) {
  OnnxMessage fields{OnnxMessageKind::kTensor, message};
  Constant constant;
  std::string name;
  bool is_raw = false;
  for (ProtoField field; fields.next(field);) {
    if (field.number == 1) {
      append_sides(field, constant.shape);
    } else if (field.number == 2) {
      constant.data_type = field.value;
    } else if (field.number == 8) {
      name = field.text();
    } else if (field.number == 9) {
      constant.data = field.bytes;
      is_raw = true;
    }
  }
  if (name.empty() || !is_raw) {
    throw BundleError("its constant \"" + name + "\" has no name or is not stored as raw data");
  }
  if (!constants_.try_emplace(name, std::move(constant)).second) {
    throw BundleError("it has two constants \"" + name + "\"");
  }
}

const OnnxConstants::Constant& OnnxConstants::find(const std::string& name, std::uint64_t data_type,
                                                   Shape shape) const {
  const auto found = constants_.find(name);
  if (found == constants_.end()) {
    throw BundleError("it has no constant \"" + name + "\"");
  }
  const Constant& constant = found->second;
  if (!std::ranges::equal(constant.shape, shape)) {
    throw BundleError("its constant \"" + name + "\" is " + text_of(constant.shape) + ", not " +
                      text_of({shape.begin(), shape.size()}));
  }
  std::size_t n_bytes = size_of(data_type);
  for (const std::uint64_t side : shape) {
    n_bytes *= side;
  }
  if (constant.data_type != data_type || constant.data.size() != n_bytes) {
    throw BundleError("its constant \"" + name + "\" is not of " +
                      (data_type == kFloat ? "floats" : "8-bit integers"));
  }
  return constant;
}

std::vector<float> OnnxConstants::floats(const std::string& name, Shape shape) const {
  const std::span<const std::byte> data = find(name, kFloat, shape).data;
  std::vector<float> values(data.size() / sizeof(float));
  std::memcpy(values.data(), data.data(), data.size());
  return values;
}

LinearLayer::Kernel OnnxConstants::kernel(std::string_view name, Shape shape) const {
  const std::string base{name};
  const std::span<const std::byte> integers = find(base + ".integers", kInt8, shape).data;
  const std::span<const std::byte> zero = find(base + ".zero", kInt8, {}).data;
  return {{reinterpret_cast<const std::int8_t*>(integers.data()), integers.size()},
          floats(base + ".scale", {}).front(),
          std::to_integer<std::int8_t>(zero.front())};
}

std::vector<float> OnnxConstants::values(std::string_view name, Shape shape) const {
  const std::string base{name};
  if (!constants_.contains(base + ".integers")) {
    return floats(base, shape);
  }
  const LinearLayer::Kernel eight_bit = kernel(name, shape);
  std::vector<float> values;
  values.reserve(eight_bit.integers.size());
  for (const std::int8_t integer : eight_bit.integers) {
    values.push_back(static_cast<float>(integer - eight_bit.zero) * eight_bit.scale);
  }
  return values;
}

}  // namespace earmark::inference
