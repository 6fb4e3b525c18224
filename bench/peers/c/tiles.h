/* The products of matrices in tiles that stay in registers, and convolutions in tiles of some positions by all channels,
 * written with the vectors of GNU C. Sizes are constants once inlined. */
#pragma once
#include "nn.h"

typedef float Vector __attribute__((vector_size(32), may_alias));
typedef float Unaligned __attribute__((vector_size(32), may_alias, aligned(4)));

/* tile[i][j] += the sum over k of left[k * across + i * down] * right[k * width + j], 8 i and 16 j. */
INLINE void tile(int depth, const float *left, int across, int down, const float *right, int width,
                 Vector sum[8][2]) {
  for (int k = 0; k < depth; k++) {
    const Vector *row = (const Vector *)(right + k * width);
    Vector first = row[0], second = row[1];
    _Pragma("GCC unroll 8") for (int i = 0; i < 8; i++) {
      float x = left[k * across + i * down];
      sum[i][0] += x * first;
      sum[i][1] += x * second;
    }
  }
}

/* y = b + x W for `batch` samples, or the relu of it. */
INLINE void tiles_forward(int batch, int inputs, int outputs, const float *x, const float *weight,
                          const float *bias, float *y, int relu) {
  for (int t = 0; t < outputs; t += 16)
    for (int r = 0; r < batch; r += 8) {
      Vector sum[8][2];
      const Vector *b = (const Vector *)(bias + t);
      for (int i = 0; i < 8; i++) sum[i][0] = b[0], sum[i][1] = b[1];
      tile(inputs, x + r * inputs, 1, inputs, weight + t, outputs, sum);
      for (int i = 0; i < 8; i++) {
        Vector *to = (Vector *)(y + (r + i) * outputs + t);
        for (int c = 0; c < 2; c++)
          for (int j = 0; j < 8; j++) to[c][j] = !relu || sum[i][c][j] > 0 ? sum[i][c][j] : 0;
      }
    }
}

/* d_weight = x' d, summed over the batch. */
INLINE void tiles_weight_gradient(int batch, int inputs, int outputs, const float *x, const float *d, float *d_weight) {
  for (int q = 0; q < inputs; q += 8)
    for (int t = 0; t < outputs; t += 16) {
      Vector sum[8][2] = {0};
      tile(batch, x + q, inputs, 1, d + t, outputs, sum);
      for (int i = 0; i < 8; i++) memcpy(d_weight + (q + i) * outputs + t, sum[i], sizeof sum[i]);
    }
}

/* dh = d W' where the relu let it through: each a product of two rows, 4 x 4 of them at a time. */
INLINE void tiles_back(int batch, int inputs, int outputs, const float *weight, const float *h, const float *d, float *dh) {
  for (int r = 0; r < batch; r += 4)
    for (int q = 0; q < inputs; q += 4) {
      Vector sum[4][4] = {0};
      for (int k = 0; k < outputs; k += 8)
        _Pragma("GCC unroll 4") for (int i = 0; i < 4; i++) {
          Vector left = *(const Vector *)(d + (r + i) * outputs + k);
          _Pragma("GCC unroll 4") for (int j = 0; j < 4; j++)
            sum[i][j] += left * *(const Vector *)(weight + (q + j) * outputs + k);
        }
      for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
          float total = 0;
          for (int lane = 0; lane < 8; lane++) total += sum[i][j][lane];
          int at = (r + i) * inputs + q + j;
          dh[at] = h[at] > 0 ? total : 0;
        }
    }
}

/* As add, with n a multiple of 8. What is stored in vectors is read again in the same vectors, without a wait. */
INLINE void tiles_add(int n, float factor, const float *restrict x, float *restrict to) {
  _Pragma("GCC unroll 8") for (int i = 0; i < n; i += 8) *(Vector *)(to + i) += factor * *(const Unaligned *)(x + i);
}

/* As CONVOLUTION, with OUTPUTS a multiple of 8. */
#define TILES_CONVOLUTION(name, INPUTS, CHANNELS, SIDE, OUTPUTS, WIDTH, TILE)                              \
  INLINE void name(const float (*x)[SIDE][CHANNELS], const float (*filter)[5][INPUTS][OUTPUTS],           \
                   const float *bias, float (*y)[OUTPUTS]) {                                              \
    enum { VECTORS = OUTPUTS / 8 };                                                                       \
    for (int t = 0; t < WIDTH; t += TILE) {                                                               \
      Vector sum[TILE][VECTORS];                                                                          \
      for (int i = 0; i < TILE; i++)                                                                      \
        for (int v = 0; v < VECTORS; v++) sum[i][v] = ((const Vector *)bias)[v];                          \
      for (int k = 0; k < 5; k++)                                                                         \
        for (int l = 0; l < 5; l++)                                                                       \
          for (int c = 0; c < INPUTS; c++) {                                                              \
            const Vector *weight = (const Vector *)filter[k][l][c];                                       \
            _Pragma("GCC unroll 16") for (int i = 0; i < TILE; i++)                                       \
              for (int v = 0; v < VECTORS; v++) sum[i][v] += x[k][t + i + l][c] * weight[v];              \
          }                                                                                               \
      for (int i = 0; i < TILE; i++) memcpy(y[t + i], sum[i], sizeof sum[i]);                             \
    }                                                                                                     \
  }
