#include "nets.h"
#include "nn.h"

enum { T = 8, F = 32, H = 64, GATES = 4 * H, SEQUENCES = 1024, FORWARD = 64, BATCH = 32 };

typedef struct ALIGNED {
  float w_ih[F][GATES], w_hh[H][GATES], b_ih[GATES], b_hh[GATES], w[H][10], b[10];
} Weights;
enum { PARAMETERS = (F + H + 2) * GATES + (H + 1) * 10 };

/* What a sequence leaves for the way back: h and c before each step, the gates, tanh(c), and the last h. */
static float h_before[BATCH][T][H] ALIGNED, c_before[BATCH][T + 1][H] ALIGNED, gates[BATCH][T][GATES] ALIGNED;
static float shown[BATCH][T][H] ALIGNED, h_last[BATCH][H] ALIGNED;

static Weights net ALIGNED, gradient ALIGNED, mean ALIGNED, variance ALIGNED;
static int steps;
static float inputs[SEQUENCES][T][F] ALIGNED, outputs[FORWARD][10] ALIGNED;
static int classes[SEQUENCES];

static void start(void) {
  dense(1, F, GATES, net.w_ih[0], net.b_ih);
  dense(2, H, GATES, net.w_hh[0], net.b_hh);
  dense(3, H, 10, net.w[0], net.b);
  memset(&mean, 0, sizeof mean);
  memset(&variance, 0, sizeof variance);
  steps = 0;
}

static void data(void) {
  for (int i = 0; i < SEQUENCES * T * F; i++) inputs[i / (T * F)][i / F % T][i % F] = symmetric(100, i);
  for (int i = 0; i < SEQUENCES; i++) classes[i] = hash_of(200, i) % 10;
}

DENSE(from_input, F, GATES, 64)
DENSE(from_state, H, GATES, 64)
DENSE(output, H, 10, 10)
WEIGHT_GRADIENT(input_gradient, F, GATES, 64)
WEIGHT_GRADIENT(state_gradient, H, GATES, 64)
WEIGHT_GRADIENT(output_gradient, H, 10, 10)

/* Sequence number r of a batch. h and c are zero before its first step, and stay so. */
INLINE void forward(const Weights *net, const float (*x)[F], int r, float *y) {
  for (int t = 0; t < T; t++) {
    float sums[GATES] ALIGNED, *h = t + 1 < T ? h_before[r][t + 1] : h_last[r];
    from_input(x[t], net->w_ih, net->b_ih, sums);
    for (int j = 0; j < GATES; j++) sums[j] += net->b_hh[j];
    from_state(h_before[r][t], net->w_hh, sums, gates[r][t]);
    lstm_step(H, gates[r][t], c_before[r][t], c_before[r][t + 1], shown[r][t], h);
  }
  output(h_last[r], net->w, net->b, y);
}

INLINE void call(const void *weights, const float *x, float *y) { forward(weights, (const float(*)[F])x, 0, y); }

/* The way back through time, from dh of the last step to the sums of all gates. */
INLINE void back(const Weights *net, int r, float *restrict dh, float (*restrict d_gates)[GATES]) {
  float dc[H] ALIGNED = {0};
  for (int t = T - 1; t >= 0; t--) {
    const float *i = gates[r][t], *f = i + H, *g = f + H, *o = g + H, *s = shown[r][t], *c = c_before[r][t];
    float *d = d_gates[t];
    for (int j = 0; j < H; j++) {
      float through = dc[j] + dh[j] * o[j] * (1 - s[j] * s[j]);
      d[j] = through * g[j] * i[j] * (1 - i[j]);
      d[H + j] = through * c[j] * f[j] * (1 - f[j]);
      d[2 * H + j] = through * i[j] * (1 - g[j] * g[j]);
      d[3 * H + j] = dh[j] * s[j] * o[j] * (1 - o[j]);
      dc[j] = through * f[j];
    }
    if (t > 0)
      for (int j = 0; j < H; j++) dh[j] = dot(GATES, d, net->w_hh[j]);
  }
}

static float adam_step(Weights *net, const float (*x)[T][F], const int *label) {
  static float d_gates[BATCH][T][GATES] ALIGNED, d[BATCH][10] ALIGNED;
  float loss = 0;
  memset(gradient.b_ih, 0, sizeof gradient.b_ih);
  memset(gradient.b, 0, sizeof gradient.b);
  for (int r = 0; r < BATCH; r++) {
    float y[10], dh[H] ALIGNED;
    forward(net, x[r], r, y);
    loss += cross_entropy(10, y, label[r], 1.0f / BATCH, d[r]);
    for (int j = 0; j < H; j++) dh[j] = dot(10, d[r], net->w[j]);
    back(net, r, dh, d_gates[r]);
    for (int t = 0; t < T; t++) add(GATES, 1, d_gates[r][t], gradient.b_ih);
    for (int j = 0; j < 10; j++) gradient.b[j] += d[r][j];
  }
  memcpy(gradient.b_hh, gradient.b_ih, sizeof gradient.b_hh);
  input_gradient(BATCH * T, x[0], (const float(*)[GATES])d_gates, gradient.w_ih);
  state_gradient(BATCH * T, (const float(*)[H])h_before, (const float(*)[GATES])d_gates, gradient.w_hh);
  output_gradient(BATCH, h_last, d, gradient.w);
  adam(PARAMETERS, ++steps, (float *)net, (float *)&gradient, (float *)&mean, (float *)&variance);
  return loss;
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0][0], T * F, outputs[0]); }

static void forward_64(long count) {
  for (long i = 0; i < count; i++) {
    const Weights *weights = &net;
    const float (*x)[T][F] = inputs, *result = outputs[0];
    OPAQUE(weights);
    OPAQUE(x);
    for (int r = 0; r < FORWARD; r++) forward(weights, x[r], 0, outputs[r]);
    OPAQUE(result);
  }
}

static float adam_32(long from, long count) {
  float loss = 0;
  for (long i = from; i < from + count; i++) {
    long sample = i * BATCH % SEQUENCES;
    Weights *weights = &net;
    const float (*x)[T][F] = &inputs[sample], *result = &loss;
    const int *label = &classes[sample];
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(label);
    loss = adam_step(weights, x, label);
    OPAQUE(result);
  }
  return loss;
}

void net_lstm_8x32_64_10(const char *name, const char *task) {
  start();
  data();
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs[0], 10);
  if (!strcmp(task, "forward-64")) {
    forward_64(1);
    time_calls(name, outputs[0][0], outputs[FORWARD - 1][9], forward_64);
  }
  if (!strcmp(task, "adam-32")) time_training(name, start, adam_32);
}
