/// How much to put around `input` values, at the start and at the end, so that a kernel at every `stride` gives
/// `input / stride` values, rounded up: half at each side, and what is odd at the end, as TensorFlow's `same`.
pub const fn same_padding(
    input: usize,
    kernel: usize,
    stride: usize,
    dilation: usize,
) -> [usize; 2] {
    if input == 0 || kernel == 0 || stride == 0 {
        return [0, 0];
    }
    let covered = (input.div_ceil(stride) - 1) * stride + dilation * (kernel - 1) + 1;
    let both = covered.saturating_sub(input);
    [both / 2, both - both / 2]
}
