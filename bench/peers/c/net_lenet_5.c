/* LeNet-5, channels last. The first convolution's 6 channels lie as 8, so that a position's are a vector; the two
 * that are too many have no weights and stay zero. Dense weights are counted from the inputs in that order. */
#include "nets.h"
#ifdef TILES
#include "tiles.h"
TILES_CONVOLUTION(first, 1, 1, 32, 8, 28, 14)
TILES_CONVOLUTION(second, 6, 8, 14, 16, 10, 5)
#define add tiles_add
#else
#include "nn.h"
CONVOLUTION(first, 1, 1, 32, 8, 28, 14)
CONVOLUTION(second, 6, 8, 14, 16, 10, 5)
#endif
DENSE(third, 400, 120, 120)
DENSE(fourth, 120, 84, 84)
DENSE(output, 84, 10, 10)
WEIGHT_GRADIENT(third_gradient, 400, 120, 120)
WEIGHT_GRADIENT(fourth_gradient, 120, 84, 84)
WEIGHT_GRADIENT(output_gradient, 84, 10, 10)

enum { PICTURES = 1024, FORWARD = 64, BATCH = 32 };

typedef struct ALIGNED {
  float w1[5][5][1][8], b1[8], w2[5][5][6][16], b2[16], w3[400][120], b3[120], w4[120][84], b4[84], w5[84][10], b5[10];
} Weights;
enum { PARAMETERS = 200 + 8 + 2400 + 16 + 48000 + 120 + 10080 + 84 + 840 + 10 };

/* What a sample leaves for the way back: the padded picture (and a row that back_first reads beyond its end), and
 * what comes out of each layer's relu. */
static float padded[BATCH][33][32][1] ALIGNED, h1[BATCH][14][14][8] ALIGNED, h2[BATCH][5][5][16] ALIGNED;
static float h3[BATCH][120] ALIGNED, h4[BATCH][84] ALIGNED;
/* Which of the four each pooled value comes from. */
static int from1[BATCH][14][14][8] ALIGNED, from2[BATCH][5][5][16] ALIGNED;

static Weights net ALIGNED, gradient ALIGNED, mean ALIGNED, variance ALIGNED;
static int steps;
static float inputs[PICTURES][784] ALIGNED, fed[784] ALIGNED, outputs[FORWARD][10] ALIGNED;
static int classes[PICTURES];

static void start(void) {
  static float w1[25][6], w2[150][16], w3[400][120];
  dense(1, 25, 6, w1[0], net.b1);
  dense(2, 150, 16, w2[0], net.b2);
  dense(3, 400, 120, w3[0], net.b3);
  dense(4, 120, 84, net.w4[0], net.b4);
  dense(5, 84, 10, net.w5[0], net.b5);
  /* From channels first. */
  for (int i = 0; i < 25; i++) memcpy(net.w1[i / 5][i % 5][0], w1[i], sizeof w1[i]);
  for (int i = 0; i < 150; i++) memcpy(net.w2[i / 5 % 5][i % 5][i / 25], w2[i], sizeof w2[i]);
  for (int i = 0; i < 400; i++) memcpy(net.w3[i % 25 * 16 + i / 25], w3[i], sizeof w3[i]);
  memset(&mean, 0, sizeof mean);
  memset(&variance, 0, sizeof variance);
  steps = 0;
}

static void data(void) {
  for (int i = 0; i < PICTURES * 784; i++) inputs[i / 784][i % 784] = 0.5f * symmetric(100, i);
  for (int i = 0; i < PICTURES; i++) classes[i] = hash_of(200, i) % 10;
}

/* The greatest of each 2 x 2 in two rows, or zero, and for training which of the four it was. (A macro: see DENSE.) */
#define POOL(name, WIDTH, CHANNELS)                                                                        \
  INLINE void name(const float rows[2][2 * WIDTH][CHANNELS], float (*h)[CHANNELS], int (*from)[CHANNELS]) { \
    for (int i = 0; i < WIDTH; i++)                                                                       \
      for (int j = 0; j < CHANNELS; j++) {                                                                \
        float greatest = 0;                                                                               \
        int which = 0;                                                                                    \
        for (int p = 0; p < 4; p++) {                                                                     \
          float value = rows[p / 2][2 * i + p % 2][j];                                                    \
          which = value > greatest ? p : which;                                                           \
          greatest = value > greatest ? value : greatest;                                                 \
        }                                                                                                 \
        h[i][j] = greatest;                                                                               \
        if (from) from[i][j] = which;                                                                     \
      }                                                                                                   \
  }
POOL(first_pool, 14, 8)
POOL(second_pool, 5, 16)

/* Sample number r of a batch. */
INLINE void forward(const Weights *net, const float *x, int r, int training, float *y) {
  for (int i = 0; i < 28; i++) memcpy(padded[r][i + 2][2], x + 28 * i, 28 * sizeof *x);
  for (int i = 0; i < 14; i++) {
    float rows[2][28][8] ALIGNED;
    for (int k = 0; k < 2; k++) first(&padded[r][2 * i + k], net->w1, net->b1, rows[k]);
    first_pool(rows, h1[r][i], training ? from1[r][i] : 0);
  }
  for (int i = 0; i < 5; i++) {
    float rows[2][10][16] ALIGNED;
    for (int k = 0; k < 2; k++) second(&h1[r][2 * i + k], net->w2, net->b2, rows[k]);
    second_pool(rows, h2[r][i], training ? from2[r][i] : 0);
  }
  third(h2[r][0][0], net->w3, net->b3, h3[r]);
  relu(120, h3[r]);
  fourth(h3[r], net->w4, net->b4, h4[r]);
  relu(84, h4[r]);
  output(h4[r], net->w5, net->b5, y);
}

INLINE void call(const void *weights, const float *x, float *y) { forward(weights, x, 0, 0, y); }

/* dh = W d where the relu let it through. */
INLINE void back(int inputs, int outputs, const float *weight, const float *h, const float *d, float *dh) {
  for (int i = 0; i < inputs; i++) dh[i] = h[i] > 0 ? dot(outputs, d, weight + i * outputs) : 0;
}

/* The way back through the second convolution: only where a pooled value came from. A window's row of 5 x 8 values,
 * and its filter's, stay in registers; positions go down the columns, so that sums of dh1 do not wait for one another. */
INLINE void back_second(int r, const float (*restrict filter)[5][40], const float (*restrict dh2)[5][16],
                        float (*restrict d_filter)[5][40], float *restrict d_bias, float *restrict dh1) {
  for (int o = 0; o < 16; o++) {
    int at[25];
    float d[25];
    for (int q = 0; q < 25; q++) {
      int row = q % 5, column = q / 5, from = from2[r][row][column][o];
      at[q] = ((2 * row + from / 2) * 14 + 2 * column + from % 2) * 8;
      d[q] = dh2[row][column][o];
      d_bias[o] += d[q];
    }
    for (int k = 0; k < 5; k++) {
      float sum[40] ALIGNED = {0};
      for (int q = 0; q < 25; q++) {
        int window = at[q] + k * 14 * 8;
        add(40, d[q], h1[r][0][0] + window, sum);
        add(40, d[q], filter[o][k], dh1 + window);
      }
      add(40, 1, sum, d_filter[o][k]);
    }
  }
}

/* And the first's, of which nobody wants the inputs' gradient. Of each 8 values 5 are its filter's row. */
INLINE void back_first(int r, const float (*restrict dh1)[14][8], float (*restrict d_filter)[5][8], float *restrict d_bias) {
  for (int o = 0; o < 6; o++) {
    float sum[5][8] ALIGNED = {0}, sum_of_d = 0;
    for (int row = 0; row < 14; row++)
      for (int column = 0; column < 14; column++) {
        int from = from1[r][row][column][o];
        float d = dh1[row][column][o];
        const float *x = padded[r][2 * row + from / 2][2 * column + from % 2];
        sum_of_d += d;
        for (int k = 0; k < 5; k++) add(8, d, x + 32 * k, sum[k]);
      }
    for (int k = 0; k < 5; k++) add(8, 1, sum[k], d_filter[o][k]);
    d_bias[o] += sum_of_d;
  }
}

static float adam_step(Weights *net, const float (*x)[784], const int *label) {
  static float d3[BATCH][120] ALIGNED, d4[BATCH][84] ALIGNED, d5[BATCH][10] ALIGNED;
  /* A filter's row as a window's row lies: 5 positions of 8 channels. */
  static float filter2[16][5][40] ALIGNED, d_filter2[16][5][40] ALIGNED, d_filter1[6][5][8] ALIGNED;
  float loss = 0;
  memset(&gradient, 0, sizeof gradient);
  memset(d_filter2, 0, sizeof d_filter2);
  memset(d_filter1, 0, sizeof d_filter1);
  for (int i = 0; i < 25; i++)
    for (int c = 0; c < 6; c++)
      for (int o = 0; o < 16; o++) filter2[o][i / 5][i % 5 * 8 + c] = net->w2[i / 5][i % 5][c][o];
  for (int r = 0; r < BATCH; r++) {
    float y[10], dh2[5][5][16] ALIGNED, dh1[14][14][8] ALIGNED = {0};
    forward(net, x[r], r, 1, y);
    loss += cross_entropy(10, y, label[r], 1.0f / BATCH, d5[r]);
    back(84, 10, net->w5[0], h4[r], d5[r], d4[r]);
    back(120, 84, net->w4[0], h3[r], d4[r], d3[r]);
    back(400, 120, net->w3[0], h2[r][0][0], d3[r], dh2[0][0]);
    back_second(r, filter2, dh2, d_filter2, gradient.b2, dh1[0][0]);
    for (int i = 0; i < 14 * 14; i++)
      for (int c = 0; c < 8; c++) dh1[i / 14][i % 14][c] = h1[r][i / 14][i % 14][c] > 0 ? dh1[i / 14][i % 14][c] : 0;
    back_first(r, dh1, d_filter1, gradient.b1);
    for (int j = 0; j < 120; j++) gradient.b3[j] += d3[r][j];
    for (int j = 0; j < 84; j++) gradient.b4[j] += d4[r][j];
    for (int j = 0; j < 10; j++) gradient.b5[j] += d5[r][j];
  }
  third_gradient(BATCH, (const float(*)[400])h2, d3, gradient.w3);
  fourth_gradient(BATCH, h3, d4, gradient.w4);
  output_gradient(BATCH, h4, d5, gradient.w5);
  for (int i = 0; i < 25; i++) {
    for (int o = 0; o < 6; o++) gradient.w1[i / 5][i % 5][0][o] = d_filter1[o][i / 5][i % 5];
    for (int c = 0; c < 6; c++)
      for (int o = 0; o < 16; o++) gradient.w2[i / 5][i % 5][c][o] = d_filter2[o][i / 5][i % 5 * 8 + c];
  }
  adam(PARAMETERS, ++steps, (float *)net, (float *)&gradient, (float *)&mean, (float *)&variance);
  return loss;
}

static void independent_calls(long count) { independent(count, call, &net, inputs[0], 784, outputs[0]); }
static void fed_back_calls(long count) { fed_back(count, call, &net, fed, inputs[0][0], outputs[0]); }

static void forward_64(long count) {
  for (long i = 0; i < count; i++) {
    const Weights *weights = &net;
    const float (*x)[784] = inputs, *result = outputs[0];
    OPAQUE(weights);
    OPAQUE(x);
    for (int r = 0; r < FORWARD; r++) forward(weights, x[r], 0, 0, outputs[r]);
    OPAQUE(result);
  }
}

static float adam_32(long from, long count) {
  float loss = 0;
  for (long i = from; i < from + count; i++) {
    long sample = i * BATCH % PICTURES;
    Weights *weights = &net;
    const float (*x)[784] = &inputs[sample], *result = &loss;
    const int *label = &classes[sample];
    OPAQUE(weights);
    OPAQUE(x);
    OPAQUE(label);
    loss = adam_step(weights, x, label);
    OPAQUE(result);
  }
  return loss;
}

void net_lenet_5(const char *name, const char *task) {
  start();
  data();
  if (!strcmp(task, "forward")) time_independent(name, independent_calls, outputs[0], 10);
  if (!strcmp(task, "fed-back")) time_fed_back(name, fed_back_calls, fed, inputs[0], 784, outputs[0]);
  if (!strcmp(task, "forward-64")) {
    forward_64(1);
    time_calls(name, outputs[0][0], outputs[FORWARD - 1][9], forward_64);
  }
  if (!strcmp(task, "adam-32")) time_training(name, start, adam_32);
}
