/* What one core can do at most: multiply-adds of f32, and reading and updating what lies in each cache. In
 * assembly, so that nothing is optimized away. Prints one line of JSON with the best of many samples. x86-64 with
 * AVX2, or AVX-512 where that does more; other processors need kernels of their own here. */
#include "../common/bench.h"
#include <unistd.h>

/* Twelve sums that do not depend on one another, twice. */
#define TWELVE(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define FMA_256(i) "vfmadd231ps %%ymm15, %%ymm14, %%ymm" #i "\n"
#define FMA_512(i) "vfmadd231ps %%zmm15, %%zmm14, %%zmm" #i "\n"
#define SUMS "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11"
#define FMA_KERNEL(name, FMA)                                                                              \
  static void name(long n) {                                                                               \
    __asm__ volatile("vzeroall\n1:\n" TWELVE(FMA) TWELVE(FMA) "dec %0\njnz 1b\nvzeroupper\n"               \
                     : "+r"(n)::"memory", SUMS, "xmm14", "xmm15");                                         \
  }
FMA_KERNEL(fma_256, FMA_256)
FMA_KERNEL(fma_512, FMA_512)

/* Eight vectors a turn. */
#define EIGHT(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define LOAD_256(i) "vmovaps " #i "*32(%0), %%ymm" #i "\n"
#define LOAD_512(i) "vmovaps " #i "*64(%0), %%zmm" #i "\n"
#define UPDATE_256(i) "vaddps " #i "*32(%0), %%ymm15, %%ymm" #i "\nvmovaps %%ymm" #i ", " #i "*32(%0)\n"
#define UPDATE_512(i) "vaddps " #i "*64(%0), %%zmm15, %%zmm" #i "\nvmovaps %%zmm" #i ", " #i "*64(%0)\n"
#define STREAM_KERNEL(name, BODY, BYTES)                                                                   \
  static void name(char *p, long bytes) {                                                                  \
    char *end = p + bytes;                                                                                 \
    __asm__ volatile("vxorps %%xmm15, %%xmm15, %%xmm15\n1:\n" EIGHT(BODY)                                  \
                     "add $" BYTES ", %0\ncmp %1, %0\njb 1b\nvzeroupper\n"                                 \
                     : "+r"(p) : "r"(end) : "memory", SUMS, "xmm15");                                      \
  }
STREAM_KERNEL(load_256, LOAD_256, "256")
STREAM_KERNEL(load_512, LOAD_512, "512")
STREAM_KERNEL(update_256, UPDATE_256, "256")
STREAM_KERNEL(update_512, UPDATE_512, "512")

static double best_fma(void (*kernel)(long), int lanes) {
  const long turns = 200000;
  double best = 0;
  for (int sample = 0; sample < 50; sample++) {
    double begin = now();
    kernel(turns);
    best = fmax(best, turns * 24.0 * lanes / (now() - begin));
  }
  return best;
}

static double best_stream(void (*kernel)(char *, long), char *p, long bytes) {
  const long turns = (8L << 20) / bytes + 1;
  double best = 0;
  for (int sample = 0; sample < 50; sample++) {
    double begin = now();
    for (long i = 0; i < turns; i++) kernel(p, bytes);
    best = fmax(best, (double)turns * bytes / (now() - begin));
  }
  return best;
}

static double best_width(void (*narrow)(char *, long), void (*wide)(char *, long), char *p, long bytes) {
  double best = best_stream(narrow, p, bytes);
  return __builtin_cpu_supports("avx512f") ? fmax(best, best_stream(wide, p, bytes)) : best;
}

/* Large shared caches are measured with a part that one core can keep. */
enum { MOST = 8 << 20 };

int main(void) {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    fprintf(stderr, "no AVX2 here");
    return 1;
  }
  double fma = best_fma(fma_256, 8);
  if (__builtin_cpu_supports("avx512f")) fma = fmax(fma, best_fma(fma_512, 16));
  printf("{\"multiply_adds\":%.2f,\"caches\":[", fma);
  static const struct {
    const char *name;
    int parameter;
  } caches[] = {{"L1", _SC_LEVEL1_DCACHE_SIZE}, {"L2", _SC_LEVEL2_CACHE_SIZE}, {"L3", _SC_LEVEL3_CACHE_SIZE}};
  for (int i = 0; i < 3; i++) {
    long bytes = sysconf(caches[i].parameter), half = bytes / 2 & ~511L;
    if (half <= 0) continue;
    if (half > MOST) half = MOST;
    char *p = aligned_alloc(4096, (half + 4095) & ~4095L);
    memset(p, 0, half);
    printf("%s{\"name\":\"%s\",\"bytes\":%ld,\"read\":%.2f,\"update\":%.2f}", i ? "," : "", caches[i].name, bytes,
           best_width(load_256, load_512, p, half), best_width(update_256, update_512, p, half));
    free(p);
  }
  printf("]}\n");
}
