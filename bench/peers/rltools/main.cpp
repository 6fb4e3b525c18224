// RLtools: `rltools NET/TASK`. Static sizes, nothing on the heap, its generic code for processors.
#include <rl_tools/operations/cpu.h>

#include <rl_tools/nn/optimizers/adam/instance/operations_generic.h>
#include <rl_tools/nn/operations_cpu.h>
#include <rl_tools/nn_models/mlp/operations_generic.h>
#include <rl_tools/nn/optimizers/adam/operations_generic.h>

#include "../common/bench.h"

namespace rlt = rl_tools;
namespace mse = rlt::nn::loss_functions::mse;

using Device = rlt::devices::DefaultCPU;
using Index = Device::index_t;
using Policy = rlt::numeric_types::Policy<float>;
enum { IN = 3, HIDDEN = 16, OUT = 1, DATA = 64 };
constexpr bool HEAP = false;

using Shape = rlt::nn_models::mlp::Configuration<Policy, Index, OUT, 2, HIDDEN, rlt::nn::activation_functions::RELU,
                                                 rlt::nn::activation_functions::IDENTITY>;
using Net = rlt::nn_models::mlp::NeuralNetwork<Shape, rlt::nn::capability::Gradient<rlt::nn::parameters::Adam, HEAP>,
                                               rlt::tensor::Shape<Index, 1, 1, IN>>;
using Adam = rlt::nn::optimizers::Adam<rlt::nn::optimizers::adam::Specification<
    Policy, Index, rlt::nn::optimizers::adam::DEFAULT_PARAMETERS_PYTORCH<Policy>, HEAP>>;
template <Index LENGTH>
using Sample = rlt::Tensor<rlt::tensor::Specification<float, Index, rlt::tensor::Shape<Index, 1, 1, LENGTH>, HEAP>>;

static Device device;
static Device::SPEC::RANDOM::ENGINE<> rng;
struct State {
  Net net;
  Net::Buffer<HEAP> buffers;
  Adam adam;
};
static State state;
static Sample<IN> inputs[DATA];
static Sample<OUT> targets[DATA], d_output;

template <typename Layer>
static void set(int number, int in, int out, Layer& layer) {
  std::vector<float> weight(in * out), bias(out);
  dense(number, in, out, weight.data(), bias.data());
  for (int o = 0; o < out; o++) {
    for (int i = 0; i < in; i++) rlt::set(device, layer.weights.parameters, weight[i * out + o], o, i);
    rlt::set(device, layer.biases.parameters, bias[o], o);
  }
}

static void start() {
  set(1, IN, HIDDEN, state.net.input_layer);
  set(2, HIDDEN, OUT, state.net.output_layer);
  rlt::init(device, state.adam);
  rlt::reset_optimizer_state(device, state.adam, state.net);
}

static float adam_1(long first, long count) {
  float loss = 0;
  for (long i = first; i < first + count; i++) {
    State* s = &state;
    auto *x = &inputs[i % DATA];
    auto *target = &targets[i % DATA];
    float* result = &loss;
    OPAQUE(s);
    OPAQUE(x);
    OPAQUE(target);
    rlt::forward(device, s->net, *x, s->buffers, rng);
    auto output = rlt::output(device, s->net);
    loss = mse::evaluate(device, output, *target);
    mse::gradient(device, output, *target, d_output, 1.0f);
    rlt::zero_gradient(device, s->net);
    rlt::backward(device, s->net, *x, d_output, s->buffers);
    rlt::step(device, s->adam, s->net);
    OPAQUE(result);
  }
  return loss;
}

int main(int argc, char** argv) {
  if (argc < 2 || strcmp(argv[1], "3-16-1/adam-1")) return 0;
  rlt::init(device);
  rlt::init(device, rng, 1);
  for (int i = 0; i < DATA * IN; i++) rlt::set(device, inputs[i / IN], uniform(100, i), 0, 0, i % IN);
  for (int i = 0; i < DATA; i++) rlt::set(device, targets[i], 0.2f + 0.8f * uniform(200, i), 0, 0, 0);
  time_training(argv[1], start, adam_1);
}
