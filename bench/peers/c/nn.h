/* What the nets in C are made of: loops whose bounds are constants once they are inlined, which gcc unrolls
 * and vectorises. Weights lie row by row of the inputs, so that every inner loop goes along a row. */
#pragma once
#include "../common/bench.h"

#define INLINE static inline __attribute__((always_inline))
#ifdef CALLED /* as from another file, which for a tiny net is much of the time */
#define NET static __attribute__((noinline))
#else
#define NET INLINE
#endif
#define ALIGNED __attribute__((aligned(64)))

/* Defines `name`: y = b + x W. TILE outputs at a time stay in registers. (A macro, because gcc 12 makes better
 * code of an array whose size is a constant from the start.) */
#define DENSE(name, INPUTS, OUTPUTS, TILE)                                                                \
  INLINE void name(const float *restrict x, const float (*restrict weight)[OUTPUTS], const float *restrict bias, \
                   float *restrict y) {                                                                   \
    for (int t = 0; t < OUTPUTS; t += TILE) {                                                             \
      float sum[TILE];                                                                                    \
      for (int j = 0; j < TILE; j++) sum[j] = bias[t + j];                                                \
      for (int i = 0; i < INPUTS; i++)                                                                    \
        for (int j = 0; j < TILE; j++) sum[j] += x[i] * weight[i][t + j];                                 \
      for (int j = 0; j < TILE; j++) y[t + j] = sum[j];                                                   \
    }                                                                                                     \
  }

/* Defines `name`: one row of a convolution with a window of 5 x 5, channels last. WIDTH positions come out, TILE at a
 * time in registers; the window's rows have SIDE positions of CHANNELS values, of which the first INPUTS are read. */
#define CONVOLUTION(name, INPUTS, CHANNELS, SIDE, OUTPUTS, WIDTH, TILE)                                    \
  INLINE void name(const float (*restrict x)[SIDE][CHANNELS], const float (*restrict filter)[5][INPUTS][OUTPUTS], \
                   const float *restrict bias, float (*restrict y)[OUTPUTS]) {                            \
    for (int t = 0; t < WIDTH; t += TILE) {                                                               \
      float sum[TILE][OUTPUTS];                                                                           \
      for (int i = 0; i < TILE; i++)                                                                      \
        for (int j = 0; j < OUTPUTS; j++) sum[i][j] = bias[j];                                            \
      for (int k = 0; k < 5; k++)                                                                         \
        for (int l = 0; l < 5; l++)                                                                       \
          for (int c = 0; c < INPUTS; c++)                                                                \
            for (int i = 0; i < TILE; i++)                                                                \
              for (int j = 0; j < OUTPUTS; j++) sum[i][j] += x[k][t + i + l][c] * filter[k][l][c][j];     \
      for (int i = 0; i < TILE; i++)                                                                      \
        for (int j = 0; j < OUTPUTS; j++) y[t + i][j] = sum[i][j];                                        \
    }                                                                                                     \
  }

/* Defines `name`: d_weight = x' d, summed over the batch. TILE outputs at a time stay in registers. */
#define WEIGHT_GRADIENT(name, INPUTS, OUTPUTS, TILE)                                                       \
  INLINE void name(int batch, const float (*restrict x)[INPUTS], const float (*restrict d)[OUTPUTS],      \
                   float (*restrict d_weight)[OUTPUTS]) {                                                 \
    for (int t = 0; t < OUTPUTS; t += TILE)                                                               \
      for (int i = 0; i < INPUTS; i++) {                                                                  \
        float sum[TILE];                                                                                  \
        for (int j = 0; j < TILE; j++) sum[j] = 0;                                                        \
        for (int r = 0; r < batch; r++)                                                                   \
          for (int j = 0; j < TILE; j++) sum[j] += x[r][i] * d[r][t + j];                                 \
        for (int j = 0; j < TILE; j++) d_weight[i][t + j] = sum[j];                                       \
      }                                                                                                   \
  }

INLINE void relu(int n, float *x) {
  for (int i = 0; i < n; i++) x[i] = x[i] > 0 ? x[i] : 0;
}

INLINE float sigmoid(float x) { return 1 / (1 + expf(-x)); }

/* A step of an LSTM from the sums of its gates i, f, g and o, n values each one behind the other, which become the gates;
 * `shown` is tanh(c). With -ffast-math gcc calls the vector expf and tanhf of glibc's libmvec where there are such, but
 * not where it has unrolled the whole loop before, as it does with sixteen values. */
INLINE void lstm_step(int n, float *restrict gate, const float *c_before, float *c, float *restrict shown,
                      float *restrict h) {
  const float *i = gate, *f = gate + n, *g = gate + 2 * n, *o = gate + 3 * n;
  _Pragma("GCC unroll 1") for (int j = 0; j < 2 * n; j++) gate[j] = sigmoid(gate[j]);
  _Pragma("GCC unroll 1") for (int j = 2 * n; j < 3 * n; j++) gate[j] = tanhf(gate[j]);
  _Pragma("GCC unroll 1") for (int j = 3 * n; j < 4 * n; j++) gate[j] = sigmoid(gate[j]);
  for (int j = 0; j < n; j++) c[j] = f[j] * c_before[j] + i[j] * g[j];
  _Pragma("GCC unroll 1") for (int j = 0; j < n; j++) shown[j] = tanhf(c[j]);
  for (int j = 0; j < n; j++) h[j] = o[j] * shown[j];
}

INLINE float dot(int n, const float *a, const float *b) {
  float sum = 0;
  for (int i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

/* to += factor * x. */
INLINE void add(int n, float factor, const float *restrict x, float *restrict to) {
  for (int i = 0; i < n; i++) to[i] += factor * x[i];
}

/* Step number t of Adam with the usual settings: rate 0.001, beta 0.9 and 0.999, epsilon 1e-8. */
INLINE void adam(int n, int t, float *restrict p, const float *restrict g, float *restrict m, float *restrict v) {
  float rate = 1e-3f / (1 - powf(0.9f, t)), scale = 1 / sqrtf(1 - powf(0.999f, t));
  for (int i = 0; i < n; i++) {
    m[i] = 0.9f * m[i] + 0.1f * g[i];
    v[i] = 0.999f * v[i] + 0.001f * g[i] * g[i];
    p[i] -= rate * m[i] / (sqrtf(v[i]) * scale + 1e-8f);
  }
}

/* Softmax and cross entropy, times `scale`, and the gradient of it. */
INLINE float cross_entropy(int n, const float *logit, int label, float scale, float *d) {
  float largest = logit[0], sum = 0;
  for (int i = 1; i < n; i++) largest = logit[i] > largest ? logit[i] : largest;
  for (int i = 0; i < n; i++) d[i] = expf(logit[i] - largest), sum += d[i];
  float loss = logf(sum) - (logit[label] - largest);
  for (int i = 0; i < n; i++) d[i] *= scale / sum;
  d[label] -= scale;
  return loss * scale;
}

/* The cross entropy of n sigmoids, the mean of it times `scale`, and the gradient of it. */
INLINE float binary_cross_entropy(int n, const float *restrict logit, const float *restrict target, float scale,
                                  float *restrict d) {
  float loss = 0;
  for (int i = 0; i < n; i++) {
    float y = logit[i], e = expf(-fabsf(y));
    loss += (y > 0 ? y : 0) - target[i] * y + logf(1 + e);
    d[i] = ((y > 0 ? 1 : e) / (1 + e) - target[i]) * scale / n;
  }
  return loss * scale / n;
}

/* A net's way from `x` to `y`, given to the loops below as a constant, so that gcc inlines it. */
typedef void (*Net)(const void *net, const float *x, float *y);

/* Inputs that have nothing to do with one another. */
INLINE void independent(long count, Net forward, const void *net, const float *inputs, int width, float *y) {
  for (long i = 0; i < count; i++) {
    const float *x = inputs + i % INPUTS * width;
    OPAQUE(net);
    OPAQUE(x);
    forward(net, x, y);
    OPAQUE(y);
  }
}

/* Each input has a little of the output before it. */
INLINE void fed_back(long count, Net forward, const void *net, float *x, float start, float *y) {
  for (long i = 0; i < count; i++) {
    OPAQUE(net);
    OPAQUE(x);
    forward(net, x, y);
    x[0] = start + FEEDBACK * y[0];
    OPAQUE(y);
  }
}

/* What `calls` left in `y`, of `outputs` values: of the first input, and of the last. */
static inline void time_independent(const char *name, Calls calls, const float *y, int outputs) {
  calls(1);
  float first = y[0];
  calls(INPUTS);
  time_calls(name, first, y[outputs - 1], calls);
}

/* The first output, and the 50th. `fed` is where `calls` keeps the input of `width` values. */
static inline void time_fed_back(const char *name, Calls calls, float *fed, const float *input, int width,
                                 const float *y) {
  memcpy(fed, input, width * sizeof *fed);
  calls(1);
  float first = y[0];
  calls(49);
  time_calls(name, first, y[0], calls);
}
