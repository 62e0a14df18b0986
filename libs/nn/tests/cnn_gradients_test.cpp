#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <vector>

#include "adam.h"
#include "cnn_functions.h"
#include "cnn_kernels.h"
#include "cnn_network.h"
#include "earmark/nn/cnn_shape.h"

namespace earmark::nn {
namespace {

// Float sums of a few thousand products in another order; relative to the largest value.
constexpr double kSumTolerance = 2e-5;

void expect_close(const at::Tensor& got, const at::Tensor& want) {
  ASSERT_EQ(got.sizes(), want.sizes());
  const double scale = want.abs().max().item<double>() + 1e-12;
  EXPECT_LE((got - want).abs().max().item<double>() / scale, kSumTolerance);
}

// A network whose biases and normalisation are not the trivial ones.
CnnNetwork random_network(std::size_t n_classes) {
  CnnWeights weights = glorot_weights(n_classes, 3);
  weights.gamma = 1.7F;
  weights.beta = -0.4F;
  for (auto* bias : {&weights.conv1_bias, &weights.conv2_bias, &weights.dense1_bias,
                     &weights.dense2_bias, &weights.dense3_bias}) {
    for (std::size_t i = 0; i < bias->size(); ++i) {
      (*bias)[i] = 0.05F * static_cast<float>(i % 7) - 0.1F;
    }
  }
  return CnnNetwork{weights};
}

struct Outcome {
  at::Tensor logits;
  std::vector<at::Tensor> gradients;
};

Outcome run(CnnNetwork& network, const at::Tensor& x, CnnKernels kernels) {
  const at::Tensor labels = at::arange(x.size(0)) % 7;
  const at::Tensor logits = network.logits(x, batch_moments(x), kernels);
  for (auto& parameter : network.parameters()) {
    parameter.mutable_grad().reset();
  }
  (at::cross_entropy_loss(logits, labels) + 0.01 * network.penalty()).backward();
  Outcome outcome{logits.detach(), {}};
  for (const auto& parameter : network.parameters()) {
    outcome.gradients.push_back(parameter.grad().clone());
  }
  return outcome;
}

void expect_same_as_libtorch(std::int64_t n) {
  at::manual_seed(1);
  const at::Tensor x = 20.0 * at::randn({n, kNFrames, kNCoefficients}) - 3.0;
  CnnNetwork network = random_network(7);
  const Outcome want = run(network, x, CnnKernels::kLibtorch);
  const Outcome got = run(network, x, CnnKernels::kFused);
  expect_close(got.logits, want.logits);
  for (std::size_t i = 0; i < want.gradients.size(); ++i) {
    SCOPED_TRACE("parameter " + std::to_string(i));
    expect_close(got.gradients[i], want.gradients[i]);
  }
}

TEST(CnnGradients, EqualThoseOfLibtorchOnEverySimdTarget) {
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    expect_same_as_libtorch(11);  // neither groups nor tiles come out even
  }
  hwy::SetSupportedTargetsForTest(0);
}

TEST(CnnGradients, EqualThoseOfLibtorchForOneSegmentAndAWholeBatch) {
  expect_same_as_libtorch(1);
  expect_same_as_libtorch(32);
}

TEST(CnnGradients, FollowTheLossNumerically) {
  at::manual_seed(2);
  const at::Tensor x = at::randn({3, kPool1Rows, kPool1Cols, kConv1Channels});
  const at::Tensor kernel =
      (0.1 * at::randn({kKernel, kKernel, kConv1Channels, kConv2Channels})).requires_grad_(true);
  at::Tensor bias = at::zeros({kConv2Channels}).requires_grad_(true);
  const auto loss = [&](const at::Tensor& w) { return conv_pool(x, w, bias).square().mean(); };
  loss(kernel).backward();
  const at::Tensor direction = kernel.grad() / kernel.grad().norm();
  const at::NoGradGuard no_grad;
  constexpr double kStep = 1e-2;
  const double slope =
      (loss(kernel + kStep * direction) - loss(kernel - kStep * direction)).item<double>() /
      (2.0 * kStep);
  // Maxima that change hands within the step bend the loss.
  EXPECT_NEAR(slope, kernel.grad().norm().item<double>(), 0.02 * slope);
}

TEST(Adam, FirstStepIsTheLearningRateInTheGradientsDirection) {
  std::vector<at::Tensor> parameters{at::ones({37}).requires_grad_(true)};
  Adam adam{parameters};
  parameters[0].mutable_grad() = at::linspace(-3.0, 3.0, 37) + 0.01;
  const at::Tensor sign = parameters[0].grad().sign();
  adam.step(0.1);
  // epsilon / (|gradient| sqrt(1 - beta_2)), at most 1e-7 / (0.01 * 0.0316), and float's rounding.
  EXPECT_LE((1.0 - parameters[0].detach() - 0.1 * sign).abs().max().item<double>(), 5e-5);
}

TEST(Multiply, TakesTransposedFactorsAndOddShapes) {
  at::manual_seed(3);
  for (const std::int64_t n_cols : {1, 10, 16, 35}) {
    const at::Tensor a = at::randn({300, 13});  // used transposed
    const at::Tensor b = at::randn({300, n_cols});
    const at::Tensor bias = at::randn({n_cols});
    const at::Tensor c = at::empty({13, n_cols});
    const auto floats = [](const at::Tensor& t) {
      return std::span<float>{t.data_ptr<float>(), static_cast<std::size_t>(t.numel())};
    };
    multiply({floats(a), 1, 13}, floats(b), floats(bias), 300, static_cast<std::size_t>(n_cols), 0,
             13, floats(c));
    expect_close(c, at::mm(a.t(), b) + bias);
  }
}

}  // namespace
}  // namespace earmark::nn
