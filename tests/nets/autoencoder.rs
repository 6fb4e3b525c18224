//! An autoencoder that hears whether a machine is broken: what it cannot give back is unlike all that it learned.
//!
//! Koizumi et al., *Description and Discussion on DCASE2020 Challenge Task 2: Unsupervised Anomalous Sound
//! Detection for Machine Condition Monitoring*, 2020, which MLPerf Tiny took over (Banbury et al., *MLPerf Tiny
//! Benchmark*, 2021). What goes in are five frames of a spectrogram with 128 bands.

use typenet::prelude::*;

network! {
    pub struct Autoencoder<
        dense1: dense(640 -> 128), norm1: batch_norm, relu,
        dense2: dense(128 -> 128), norm2: batch_norm, relu,
        dense3: dense(128 -> 128), norm3: batch_norm, relu,
        dense4: dense(128 -> 128), norm4: batch_norm, relu,
        dense5: dense(128 -> 8), norm5: batch_norm, relu,
        dense6: dense(8 -> 128), norm6: batch_norm, relu,
        dense7: dense(128 -> 128), norm7: batch_norm, relu,
        dense8: dense(128 -> 128), norm8: batch_norm, relu,
        dense9: dense(128 -> 128), norm9: batch_norm, relu,
        dense10: dense(128 -> 640),
    >
}
