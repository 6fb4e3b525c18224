/* What a good C programmer writes for the same net, to compare with: sizes known, everything inlined, the
 * update in the same pass as the gradient. The net is chosen by -D:
 *   IN, HIDDEN, HIDDEN2 (if there are three layers), OUT: the sizes
 *   TANH: the activation is tanh, not relu;  LAST_RELU: there is one at the end too
 *   LEARN: a step of gradient descent, not a forward pass;  ROWS: four outputs at a time, by hand
 * Weights and inputs are those of chip/src/cost.rs. */
#include "console.h"
#include <math.h>
#define INLINE static inline __attribute__((always_inline))

#ifdef HIDDEN2
#define LAST HIDDEN2
#else
#define LAST HIDDEN
#endif

typedef struct {
    float w1[HIDDEN * IN], b1[HIDDEN];
#ifdef HIDDEN2
    float w2[HIDDEN2 * HIDDEN], b2[HIDDEN2];
#endif
    float w3[OUT * LAST], b3[OUT];
} Net;

#ifdef TANH
INLINE float activate(float x) { return tanhf(x); }
INLINE float slope(float y) { return 1.0f - y * y; }
#else
INLINE float activate(float x) { return x < 0.0f ? 0.0f : x; }
INLINE float slope(float y) { return y > 0.0f ? 1.0f : 0.0f; }
#endif

/* y = activation(b + W x), W row by row of the outputs. */
INLINE void dense(const float *w, const float *b, const float *x, float *y, int in, int out, int active) {
    int o = 0;
#ifdef ROWS
    for (; o + 4 <= out; o += 4, w += 4 * in) {
        const float *w0 = w, *w1 = w0 + in, *w2 = w1 + in, *w3 = w2 + in, *p = x;
        float s0 = b[o], s1 = b[o + 1], s2 = b[o + 2], s3 = b[o + 3];
        for (int i = in; i > 0; i--) {
            float v = *p++;
            s0 += *w0++ * v; s1 += *w1++ * v; s2 += *w2++ * v; s3 += *w3++ * v;
        }
        y[o] = active ? activate(s0) : s0; y[o + 1] = active ? activate(s1) : s1;
        y[o + 2] = active ? activate(s2) : s2; y[o + 3] = active ? activate(s3) : s3;
    }
#endif
    for (; o < out; o++, w += in) {
        float s = b[o];
        for (int i = 0; i < in; i++) s += w[i] * x[i];
        y[o] = active ? activate(s) : s;
    }
}

/* dx = W' dy; W -= rate dy x'; b -= rate dy. */
INLINE void dense_back(float *w, float *b, const float *x, const float *dy, float *dx, float rate, int in,
                       int out) {
    if (dx) for (int i = 0; i < in; i++) dx[i] = 0.0f;
    for (int o = 0; o < out; o++) {
        float d = dy[o], step = rate * d;
        for (int i = 0; i < in; i++) {
            if (dx) dx[i] += w[o * in + i] * d;
            w[o * in + i] -= step * x[i];
        }
        b[o] -= step;
    }
}

#ifdef LAST_RELU
#define LAST_ACTIVE 1
#else
#define LAST_ACTIVE 0
#endif
#ifdef HIDDEN2
#define FORWARD                                                  \
    float h1[HIDDEN], h2[HIDDEN2];                               \
    dense(net->w1, net->b1, x, h1, IN, HIDDEN, 1);               \
    dense(net->w2, net->b2, h1, h2, HIDDEN, HIDDEN2, 1);         \
    dense(net->w3, net->b3, h2, y, LAST, OUT, LAST_ACTIVE);      \
    const float *last = h2
#else
#define FORWARD                                                  \
    float h1[HIDDEN];                                            \
    dense(net->w1, net->b1, x, h1, IN, HIDDEN, 1);               \
    dense(net->w3, net->b3, h1, y, LAST, OUT, LAST_ACTIVE);      \
    const float *last = h1
#endif

__attribute__((noinline)) static void forward(const Net *net, const float *x, float *y) {
    FORWARD;
    (void)last;
}

#ifdef LEARN
__attribute__((noinline)) static float learn(Net *net, const float *x, const float *target, float rate) {
    float y[OUT], d3[OUT], d_last[LAST], loss = 0.0f;
    FORWARD;
    for (int o = 0; o < OUT; o++) {
        float e = y[o] - target[o];
        loss += e * e;
        d3[o] = 2.0f / OUT * e * (LAST_ACTIVE ? slope(y[o]) : 1.0f);
    }
    dense_back(net->w3, net->b3, last, d3, d_last, rate, LAST, OUT);
    for (int i = 0; i < LAST; i++) d_last[i] *= slope(last[i]);
#ifdef HIDDEN2
    float d1[HIDDEN];
    dense_back(net->w2, net->b2, h1, d_last, d1, rate, HIDDEN, HIDDEN2);
    for (int i = 0; i < HIDDEN; i++) d1[i] *= slope(h1[i]);
    dense_back(net->w1, net->b1, x, d1, 0, rate, IN, HIDDEN);
#else
    dense_back(net->w1, net->b1, x, d_last, 0, rate, IN, HIDDEN);
#endif
    return loss / OUT;
}
#endif

static uint32_t seed;
static float next(void) {
    seed = seed * 1664525u + 1013904223u;
    return 0.5f * ((float)(seed >> 8) / 16777216.0f - 0.5f);
}
static void fill(uint32_t with, float *w, float *b, int in, int out) {
    seed = with;
    for (int i = 0; i < in; i++) for (int o = 0; o < out; o++) w[o * in + i] = next();
    for (int o = 0; o < out; o++) b[o] = next();
}

static Net storage;

void work_and_print(void) {
    float x[IN], y[OUT];
    Net *net = &storage;
    fill(5, net->w1, net->b1, IN, HIDDEN);
#ifdef HIDDEN2
    fill(6, net->w2, net->b2, HIDDEN, HIDDEN2);
    fill(7, net->w3, net->b3, LAST, OUT);
#else
    fill(6, net->w3, net->b3, LAST, OUT);
#endif
    seed = 9;
    for (int i = 0; i < IN; i++) x[i] = next();
    start();
    __asm__ volatile("" : "+r"(net) : : "memory"); /* the compiler knows the weights no more */
#ifdef LEARN
    float target[OUT];
    seed = 10;
    for (int o = 0; o < OUT; o++) target[o] = next();
    NOW_AFTER_ALL_BEFORE();
    uint32_t before = NOW();
    NOW_AFTER_ALL_BEFORE();
    learn(net, x, target, 0.01f);
    NOW_AFTER_ALL_BEFORE();
    uint32_t after = NOW();
    forward(net, x, y);
#else
    NOW_AFTER_ALL_BEFORE();
    uint32_t before = NOW();
    NOW_AFTER_ALL_BEFORE();
    forward(net, x, y);
    NOW_AFTER_ALL_BEFORE();
    uint32_t after = NOW();
#endif
    number("instructions", BETWEEN(before, after), 10);
    for (int o = 0; o < OUT; o++) {
        union { float value; uint32_t bits; } both = {y[o]};
        number("output", both.bits, 16);
    }
}
