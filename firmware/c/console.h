/* The debugger's console (Arm semihosting), and the counter of instructions: see chip/src/counter.rs. */
#include <stdint.h>

static inline int semihosting(int operation, const void *argument) {
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static inline void text(const char *text) { semihosting(0x04, text); }

static inline void number(const char *name, uint32_t number, uint32_t base) {
    char digits[12], *first = digits + 11;
    *first = 0;
    do { *--first = "0123456789abcdef"[number % base]; } while (number /= base);
    text(name); text(" "); text(first); text("\n");
}

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define NOW_AFTER_ALL_BEFORE() __asm__ volatile("" ::: "memory")

#ifdef MICROBIT
static inline void start(void) {
    REGISTER(0x40008004) = 1; REGISTER(0x40008504) = 0; REGISTER(0x40008508) = 3;
    REGISTER(0x40008510) = 0; REGISTER(0x4000800c) = 1; REGISTER(0x40008000) = 1;
}
#define NOW() (REGISTER(0x40008040) = 1, REGISTER(0x40008540))
#define BETWEEN(before, after) ((uint32_t)(((uint64_t)((after) - (before)) * 125 + 64) / 128) - 2)
#else
static inline void start(void) {
    REGISTER(0x40000000) = 0; REGISTER(0x40000008) = ~0u; REGISTER(0x40000004) = ~0u;
    REGISTER(0x40000000) = 1;
}
#define NOW() REGISTER(0x40000004)
#define BETWEEN(before, after) ((uint32_t)(((uint64_t)((before) - (after)) * 5 + 4) / 8) - 1)
#endif
