#include "onnx_tensor.h"

#include "earmark/base/errors.h"
#include "onnx_check.h"
#include "onnx_message.h"
#include "proto_reader.h"

namespace earmark::inference {
namespace {

constexpr std::uint32_t kFloatData = 4;
constexpr std::uint32_t kInt64Data = 7;
constexpr std::uint32_t kRawData = 9;
constexpr std::uint32_t kNoData = 0;

class TensorWalk {
 public:
  explicit TensorWalk(const OnnxLimits& limits) : limits_{limits} {}

  void check(std::span<const std::byte> message) {
    OnnxMessage fields{OnnxMessageKind::kTensor, message};
    ProtoField field;
    while (fields.next(field)) {
      read(field);
    }
    check_data();
  }

 private:
  [[noreturn]] static void refuse(const char* reason) { throw BundleError(reason); }

  void read(const ProtoField& field) {
    switch (field.number) {
      case 1:
        dims(field);
        break;
      case 2:
        data_type_ = field.value;
        break;
      case kFloatData:
        start_data(field);
        if (field.bytes.size() % sizeof(float) != 0) {
          refuse("a tensor's floats are torn");
        }
        n_data_ += field.wire_type == 2 ? field.bytes.size() / sizeof(float) : 1;
        break;
      case kInt64Data:
        start_data(field);
        n_data_ += count_varints(field);
        break;
      case kRawData:
        if (data_field_ == kRawData) {
          refuse("a tensor has raw data twice");
        }
        start_data(field);
        n_data_ = field.bytes.size();
        break;
      case 3:
      case 5:
      case 6:
      case 10:
      case 11:
        refuse("a tensor is segmented or of an unknown type");
      case 13:
        refuse("a tensor's data lies outside the file");
      case 14:
        if (field.value != 0) {
          refuse("a tensor's data lies outside the file");
        }
        break;
      default:
        break;
    }
  }

  void start_data(const ProtoField& field) {
    if (data_field_ != kNoData && data_field_ != field.number) {
      refuse("a tensor holds its data in two fields");
    }
    data_field_ = field.number;
  }

  void check_data() const {
    constexpr std::uint64_t kFloat = 1;
    constexpr std::uint64_t kInt8 = 3;
    constexpr std::uint64_t kInt64 = 7;
    if (data_type_ != kFloat && data_type_ != kInt8 && data_type_ != kInt64) {
      refuse("a tensor is neither of floats nor of 8-bit or 64-bit numbers");
    }
    const std::uint32_t own_field = data_type_ == kFloat   ? kFloatData
                                    : data_type_ == kInt64 ? kInt64Data
                                                           : kRawData;
    if (data_field_ != own_field && data_field_ != kRawData && data_field_ != kNoData) {
      refuse("a tensor's data are of another type than it says");
    }
    const std::uint64_t size = data_type_ == kFloat   ? sizeof(float)
                               : data_type_ == kInt64 ? sizeof(std::int64_t)
                                                      : 1;
    if (n_data_ != (data_field_ == kRawData ? n_elements_ * size : n_elements_)) {
      refuse("a tensor's data does not fit its shape");
    }
  }

  void dims(const ProtoField& field) {
    if (field.wire_type != 2) {
      dim(field.value);
      return;
    }
    ProtoReader packed{field.bytes};
    std::uint64_t value = 0;
    while (packed.next_varint(value)) {
      dim(value);
    }
  }

  void dim(std::uint64_t value) {
    // Both factors stay under 2^32, so the product cannot wrap.
    const bool fits = ++n_dims_ <= limits_.max_dims && value <= limits_.max_bytes;
    n_elements_ *= fits ? value : 1;
    if (!fits || n_elements_ > limits_.max_bytes) {
      refuse("a tensor's shape is beyond the limits");
    }
  }

  static std::uint64_t count_varints(const ProtoField& field) {
    if (field.wire_type != 2) {
      return 1;
    }
    ProtoReader packed{field.bytes};
    std::uint64_t n = 0;
    for (std::uint64_t value = 0; packed.next_varint(value);) {
      ++n;
    }
    return n;
  }

  const OnnxLimits& limits_;
  std::size_t n_dims_ = 0;
  std::uint64_t n_elements_ = 1;
  std::uint64_t data_type_ = 0;
  std::uint32_t data_field_ = kNoData;
  std::uint64_t n_data_ = 0;  ///< bytes of raw data, else numbers
};

}  // namespace

void check_onnx_tensor(std::span<const std::byte> message, const OnnxLimits& limits) {
  TensorWalk{limits}.check(message);
}

}  // namespace earmark::inference
