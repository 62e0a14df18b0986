#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "earmark/inference/member.h"

namespace earmark::inference {

/// A network in ONNX, run by OpenVINO one segment at a time in the calling thread's stead, so
/// that an answer is the same bits whatever the batch. Its input is the MFCC tensor, its output
/// the probabilities.
class NetworkMember final : public Member {
 public:
  /// @throws BundleError  as check_onnx(), or inputs, outputs or names that do not fit
  NetworkMember(std::span<const std::byte> onnx, std::span<const std::string> genres);
  ~NetworkMember() override;
  NetworkMember(const NetworkMember&) = delete;
  NetworkMember& operator=(const NetworkMember&) = delete;

  [[nodiscard]] Input input() const override { return Input::kMfcc; }
  void predict(MatrixView<const float> segments, MatrixView<double> probabilities) const override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace earmark::inference
