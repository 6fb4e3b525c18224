#pragma once
void net_3_1_2(const char *name, const char *task);
void net_1_16_16_1(const char *name, const char *task);
void net_784_128_10(const char *name, const char *task);
void net_3_64_64_1(const char *name, const char *task);
void net_8_8_1(const char *name, const char *task);
void net_3_16_1(const char *name, const char *task);
void net_lenet_5(const char *name, const char *task);
void net_784_64_784(const char *name, const char *task);
void net_lstm_1_16_1(const char *name, const char *task);
void net_lstm_8x32_64_10(const char *name, const char *task);
