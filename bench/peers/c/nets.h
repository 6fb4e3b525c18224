#pragma once
void net_3_1_2(const char *name, const char *task);
void net_1_16_16_1(const char *name, const char *task);
void net_784_128_10(const char *name, const char *task);
void net_3_64_64_1(const char *name, const char *task);
void net_8_8_1(const char *name, const char *task);
void net_3_16_1(const char *name, const char *task);
void net_lenet_5(const char *name, const char *task);
