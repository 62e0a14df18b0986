#include "cnn_functions.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cnn_kernels.h"
#include "earmark/nn/cnn_shape.h"
#include "earmark/nn/cnn_weights.h"
#include "shared_loop.h"
#include "tensor_span.h"

namespace earmark::nn {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

// Samples whose gradients are added by one thread, in order.
constexpr std::size_t kGroup = 4;

// Calls action(first, last) for blocks of `step` indices, on several threads.
template <typename Action>
void for_each_block(std::size_t n, std::size_t step, const Action& action) {
  shared_loop((n + step - 1) / step,
              [&](std::size_t i) { action(i * step, std::min(n, (i + 1) * step)); });
}

template <typename Action>
void for_each_sample(std::size_t n, const Action& action) {
  for_each_block(n, kGroup, [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      action(i);
    }
  });
}

// Calls action(sample, partial) for every sample, where `partial` are the `size` sums of the
// sample's group, and returns the sums over groups.
template <typename Action>
std::vector<float> sum_over_samples(std::size_t n, std::size_t size, const Action& action) {
  const std::size_t n_groups = (n + kGroup - 1) / kGroup;
  std::vector<float> partial(n_groups * size);
  for_each_sample(n,
                  [&](std::size_t i) { action(i, block(std::span{partial}, i / kGroup, size)); });
  for (std::size_t group = 1; group < n_groups; ++group) {
    for (std::size_t k = 0; k < size; ++k) {
      partial[k] += partial[group * size + k];
    }
  }
  partial.resize(size);
  return partial;
}

std::size_t size_of(const Tensor& tensor, std::int64_t axis) {
  return static_cast<std::size_t>(tensor.size(axis));
}

// [n_rows, n_cols] to [n_cols, n_rows].
void transpose(std::span<const float> from, std::size_t n_cols, std::span<float> to) {
  const std::size_t n_rows = from.size() / n_cols;
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t col = 0; col < n_cols; ++col) {
      to[col * n_rows + row] = from[row * n_cols + col];
    }
  }
}

// a and s of a x + s.
struct Scaling {
  float factor;
  float shift;
};

Scaling scaling(const Tensor& gamma, const Tensor& beta, const BatchMoments& moments) {
  const double factor = values(gamma)[0] / std::sqrt(moments.variance + kBatchNormEpsilon);
  return {static_cast<float>(factor), static_cast<float>(values(beta)[0] - factor * moments.mean)};
}

// The sum of each output channel's weights.
std::vector<float> sum_over_taps(std::span<const float> kernel) {
  std::vector<float> sums(kConv1Channels);
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    sums[i % kConv1Channels] += kernel[i];
  }
  return sums;
}

class NormalizedConvPool : public Function<NormalizedConvPool> {
 public:
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& gamma,
                        const Tensor& beta, const Tensor& kernel, const Tensor& bias, double mean,
                        double variance) {
    const Scaling y = scaling(gamma, beta, {mean, variance});
    const auto raw = values(kernel);
    const auto tap_sums = sum_over_taps(raw);
    std::vector<float> w(raw.begin(), raw.end());
    std::vector<float> b(kConv1Channels);
    for (float& value : w) {
      value *= y.factor;
    }
    for (std::size_t c = 0; c < kConv1Channels; ++c) {
      b[c] = values(bias)[c] + y.shift * tap_sums[c];
    }
    Tensor out = at::empty({x.size(0), kPool1Rows, kPool1Cols, kConv1Channels});
    const Tensor choice = at::empty_like(out);
    for_each_sample(size_of(x, 0), [&](std::size_t i) {
      conv1_forward(block(values(x), i, kSegmentSize), w, b, block(values(out), i, kPool1Size),
                    block(values(choice), i, kPool1Size));
    });
    ctx->save_for_backward({x, gamma, beta, kernel, choice});
    ctx->saved_data["mean"] = mean;
    ctx->saved_data["variance"] = variance;
    return out;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& grad_outputs) {
    const auto saved = ctx->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor& kernel = saved[3];
    const BatchMoments moments{ctx->saved_data["mean"].toDouble(),
                               ctx->saved_data["variance"].toDouble()};
    const Tensor grad_out = grad_outputs[0].contiguous();
    const std::size_t n_weights = values(kernel).size();
    // Gradients of the weights of a convolution of x itself, then of the biases.
    const auto sums = sum_over_samples(
        size_of(x, 0), n_weights + kConv1Channels, [&](std::size_t i, std::span<float> partial) {
          conv1_backward(block(values(x), i, kSegmentSize), block(values(saved[4]), i, kPool1Size),
                         block(values(grad_out), i, kPool1Size), partial.first(n_weights),
                         partial.subspan(n_weights));
        });
    const Scaling y = scaling(saved[1], saved[2], moments);
    const double inverse_deviation = 1.0 / std::sqrt(moments.variance + kBatchNormEpsilon);
    const Tensor grad_kernel = at::empty_like(kernel);
    const Tensor grad_bias = at::empty({kConv1Channels});
    double grad_gamma = 0.0;
    double grad_beta = 0.0;
    for (std::size_t i = 0; i < n_weights; ++i) {
      const float w = values(kernel)[i];
      const float of_bias = sums[n_weights + i % kConv1Channels];
      values(grad_kernel)[i] = y.factor * sums[i] + y.shift * of_bias;
      grad_gamma += w * (sums[i] - moments.mean * of_bias) * inverse_deviation;
      grad_beta += static_cast<double>(w) * of_bias;
    }
    std::copy(sums.begin() + static_cast<std::ptrdiff_t>(n_weights), sums.end(),
              values(grad_bias).begin());
    return {Tensor(),
            at::full({1}, grad_gamma, at::kFloat),
            at::full({1}, grad_beta, at::kFloat),
            grad_kernel,
            grad_bias,
            Tensor(),
            Tensor()};
  }
};

class ConvPool : public Function<ConvPool> {
 public:
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& kernel,
                        const Tensor& bias) {
    Tensor out = at::empty({x.size(0), kPool2Rows, kPool2Cols, kConv2Channels});
    const Tensor choice = at::empty_like(out);
    for_each_sample(size_of(x, 0), [&](std::size_t i) {
      conv2_forward(block(values(x), i, kPool1Size), values(kernel), values(bias),
                    block(values(out), i, kFlatSize), block(values(choice), i, kFlatSize));
    });
    ctx->save_for_backward({x, kernel, choice});
    return out;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& grad_outputs) {
    const auto saved = ctx->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor& kernel = saved[1];
    const Tensor grad_out = grad_outputs[0].contiguous();
    const std::size_t n_weights = values(kernel).size();
    std::vector<float> by_channel(n_weights);
    transpose(values(kernel), kConv2Channels, by_channel);
    const Tensor grad_x = at::empty_like(x);
    const auto sums = sum_over_samples(
        size_of(x, 0), n_weights + kConv2Channels, [&](std::size_t i, std::span<float> partial) {
          conv2_backward(block(values(x), i, kPool1Size), block(values(saved[2]), i, kFlatSize),
                         by_channel, block(values(grad_out), i, kFlatSize),
                         block(values(grad_x), i, kPool1Size), partial.first(n_weights),
                         partial.subspan(n_weights));
        });
    const Tensor grad_kernel = at::empty_like(kernel);
    const Tensor grad_bias = at::empty({kConv2Channels});
    transpose(std::span{sums}.first(n_weights), kPatchSize, values(grad_kernel));
    std::copy(sums.begin() + static_cast<std::ptrdiff_t>(n_weights), sums.end(),
              values(grad_bias).begin());
    return {grad_x, grad_kernel, grad_bias};
  }
};

// Rows of a product that one thread takes at a time: about 100 000 multiplications.
std::size_t rows_at_a_time(std::size_t n_inner, std::size_t n_cols) {
  constexpr std::size_t kTileRows = 8;
  const std::size_t rows = 100'000 / (n_inner * n_cols) + 1;
  return (rows + kTileRows - 1) / kTileRows * kTileRows;
}

Tensor dense_grad_x(const Tensor& grad, const Tensor& kernel) {
  const std::size_t n = size_of(grad, 0);
  const std::size_t n_in = size_of(kernel, 0);
  const std::size_t n_out = size_of(kernel, 1);
  // The transpose of the wanted product, because the kernel then needs none.
  std::vector<float> grad_by_output(n * n_out);
  transpose(values(grad), n_out, grad_by_output);
  const Tensor by_input = at::empty({kernel.size(0), grad.size(0)});
  Tensor grad_x = at::empty({grad.size(0), kernel.size(0)});
  const auto from = values(by_input);
  const auto to = values(grad_x);
  for_each_block(n_in, rows_at_a_time(n_out, n), [&](std::size_t first, std::size_t last) {
    multiply({values(kernel), n_out, 1}, grad_by_output, {}, n_out, n, first, last, from);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = first; k < last; ++k) {
        to[i * n_in + k] = from[k * n + i];
      }
    }
  });
  return grad_x;
}

class Dense : public Function<Dense> {
 public:
  static Tensor forward(AutogradContext* ctx, const Tensor& x, const Tensor& kernel,
                        const Tensor& bias, bool relu) {
    const std::size_t n_in = size_of(kernel, 0);
    const std::size_t n_out = size_of(kernel, 1);
    Tensor out = at::empty({x.size(0), kernel.size(1)});
    for_each_block(size_of(x, 0), rows_at_a_time(n_in, n_out),
                   [&](std::size_t first, std::size_t last) {
                     multiply({values(x), n_in, 1}, values(kernel), values(bias), n_in, n_out,
                              first, last, values(out));
                   });
    if (relu) {
      out.clamp_min_(0.0);
    }
    ctx->save_for_backward({x, kernel, out});
    ctx->saved_data["relu"] = relu;
    return out;
  }

  static variable_list backward(AutogradContext* ctx, const variable_list& grad_outputs) {
    const auto saved = ctx->get_saved_variables();
    const Tensor& x = saved[0];
    const Tensor& kernel = saved[1];
    const bool relu = ctx->saved_data["relu"].toBool();
    const Tensor grad = (relu ? grad_outputs[0] * saved[2].sign() : grad_outputs[0]).contiguous();
    const std::size_t n = size_of(x, 0);
    const std::size_t n_in = size_of(kernel, 0);
    const std::size_t n_out = size_of(kernel, 1);
    const Tensor grad_kernel = at::empty_like(kernel);
    for_each_block(n_in, rows_at_a_time(n, n_out), [&](std::size_t first, std::size_t last) {
      multiply({values(x), 1, n_in}, values(grad), {}, n, n_out, first, last, values(grad_kernel));
    });
    return {x.requires_grad() ? dense_grad_x(grad, kernel) : Tensor(), grad_kernel, grad.sum(0),
            Tensor()};
  }
};

}  // namespace

Tensor normalized_conv_pool(const Tensor& x, const Tensor& gamma, const Tensor& beta,
                            const Tensor& kernel, const Tensor& bias, const BatchMoments& moments) {
  return NormalizedConvPool::apply(x.contiguous(), gamma, beta, kernel, bias, moments.mean,
                                   moments.variance);
}

Tensor conv_pool(const Tensor& x, const Tensor& kernel, const Tensor& bias) {
  return ConvPool::apply(x.contiguous(), kernel, bias);
}

Tensor dense(const Tensor& x, const Tensor& kernel, const Tensor& bias, bool relu) {
  return Dense::apply(x.contiguous(), kernel, bias, relu);
}

}  // namespace earmark::nn
