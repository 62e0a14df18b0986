#include "onnx_message.h"

#include <algorithm>
#include <string>

#include "earmark/base/errors.h"

namespace earmark::inference {
namespace {

// Bit w is wire type w.
constexpr unsigned kVarint = 1U << 0U;
constexpr unsigned kBytes = 1U << 2U;
constexpr unsigned kFixed32 = 1U << 5U;
constexpr unsigned kFixed64 = 1U << 1U;
// A list of numbers is packed into bytes, or repeats the field.
constexpr unsigned kVarints = kVarint | kBytes;
constexpr unsigned kFloats = kFixed32 | kBytes;
constexpr unsigned kDoubles = kFixed64 | kBytes;

struct KnownField {
  std::uint32_t number;
  unsigned wire_types;
};

constexpr KnownField kModelFields[]{{1, kVarint}, {2, kBytes},  {3, kBytes},  {4, kBytes},
                                    {5, kVarint}, {6, kBytes},  {7, kBytes},  {8, kBytes},
                                    {14, kBytes}, {20, kBytes}, {25, kBytes}, {26, kBytes}};
constexpr KnownField kGraphFields[]{{1, kBytes},  {2, kBytes},  {5, kBytes},  {10, kBytes},
                                    {11, kBytes}, {12, kBytes}, {13, kBytes}, {14, kBytes},
                                    {15, kBytes}, {16, kBytes}};
constexpr KnownField kNodeFields[]{{1, kBytes}, {2, kBytes}, {3, kBytes}, {4, kBytes},
                                   {5, kBytes}, {6, kBytes}, {7, kBytes}, {8, kBytes},
                                   {9, kBytes}, {10, kBytes}};
constexpr KnownField kAttributeFields[]{
    {1, kBytes},  {2, kFixed32}, {3, kVarint},  {4, kBytes},  {5, kBytes},  {6, kBytes},
    {7, kFloats}, {8, kVarints}, {9, kBytes},   {10, kBytes}, {11, kBytes}, {13, kBytes},
    {14, kBytes}, {15, kBytes},  {20, kVarint}, {21, kBytes}, {22, kBytes}, {23, kBytes}};
constexpr KnownField kTensorFields[]{{1, kVarints}, {2, kVarint},   {3, kBytes},    {4, kFloats},
                                     {5, kVarints}, {6, kBytes},    {7, kVarints},  {8, kBytes},
                                     {9, kBytes},   {10, kDoubles}, {11, kVarints}, {12, kBytes},
                                     {13, kBytes},  {14, kVarint},  {16, kBytes}};
constexpr KnownField kStringPairFields[]{{1, kBytes}, {2, kBytes}};

std::span<const KnownField> fields_of(OnnxMessageKind kind) {
  switch (kind) {
    case OnnxMessageKind::kModel:
      return kModelFields;
    case OnnxMessageKind::kGraph:
      return kGraphFields;
    case OnnxMessageKind::kNode:
      return kNodeFields;
    case OnnxMessageKind::kAttribute:
      return kAttributeFields;
    case OnnxMessageKind::kTensor:
      return kTensorFields;
    case OnnxMessageKind::kStringPair:
      return kStringPairFields;
  }
  return {};
}

const char* name_of(OnnxMessageKind kind) {
  switch (kind) {
    case OnnxMessageKind::kModel:
      return "the model";
    case OnnxMessageKind::kGraph:
      return "the graph";
    case OnnxMessageKind::kNode:
      return "a node";
    case OnnxMessageKind::kAttribute:
      return "an attribute";
    case OnnxMessageKind::kTensor:
      return "a tensor";
    case OnnxMessageKind::kStringPair:
      return "the metadata";
  }
  return "";
}

}  // namespace

bool OnnxMessage::next(ProtoField& field) {
  if (!reader_.next(field)) {
    return false;
  }
  const auto known = std::ranges::find(fields_of(kind_), field.number, &KnownField::number);
  if (known == fields_of(kind_).end()) {
    throw BundleError(std::string{name_of(kind_)} + " has the field " +
                      std::to_string(field.number) + ", which ONNX does not know");
  }
  if ((known->wire_types >> field.wire_type & 1U) == 0) {
    throw BundleError(std::string{"in "} + name_of(kind_) + " field " +
                      std::to_string(field.number) + " is of a wrong wire type");
  }
  return true;
}

}  // namespace earmark::inference
