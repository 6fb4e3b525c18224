#include "nets.h"
#include "nn.h"

/* From the input and from the state to the gates, with their two biases as one; and the output layer. */
typedef struct ALIGNED {
  float w_ih[1][64], w_hh[16][64], b[64], w[16], b_out[1];
} Weights;
typedef struct ALIGNED {
  float h[16], c[16];
} State;

static Weights net ALIGNED;
static State state ALIGNED;
static float inputs[INPUTS][1] ALIGNED, outputs[1];

DENSE(from_input, 1, 64, 64)
DENSE(from_state, 16, 64, 32)

INLINE void step(const Weights *net, State *state, const float *x, float *y) {
  float sums[64] ALIGNED, gate[64] ALIGNED, shown[16] ALIGNED;
  from_input(x, net->w_ih, net->b, sums);
  from_state(state->h, net->w_hh, sums, gate);
  lstm_step(16, gate, state->c, state->c, shown, state->h);
  y[0] = net->b_out[0] + dot(16, state->h, net->w);
}

static void steps(long count) {
  for (long i = 0; i < count; i++) {
    const Weights *weights = &net;
    State *left = &state;
    const float *x = inputs[i % INPUTS], *result = outputs;
    OPAQUE(weights);
    OPAQUE(left);
    OPAQUE(x);
    step(weights, left, x, outputs);
    OPAQUE(result);
  }
}

void net_lstm_1_16_1(const char *name, const char *task) {
  float b_hh[64];
  dense(1, 1, 64, net.w_ih[0], net.b);
  dense(2, 16, 64, net.w_hh[0], b_hh);
  dense(3, 16, 1, net.w, net.b_out);
  add(64, 1, b_hh, net.b);
  for (int i = 0; i < INPUTS; i++) inputs[i][0] = symmetric(100, i);
  if (strcmp(task, "step")) return;
  steps(1);
  float first = outputs[0];
  memset(&state, 0, sizeof state);
  steps(50);
  time_calls(name, first, outputs[0], steps);
}
