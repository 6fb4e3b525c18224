/* Vector table and start-up, without a C library's. */
#include "console.h"

extern uint32_t stack_top, data_start, data_end, data_in_flash, bss_start, bss_end;
void work_and_print(void);

static void leave(void) { semihosting(0x18, (void *)0x20026); for (;;) {} }

static void fault(void) { text("fault\n"); leave(); }

void reset(void) {
    for (volatile uint32_t *to = &data_start, *from = &data_in_flash; to < &data_end;) *to++ = *from++;
    for (volatile uint32_t *word = &bss_start; word < &bss_end; word++) *word = 0;
#ifdef __ARM_FP
    REGISTER(0xe000ed88) |= 0xf << 20; /* the float unit is off after reset */
    __asm__ volatile("dsb; isb");
#endif
    work_and_print();
    leave();
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    &stack_top, reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault, fault, 0, fault, fault,
};
