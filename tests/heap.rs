//! Training takes on the heap what the net's constants announce, and not a byte more; and there, not on the
//! stack: this runs in threads that have 320 KiB, of which the tiles of a convolution take some 140 in a debug
//! build.

#[path = "nets/lenet5.rs"]
mod lenet5;

use lenet5::LeNet5;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use typenet::prelude::*;
use typenet_tests::{init, random};

/// The system's allocator, which counts what each thread holds.
struct Counting;

thread_local! {
    static HELD: Cell<usize> = const { Cell::new(0) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: all is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.get() + layout.size();
        HELD.set(held);
        MOST.set(MOST.get().max(held));
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // What another thread took is not counted here.
        HELD.set(HELD.get().saturating_sub(layout.size()));
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// How many bytes more than before were held at once while it ran.
fn takes(run: impl FnOnce()) -> usize {
    let before = HELD.get();
    MOST.set(before);
    run();
    MOST.get() - before
}

const BATCH: usize = 8;

/// The bytes that training takes, and those of an optimizer.
fn check<N: Network, O: Optimizer<N>>(announced: usize, optimizer: fn() -> Box<O>)
where
    CrossEntropy: Loss<N::Output, usize>,
{
    // One thread, which calls nothing of rayon's; where there are several, their queues take some memory.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(320 * 1024).build();
    pool.unwrap().install(|| {
        let inputs: Vec<N::Input> = random(BATCH, 1);
        let labels: Vec<usize> = (0..BATCH).collect();
        let all = takes(|| {
            let (mut net, mut gradient) = (N::boxed(), N::boxed());
            let mut workspace = vec![0.0; N::WORKSPACE * BATCH];
            let mut optimizer = optimizer();
            let mut outputs = [N::Output::ZERO; BATCH];
            init(&mut *net, 1);
            let in_between = takes(|| {
                for _ in 0..2 {
                    net.loss_gradient(
                        &CrossEntropy,
                        &inputs,
                        &labels,
                        &mut workspace,
                        &mut gradient,
                    )
                    .unwrap();
                    optimizer.step(&mut net, &mut gradient);
                }
                net.forward_batch(&inputs, &mut outputs);
                net.forward(&inputs[0], &mut outputs[1]);
            });
            assert_eq!(in_between, 0);
        });
        assert_eq!(all, announced);
    });
}

fn sgd() -> Box<Sgd> {
    Box::new(Sgd::NEW)
}

network! { struct Mlp<dense(784 -> 128), relu, dense(128 -> 10)> }

#[test]
fn weights_gradient_and_workspace() {
    let bytes = 2 * Mlp::WEIGHT_BYTES + Mlp::workspace_bytes(BATCH) + size_of::<Sgd>();
    check::<Mlp, _>(bytes, sgd);
    let bytes = 2 * LeNet5::WEIGHT_BYTES + LeNet5::workspace_bytes(BATCH) + size_of::<Sgd>();
    check::<LeNet5, _>(bytes, sgd);
}

#[test]
fn two_averages_more_for_adam() {
    let settings = size_of::<Adam<Mlp>>() - 2 * Mlp::WEIGHT_BYTES;
    assert!(settings <= 64, "{settings}");
    let bytes = 4 * Mlp::WEIGHT_BYTES + Mlp::workspace_bytes(BATCH) + settings;
    check::<Mlp, _>(bytes, Adam::boxed);
    let bytes = 4 * LeNet5::WEIGHT_BYTES + LeNet5::workspace_bytes(BATCH) + settings;
    check::<LeNet5, _>(bytes, Adam::boxed);
}
