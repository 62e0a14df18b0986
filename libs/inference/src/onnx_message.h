#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "proto_reader.h"

namespace earmark::inference {

/// The kinds of message in an ONNX file that are looked into.
enum class OnnxMessageKind { kModel, kGraph, kNode, kAttribute, kTensor, kStringPair };

/// Walks the fields of one message of an ONNX file and lets pass only those that onnx.proto (ONNX
/// 1.22, IR version 13) knows, each in the wire type that it has there. Protobuf's own parser
/// steps over a field in another wire type, so that a reader which took it would see another model.
class OnnxMessage {
 public:
  OnnxMessage(OnnxMessageKind kind, std::span<const std::byte> bytes)
      : kind_{kind}, reader_{bytes} {}

  /// The next field; false at the end.
  /// @throws BundleError  as ProtoReader::next, or a field that is unknown or of another wire type
  [[nodiscard]] bool next(ProtoField& field);

 private:
  OnnxMessageKind kind_;
  ProtoReader reader_;
};

}  // namespace earmark::inference
