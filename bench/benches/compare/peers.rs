//! Who is measured, and how each is built. A new peer is an entry here and a program that answers
//! `peer NET/TASK`.

pub struct Peer {
    /// As in `--peers`.
    pub name: &'static str,
    pub build: Build,
}

/// How a peer becomes a program.
pub enum Build {
    /// A package of this workspace, in the default release profile without any flag.
    Cargo(&'static str),
    /// A package in a folder of `peers/` and a workspace of its own, for this very processor.
    CargoNative(&'static str),
    /// Sources for gcc or g++ (or `$CC`, `$CXX`).
    Gcc(Gcc),
    /// A script for the Python that `./setup` makes, and the module that it needs.
    Python(&'static str, &'static str),
}

pub struct Gcc {
    /// The variable that names the compiler, and the usual one.
    pub compiler: (&'static str, &'static str),
    pub sources: &'static [&'static str],
    /// What `./setup` fetches, in `out/setup`, and where headers are found in there.
    pub includes: &'static [&'static str],
    /// Beside `-O3 -march=native -ffast-math`.
    pub flags: &'static [&'static str],
}

const fn gcc(name: &'static str, gcc: Gcc) -> Peer {
    Peer { name, build: Build::Gcc(gcc) }
}

const fn c(name: &'static str, flags: &'static [&'static str]) -> Peer {
    let sources = &[
        "c/main.c",
        "c/net_3_1_2.c",
        "c/net_1_16_16_1.c",
        "c/net_784_128_10.c",
        "c/net_lenet_5.c",
        "c/net_3_64_64_1.c",
        "c/net_8_8_1.c",
        "c/net_3_16_1.c",
        "c/net_784_64_784.c",
        "c/net_lstm_1_16_1.c",
        "c/net_lstm_8x32_64_10.c",
    ];
    gcc(name, Gcc { compiler: ("CC", "gcc"), sources, includes: &[], flags })
}

const fn rtneural(name: &'static str, flags: &'static [&'static str]) -> Peer {
    let includes =
        &["rtneural", "rtneural/modules/json", "rtneural/modules/Eigen", "xsimd/include"];
    let sources = &["rtneural/main.cpp"];
    gcc(name, Gcc { compiler: ("CXX", "g++"), sources, includes, flags })
}

/// Measures the machine itself; not one of the peers.
pub const MACHINE: Peer = gcc(
    "machine",
    Gcc { compiler: ("CC", "gcc"), sources: &["machine/peak.c"], includes: &[], flags: &[] },
);

/// typenet first: the others' ratios are to it.
pub const ALL: &[Peer] = &[
    Peer { name: "typenet", build: Build::Cargo("peer-typenet") },
    c("c", &[]),
    c("c-called", &["-DCALLED"]),
    c("c-tiles", &["-DTILES"]),
    rtneural(
        "rtneural-stl",
        &["-std=c++17", "-DRTNEURAL_USE_STL=1", "-DRTNEURAL_DEFAULT_ALIGNMENT=16"],
    ),
    rtneural(
        "rtneural-eigen",
        &["-std=c++17", "-DRTNEURAL_USE_EIGEN=1", "-DRTNEURAL_DEFAULT_ALIGNMENT=32"],
    ),
    rtneural(
        "rtneural-xsimd",
        &["-std=c++17", "-DRTNEURAL_USE_XSIMD=1", "-DRTNEURAL_DEFAULT_ALIGNMENT=32"],
    ),
    gcc(
        "rltools",
        Gcc {
            compiler: ("CXX", "g++"),
            sources: &["rltools/main.cpp"],
            includes: &["rl-tools/include"],
            flags: &["-std=c++17"],
        },
    ),
    Peer { name: "onnxruntime", build: Build::Python("bench_onnxruntime.py", "onnxruntime") },
    Peer { name: "jax", build: Build::Python("bench_jax.py", "jax") },
    Peer { name: "pytorch", build: Build::Python("bench_pytorch.py", "torch") },
    Peer { name: "dfdx", build: Build::CargoNative("dfdx") },
    Peer { name: "candle", build: Build::CargoNative("candle") },
    Peer { name: "burn", build: Build::CargoNative("burn") },
    Peer { name: "tract", build: Build::CargoNative("tract") },
];
