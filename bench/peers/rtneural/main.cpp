// RTNeural: `rtneural NET/TASK`. Its compile-time models, which are its fast ones.
#include <RTNeural/RTNeural.h>

#include "../common/bench.h"

using namespace RTNeural;

/* A layer with the first weights. */
template <int layer, int in, int out>
static void set(DenseT<float, in, out>& dense_layer) {
  std::vector<float> flat(in * out), bias(out);
  dense(layer, in, out, flat.data(), bias.data());
  std::vector<std::vector<float>> weights(out, std::vector<float>(in));
  for (int o = 0; o < out; o++)
    for (int i = 0; i < in; i++) weights[o][i] = flat[i * out + o];
  dense_layer.setWeights(weights);
  dense_layer.setBias(bias.data());
}

/* The weights from the input, or from the state, to the gates: a row for each of `in`, with i, f, g and o as PyTorch has
 * them. And their biases. */
template <int layer, int in, int gates>
static std::pair<std::vector<std::vector<float>>, std::vector<float>> to_gates() {
  std::vector<float> flat(in * gates), bias(gates);
  dense(layer, in, gates, flat.data(), bias.data());
  std::vector<std::vector<float>> rows;
  for (int i = 0; i < in; i++) rows.emplace_back(flat.begin() + i * gates, flat.begin() + (i + 1) * gates);
  return {rows, bias};
}

/* It has one bias, the sum of the two. */
template <int layer, int in, int out>
static void set(LSTMLayerT<float, in, out>& lstm) {
  auto [from_input, bias] = to_gates<layer, in, 4 * out>();
  auto [from_state, another] = to_gates<layer + 1, out, 4 * out>();
  for (int j = 0; j < 4 * out; j++) bias[j] += another[j];
  lstm.setWVals(from_input);
  lstm.setUVals(from_state);
  lstm.setBVals(bias);
}

struct Wide {
  enum { WIDTH = 3 };
  ModelT<float, 3, 1, DenseT<float, 3, 64>, ReLuActivationT<float, 64>, DenseT<float, 64, 64>,
         ReLuActivationT<float, 64>, DenseT<float, 64, 1>>
      model;
  Wide() {
    set<1>(model.get<0>());
    set<2>(model.get<2>());
    set<3>(model.get<4>());
  }
};

struct Tanh {
  enum { WIDTH = 8 };
  ModelT<float, 8, 1, DenseT<float, 8, 8>, TanhActivationT<float, 8>, DenseT<float, 8, 1>> model;
  Tanh() {
    set<1>(model.get<0>());
    set<2>(model.get<2>());
  }
};

struct Stream {
  enum { WIDTH = 1 };
  ModelT<float, 1, 1, LSTMLayerT<float, 1, 16>, DenseT<float, 16, 1>> model;
  Stream() {
    set<1>(model.get<0>());
    set<3>(model.get<1>());
  }
};

/* RTNeural reads whole registers, so inputs are padded to one. */
enum { PADDED = 16 };

template <typename Net>
struct Cases {
  static Net net;
  alignas(64) static float inputs[INPUTS][PADDED];
  alignas(64) static float fed[PADDED];
  static float output;

  /* One input after the other. An LSTM's state stays in the model, so that there these are the steps of one sequence. */
  static void in_turn(long count) {
    for (long i = 0; i < count; i++) {
      auto* model = &net.model;
      const float *x = inputs[i % INPUTS], *result = &output;
      OPAQUE(model);
      OPAQUE(x);
      output = model->forward(x);
      OPAQUE(result);
    }
  }

  static void fed_back(long count) {
    for (long i = 0; i < count; i++) {
      auto* model = &net.model;
      float *x = fed, *result = &output;
      OPAQUE(model);
      OPAQUE(x);
      output = model->forward(x);
      x[0] = inputs[0][0] + FEEDBACK * output;
      OPAQUE(result);
    }
  }

  static float output_of(Calls calls, long count) {
    calls(count);
    return output;
  }

  static void run(const char* name, const char* task) {
    for (int i = 0; i < INPUTS * Net::WIDTH; i++) inputs[i / Net::WIDTH][i % Net::WIDTH] = symmetric(100, i);
    memcpy(fed, inputs[0], sizeof fed);
    Calls calls = strcmp(task, "fed-back") ? in_turn : fed_back;
    long checked = !strcmp(task, "forward") ? INPUTS : !strcmp(task, "fed-back") ? 49 : 50;
    net.model.reset();
    float first = output_of(calls, 1);
    net.model.reset();
    time_calls(name, first, output_of(calls, checked), calls);
  }
};
template <typename Net>
Net Cases<Net>::net;
template <typename Net>
float Cases<Net>::inputs[INPUTS][PADDED];
template <typename Net>
float Cases<Net>::fed[PADDED];
template <typename Net>
float Cases<Net>::output;

int main(int argc, char** argv) {
  std::string name = argc > 1 ? argv[1] : "", task = name.substr(name.find('/') + 1);
  if (name == "lstm-1-16-1/step") Cases<Stream>::run(name.c_str(), task.c_str());
  if (task != "forward" && task != "fed-back") return 0;
  if (name.rfind("3-64-64-1/", 0) == 0) Cases<Wide>::run(name.c_str(), task.c_str());
  if (name.rfind("8-8-1/", 0) == 0) Cases<Tanh>::run(name.c_str(), task.c_str());
}
