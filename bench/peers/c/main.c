/* Plain C: what a careful programmer writes by hand for one net. `c NET/TASK` prints one line of JSON, or
 * nothing for a case that it does not have. Built three times: as it is, with -DTILES (see tiles.h) and with -DCALLED (see
 * nn.h), of which the last two have only what is then another code. */
#include "nets.h"
#include "../common/bench.h"

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(const char *name, const char *task);
  } nets[] = {
#ifndef TILES
      {"3-1-2/", net_3_1_2},
#endif
#ifndef CALLED
      {"784-128-10/", net_784_128_10},
      {"lenet-5/", net_lenet_5},
      {"784-64-784/", net_784_64_784},
#endif
#if !defined TILES && !defined CALLED
      {"1-16-16-1/", net_1_16_16_1},
      {"3-64-64-1/", net_3_64_64_1},
      {"8-8-1/", net_8_8_1},
      {"3-16-1/", net_3_16_1},
      {"lstm-1-16-1/", net_lstm_1_16_1},
      {"lstm-8x32-64-10/", net_lstm_8x32_64_10},
#endif
  };
  if (argc < 2) return 1;
  for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
    size_t length = strlen(nets[i].name);
    if (!strncmp(argv[1], nets[i].name, length)) nets[i].run(argv[1], argv[1] + length);
  }
}
