#include "nets.h"
#include "nn.h"

typedef struct ALIGNED {
  float w1[8][8], b1[8], w2[8], b2[1];
} Weights;

static Weights net ALIGNED;
static float inputs[INPUTS][8] ALIGNED, fed[8] ALIGNED, outputs[1];

DENSE(hidden, 8, 8, 8)

/* With -ffast-math gcc calls the vector tanhf of glibc's libmvec where there is one. */
INLINE void call(const void *weights, const float *x, float *y) {
  const Weights *net = weights;
  float h[8] ALIGNED;
  hidden(x, net->w1, net->b1, h);
  for (int j = 0; j < 8; j++) h[j] = tanhf(h[j]);
  y[0] = net->b2[0] + dot(8, h, net->w2);
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 8, outputs); }
static void fed_back_calls(long count) { fed_back(count, call, &net, fed, inputs[0][0], outputs); }

void net_8_8_1(const char *name, const char *task) {
  dense(1, 8, 8, net.w1[0], net.b1);
  dense(2, 8, 1, net.w2, net.b2);
  for (int i = 0; i < INPUTS * 8; i++) inputs[i / 8][i % 8] = symmetric(100, i);
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs, 1);
  if (!strcmp(task, "fed-back")) time_fed_back(name, fed_back_calls, fed, inputs[0], 8, outputs);
}
