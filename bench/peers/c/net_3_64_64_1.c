#include "nets.h"
#include "nn.h"

typedef struct ALIGNED {
  float w1[3][64], b1[64], w2[64][64], b2[64], w3[64], b3[1];
} Weights;

static Weights net ALIGNED;
static float inputs[INPUTS][3] ALIGNED, fed[3] ALIGNED, outputs[1];

DENSE(first, 3, 64, 64)
DENSE(second, 64, 64, 64)

INLINE void call(const void *weights, const float *x, float *y) {
  const Weights *net = weights;
  float h1[64] ALIGNED, h2[64] ALIGNED;
  first(x, net->w1, net->b1, h1);
  relu(64, h1);
  second(h1, net->w2, net->b2, h2);
  relu(64, h2);
  y[0] = net->b3[0] + dot(64, h2, net->w3);
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 3, outputs); }
static void fed_back_calls(long count) { fed_back(count, call, &net, fed, inputs[0][0], outputs); }

void net_3_64_64_1(const char *name, const char *task) {
  dense(1, 3, 64, net.w1[0], net.b1);
  dense(2, 64, 64, net.w2[0], net.b2);
  dense(3, 64, 1, net.w3, net.b3);
  for (int i = 0; i < INPUTS * 3; i++) inputs[i / 3][i % 3] = symmetric(100, i);
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs, 1);
  if (!strcmp(task, "fed-back")) time_fed_back(name, fed_back_calls, fed, inputs[0], 3, outputs);
}
