//! The trainer: what it learns, that it goes on after a stop as if there had been none, and that nothing is lost.

use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::path::PathBuf;
use typenet::optim::{ForLayer, Penalty, StateVisitor};
use typenet::prelude::*;
use typenet::rand::RngExt;
use typenet::schedule::{Cosine, Plateau, Schedule, StepDecay};
use typenet::train::{Cause, Data, End, Epoch, FitError, History, Measure, Samples, Trainer};
use typenet::{Error, TargetError};
use typenet_tests::{random, rng, tensors};

network! {
    struct Net<
        dense(2 -> 12), batch_norm, tanh, dropout { rate: 0.1 }, hidden: dense(12 -> 6), tanh,
        dense(6 -> 1),
    >
}

/// x y, at random places.
fn data(count: usize, seed: u64) -> (Vec<[f32; 2]>, Vec<[f32; 1]>) {
    let inputs = random::<[f32; 2]>(count, seed);
    let targets = inputs.iter().map(|[x, y]| [x * y]).collect();
    (inputs, targets)
}

fn net() -> Net {
    let mut net = Net::ZERO;
    net.init(&mut rng(1));
    net
}

/// A trainer that leaves the terminal and Ctrl-C to other tests.
fn trainer<'a>() -> Trainer<'a, Net> {
    Trainer { batch: 16, progress: false, ctrl_c: false, ..Trainer::new() }
}

/// A file that is taken away in the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let file = format!("typenet-{}-{name}", std::process::id());
        let path = std::env::temp_dir().join(file);
        let _ = std::fs::remove_file(&path);
        Temporary(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// All that must be the same, to the bit; how long an epoch took is not.
fn epochs(history: &History) -> Vec<Epoch> {
    history.epochs.iter().map(|epoch| Epoch { seconds: 0.0, ..epoch.clone() }).collect()
}

#[test]
fn it_learns_and_tells_what_it_did() {
    let ((inputs, targets), (more, their)) = (data(200, 1), data(50, 2));
    let (training, validation) =
        (Data::new(&inputs, &targets).unwrap(), Data::new(&more, &their).unwrap());
    let mut net = net();
    let before = net.mean_loss(&MeanSquaredError, &more, &their).unwrap();
    let mut trainer = trainer();
    trainer.epochs = 60;
    trainer.measures.push(Measure::new("double", |net: &Net| {
        2.0 * net.mean_loss(&MeanSquaredError, &more, &their).unwrap()
    }));
    let mut adam = Adam::<Net>::boxed();
    adam.rate = 0.01;
    let history =
        trainer.fit(&mut net, &mut adam, &MeanSquaredError, &training, Some(&validation)).unwrap();
    assert_eq!((history.end, history.epochs.len()), (End::Complete, 60));
    let losses: Vec<f32> = history.epochs.iter().map(|epoch| epoch.validation.unwrap()).collect();
    let best = losses.iter().copied().fold(f32::INFINITY, f32::min);
    assert!(best < 0.3 * before, "{before} to {best}");
    // The net has the weights of the best epoch, the first of equal ones.
    assert_eq!(losses[history.best - 1], best);
    let after = net.mean_loss(&MeanSquaredError, &more, &their).unwrap();
    typenet_tests::assert_close("loss", &[after], &[best], 1e-5, 0.0);
    for epoch in &history.epochs {
        typenet_tests::assert_close(
            "measure",
            &epoch.measured,
            &[2.0 * epoch.validation.unwrap()],
            1e-5,
            0.0,
        );
        assert_eq!(epoch.rate, 0.01);
        assert!(epoch.seconds > 0.0);
    }

    let table = history.to_string();
    assert!(table.contains("epoch        loss  validation        rate      double\n"), "{table}");
    assert!(table.ends_with("all epochs are done"), "{table}");
    assert_eq!(table.lines().filter(|line| line.ends_with("best")).count(), 1);
    let csv = history.to_csv();
    assert_eq!(csv.lines().next(), Some("epoch,loss,validation,rate,seconds,double"));
    assert_eq!(csv.lines().count(), 61);

    let picture = Temporary::new("history.svg");
    history.save_svg(&picture.0).unwrap();
    let svg = std::fs::read_to_string(&picture.0).unwrap();
    assert!(svg.contains("validation") && svg.contains("polyline"), "{svg}");
}

/// What an optimizer remembers.
#[derive(Default)]
struct Remembered(Vec<Vec<f32>>);

impl StateVisitor<Net> for Remembered {
    fn net(&mut self, _name: &'static str, net: &mut Net) {
        self.0.extend(tensors(net).into_iter().map(|tensor| tensor.values));
    }

    fn scalars(&mut self, _name: &'static str, values: &mut [f32]) {
        self.0.push(values.to_vec());
    }
}

/// Trains for so many epochs, going on from the file if there is one.
fn train(
    epochs: usize,
    file: Option<&Temporary>,
    schedule: Box<dyn Schedule>,
    optimizer: &mut dyn Optimizer<Net>,
) -> (Net, History) {
    let ((inputs, targets), (more, their)) = (data(100, 1), data(30, 2));
    let (training, validation) =
        (Data::new(&inputs, &targets).unwrap(), Data::new(&more, &their).unwrap());
    let mut net = net();
    let mut trainer = trainer();
    trainer.epochs = epochs;
    trainer.seed = 7;
    trainer.clip_norm = Some(0.5);
    trainer.penalty = Penalty { l2: 1e-4, ..Penalty::NEW };
    trainer.schedule = Some(schedule);
    trainer.measures.push(Measure::new("first weight", |net: &Net| net.dense.weight[0][0]));
    (trainer.checkpoint, trainer.resume) = (file.map(|file| file.0.clone()), file.is_some());
    let history =
        trainer.fit(&mut net, optimizer, &MeanSquaredError, &training, Some(&validation)).unwrap();
    (net, history)
}

#[test]
fn after_a_stop_it_goes_on_as_if_there_had_been_none() {
    let plateau = || Box::new(Plateau { patience: 1, ..Plateau::NEW }) as Box<dyn Schedule>;
    let cosine = || {
        Box::new(Cosine { rate: 0.02, warm_up: 5, steps: 90, ..Cosine::NEW }) as Box<dyn Schedule>
    };
    type Make = fn() -> Box<dyn Optimizer<Net>>;
    let optimizers: [Make; 3] = [
        || Box::new(Adam::<Net>::NEW),
        || Box::new(Momentum::<Net>::NEW),
        || Box::new(Sgd { rate: 0.1, ..Sgd::NEW }),
    ];
    for (i, make) in optimizers.iter().enumerate() {
        for (j, schedule) in
            [&plateau as &dyn Fn() -> Box<dyn Schedule>, &cosine].iter().enumerate()
        {
            let (mut whole, mut first, mut second) = (make(), make(), make());
            let (net, history) = train(9, None, schedule(), &mut *whole);

            let file = Temporary::new(&format!("resume-{i}-{j}"));
            let (_, part) = train(4, Some(&file), schedule(), &mut *first);
            assert_eq!(part.epochs.len(), 4);
            let (again, rest) = train(9, Some(&file), schedule(), &mut *second);
            assert_eq!(tensors(&again), tensors(&net));
            assert_eq!(epochs(&rest), epochs(&history));
            assert_eq!((rest.best, rest.end), (history.best, history.end));
            let (mut one, mut two) = (Remembered::default(), Remembered::default());
            whole.state(&mut one);
            second.state(&mut two);
            assert_eq!(one.0, two.0);
            assert_eq!(whole.rate_mut(), second.rate_mut());

            // A training that is done is done.
            let (done, all) = train(9, Some(&file), schedule(), &mut *make());
            assert_eq!(tensors(&done), tensors(&net));
            assert_eq!(all.epochs.len(), 9);
        }
    }
}

/// What went wrong, in words.
fn refused(result: Result<History, FitError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_file_that_is_no_checkpoint_of_this_training_is_refused() {
    let (inputs, targets) = data(20, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let fit = |trainer: &mut Trainer<Net>, optimizer: &mut dyn Optimizer<Net>| {
        let mut net = net();
        let before = net.clone();
        let result = trainer.fit(&mut net, optimizer, &MeanSquaredError, &data, None);
        if result.is_err() {
            assert_eq!(tensors(&net), tensors(&before));
        }
        result
    };
    let file = Temporary::new("refused");
    let with = |seed: u64| Trainer {
        seed,
        epochs: 1,
        checkpoint: Some(file.0.clone()),
        resume: true,
        ..trainer()
    };
    std::fs::write(&file.0, b"nothing of the kind").unwrap();
    let message = refused(fit(&mut with(1), &mut Sgd::default()));
    assert!(message.starts_with("checkpoint: not a whole safetensors file"), "{message}");

    typenet::weights::save(&net(), &file.0).unwrap();
    let message = refused(fit(&mut with(1), &mut Sgd::default()));
    assert!(message.contains("is not a trainer's checkpoint"), "{message}");

    std::fs::remove_file(&file.0).unwrap();
    fit(&mut with(1), &mut Sgd::default()).unwrap();
    let message = refused(fit(&mut with(2), &mut Sgd::default()));
    assert!(message.contains("seed was 1 and is 2; take the file out of the way"), "{message}");
    let message = refused(fit(&mut with(1), &mut Adam::<Net>::boxed()));
    assert!(
        message.contains(
            "optimizer.mean.dense.weight: this training has [12, 2], the file has no such tensor"
        ),
        "{message}"
    );

    // What the file remembers is not forgotten in silence either.
    std::fs::remove_file(&file.0).unwrap();
    let plateau = || -> Option<Box<dyn Schedule>> { Some(Box::new(Plateau::NEW)) };
    fit(&mut Trainer { schedule: plateau(), ..with(1) }, &mut Momentum::<Net>::boxed()).unwrap();
    let message = refused(fit(&mut with(1), &mut Sgd::default()));
    for tensor in
        ["optimizer.velocity.dense.bias: the file has [12]", "schedule.best: the file has [1]"]
    {
        assert!(
            message.contains(&format!("{tensor}, this training has no such tensor")),
            "{message}"
        );
    }
    assert!(message.contains("another net, optimizer or schedule; use the same"), "{message}");
    for (changed, was) in [
        (Trainer { shuffle: false, ..with(1) }, "shuffle was true and is false"),
        (Trainer { parts: 2, ..with(1) }, "parts was 1 and is 2"),
        (Trainer { batch: 3, ..with(1) }, "batch was 16 and is 3"),
    ] {
        let mut changed = changed;
        let message = refused(fit(&mut changed, &mut Momentum::<Net>::boxed()));
        assert!(message.contains(was), "{message}");
    }
}

/// Shows what it remembers by one name twice.
struct Twins(Net, Net);

impl Optimizer<Net> for Twins {
    fn step(&mut self, _net: &mut Net, _gradient: &mut Net) {}

    fn rate_mut(&mut self) -> &mut f32 {
        &mut self.0.dense.bias[0]
    }

    fn state(&mut self, visitor: &mut dyn StateVisitor<Net>) {
        visitor.net("mean", &mut self.0);
        visitor.net("mean", &mut self.1);
    }
}

#[test]
fn two_tensors_by_one_name_are_refused_before_training() {
    let (inputs, targets) = data(20, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let file = Temporary::new("twins");
    let mut trainer = Trainer { checkpoint: Some(file.0.clone()), ..trainer() };
    let mut twins = Twins(Net::ZERO, Net::ZERO);
    let message = refused(trainer.fit(&mut net(), &mut twins, &MeanSquaredError, &data, None));
    assert!(message.contains("two tensors called `optimizer.mean.batch_norm.bias`"), "{message}");
    assert!(!file.0.exists());
}

#[test]
fn names_in_a_csv_file_are_quoted_where_they_must_be() {
    let (inputs, targets) = data(20, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let mut trainer = Trainer { epochs: 1, ..trainer() };
    for name in ["plain", "top-1, of 10", "so \"good\""] {
        trainer.measures.push(Measure::new(name, |_: &Net| 0.5));
    }
    let history =
        trainer.fit(&mut net(), &mut Sgd::default(), &MeanSquaredError, &data, None).unwrap();
    let csv = history.to_csv();
    let (head, rest) = csv.split_once('\n').unwrap();
    assert_eq!(head, r#"epoch,loss,validation,rate,seconds,plain,"top-1, of 10","so ""good""""#);
    assert!(rest.ends_with(",0.5,0.5,0.5\n"));
}

#[test]
fn training_that_has_ended_by_itself_does_not_go_on() {
    let (inputs, targets) = data(64, 1);
    let opposite: Vec<[f32; 1]> = targets.iter().map(|[t]| [-5.0 * t]).collect();
    let (training, validation) =
        (Data::new(&inputs, &targets).unwrap(), Data::new(&inputs, &opposite).unwrap());
    let file = Temporary::new("ended");
    let fit = |patience: usize| {
        let mut net = net();
        let mut adam = Adam { rate: 0.02, ..Adam::<Net>::NEW };
        let mut trainer = Trainer { epochs: 1000, patience: Some(patience), ..trainer() };
        (trainer.checkpoint, trainer.resume) = (Some(file.0.clone()), true);
        let history = trainer
            .fit(&mut net, &mut adam, &MeanSquaredError, &training, Some(&validation))
            .unwrap();
        (history, tensors(&net))
    };
    let ended = fit(3);
    assert_eq!(fit(3), ended);
    let (more, _) = fit(5);
    assert_eq!(more.epochs.len(), more.best + 5);
}

#[test]
fn settings_that_make_no_sense_are_told() {
    let (inputs, targets) = data(20, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let check = |trainer: Trainer<Net>, optimizer: &mut dyn Optimizer<Net>, expected: &str| {
        let mut trainer = trainer;
        let message = refused(trainer.fit(&mut net(), optimizer, &MeanSquaredError, &data, None));
        assert!(message.contains(expected), "{message}");
    };
    check(
        Trainer { batch: 0, ..trainer() },
        &mut Sgd::default(),
        "a batch of 0 samples; set `batch`",
    );
    check(
        Trainer { parts: 17, ..trainer() },
        &mut Sgd::default(),
        "`parts` must be between 1 and `batch`",
    );
    check(
        Trainer { patience: Some(3), ..trainer() },
        &mut Sgd::default(),
        "give validation samples",
    );
    check(Trainer { resume: true, ..trainer() }, &mut Sgd::default(), "set `checkpoint`");
    check(
        Trainer { clip_norm: Some(0.0), ..trainer() },
        &mut Sgd::default(),
        "`clip_norm` must be above 0",
    );
    check(Trainer { patience: Some(0), ..trainer() }, &mut Sgd::default(), "at least 1");
    let twice = || Measure::new("weight", |net: &Net| net.hidden.weight[0][0]);
    check(
        Trainer { measures: vec![twice(), twice()], ..trainer() },
        &mut Sgd::default(),
        "two measures are called `weight`",
    );
    let nowhere = Temporary::new("nowhere");
    check(
        Trainer { checkpoint: Some(nowhere.0.join("checkpoint")), ..trainer() },
        &mut Sgd::default(),
        "there is no folder",
    );
    const LAYERS: &[ForLayer] = &[ForLayer { layer: "hiden", rate: 0.1, ..ForLayer::NEW }];
    check(trainer(), &mut Sgd { layers: LAYERS, ..Sgd::NEW }, "hiden");
    let penalty = Penalty { l1: 0.1, layers: LAYERS, ..Penalty::NEW };
    check(Trainer { penalty, ..trainer() }, &mut Sgd::default(), "hiden");

    let nothing = Data::new(&inputs[..0], &targets[..0]).unwrap();
    let error = trainer()
        .fit(&mut net(), &mut Sgd::default(), &MeanSquaredError, &data, Some(&nothing))
        .unwrap_err();
    assert_eq!(error.to_string(), "validation data: there are no samples; give at least one");
    let lengths = Data::new(&inputs, &targets[1..]).unwrap_err();
    assert_eq!(lengths.to_string(), "20 inputs but 19 targets; give as many of each");
}

#[test]
fn bad_data_is_told_by_its_place_in_the_data_set_and_nothing_is_lost() {
    let (mut inputs, targets) = data(100, 1);
    inputs[73][1] = f32::NAN;
    let training = Data::new(&inputs, &targets).unwrap();
    let mut net = net();
    let before = net.clone();
    let error = trainer()
        .fit(&mut net, &mut Adam::<Net>::boxed(), &MeanSquaredError, &training, None)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "training data: sample 73: input value 1 is NaN; clean the data or leave the sample out"
    );
    assert_eq!((error.history.end, error.history.epochs.len()), (End::Failed, 0));
    assert_eq!(tensors(&net), tensors(&before));

    // Validation that fails in the second batch.
    let (good, targets) = data(40, 1);
    let (bad, mut their) = data(40, 2);
    their[39] = [f32::INFINITY];
    let (training, validation) =
        (Data::new(&good, &targets).unwrap(), Data::new(&bad, &their).unwrap());
    let error = trainer()
        .fit(&mut net, &mut Adam::<Net>::boxed(), &MeanSquaredError, &training, Some(&validation))
        .unwrap_err();
    let Cause::Data { set: "validation", error: Error::Target { sample: 39, error } } = error.cause
    else {
        panic!("{error}")
    };
    assert_eq!(error, TargetError::NotFinite { index: 0, value: f32::INFINITY });
}

#[test]
fn a_loss_that_diverges_leaves_the_best_weights() {
    let (inputs, targets) = data(64, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let mut net = net();
    let mut trainer = Trainer { epochs: 50, ..trainer() };
    // Soon after the start the rate is absurd.
    trainer.schedule = Some(Box::new(StepDecay { rate: 0.01, every: 12, factor: 1e12 }));
    let after_three = RefCell::new(None);
    trainer.on_epoch = Some(Box::new(|epoch, net: &Net| {
        if epoch.number == 3 {
            *after_three.borrow_mut() = Some(net.clone());
        }
        ControlFlow::Continue(())
    }));
    let mut sgd = Sgd::NEW;
    let error = trainer.fit(&mut net, &mut sgd, &MeanSquaredError, &data, None).unwrap_err();
    assert!(matches!(error.cause, Cause::Data { error: Error::Diverged { .. }, .. }), "{error}");
    assert!(tensors(&net).iter().all(|tensor| tensor.values.iter().all(|w| w.is_finite())));
    assert!(error.to_string().contains("epochs; the net has the best weights of these"), "{error}");
    assert!(!error.history.epochs.is_empty());
    drop(trainer);
    if error.history.epochs.len() == 3 {
        assert_eq!(Some(tensors(&net)), after_three.into_inner().as_ref().map(tensors));
    }
}

#[test]
fn patience_and_callbacks_end_training() {
    let (inputs, targets) = data(64, 1);
    // What is learned is wrong there.
    let opposite: Vec<[f32; 1]> = targets.iter().map(|[t]| [-5.0 * t]).collect();
    let (training, validation) =
        (Data::new(&inputs, &targets).unwrap(), Data::new(&inputs, &opposite).unwrap());
    let mut net = net();
    let mut adam = Adam { rate: 0.02, ..Adam::<Net>::NEW };
    let history = Trainer { epochs: 1000, patience: Some(3), ..trainer() }
        .fit(&mut net, &mut adam, &MeanSquaredError, &training, Some(&validation))
        .unwrap();
    assert_eq!(history.end, End::NoBetter);
    assert_eq!(history.epochs.len(), history.best + 3);

    let seen = Cell::new(0);
    let mut trainer = Trainer { epochs: 1000, ..trainer() };
    trainer.on_epoch = Some(Box::new(|epoch, _: &Net| {
        seen.set(epoch.number);
        if epoch.number == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }));
    let history = trainer.fit(&mut net, &mut adam, &MeanSquaredError, &training, None).unwrap();
    assert_eq!((history.end, history.epochs.len()), (End::Stopped, 4));
    drop(trainer);
    assert_eq!(seen.get(), 4);
}

#[test]
fn parts_of_a_batch_are_the_batch() {
    network! { struct Plain<dense(2 -> 8), tanh, dense(8 -> 1)> }
    let (inputs, targets) = data(50, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let run = |parts: usize| {
        let mut net = Plain::ZERO;
        net.init(&mut rng(3));
        let mut sgd = Sgd { rate: 0.1, ..Sgd::NEW };
        // Four steps: batches of 15, 15, 15 and 5.
        let history = Trainer {
            epochs: 2,
            batch: 15,
            parts,
            progress: false,
            ctrl_c: false,
            ..Trainer::new()
        }
        .fit(&mut net, &mut sgd, &MeanSquaredError, &data, None)
        .unwrap();
        (tensors(&net), history.epochs[1].loss)
    };
    let (whole, loss) = run(1);
    for parts in [2, 4, 15] {
        let (net, other) = run(parts);
        typenet_tests::assert_close("loss", &[other], &[loss], 1e-5, 1e-7);
        for (a, b) in net.iter().zip(&whole) {
            typenet_tests::assert_close(&a.name, &a.values, &b.values, 1e-5, 1e-6);
        }
    }
}

#[test]
fn a_batch_may_be_larger_than_all_data() {
    let (inputs, targets) = data(20, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let run = |batch: usize, parts: usize| {
        let (mut net, mut adam) = (net(), Adam::<Net>::NEW);
        let mut trainer = Trainer { batch, parts, ..trainer() };
        trainer.fit(&mut net, &mut adam, &MeanSquaredError, &data, Some(&data)).unwrap();
        tensors(&net)
    };
    assert_eq!(run(usize::MAX, 1), run(20, 1));
    assert_eq!(run(usize::MAX, 3), run(20, 3));
}

#[test]
fn data_of_ones_own_may_change_each_time() {
    struct Noisy(RefCell<Vec<f32>>);

    impl Samples<[f32; 2], [f32; 1]> for Noisy {
        fn len(&self) -> usize {
            3
        }

        fn sample(
            &self,
            index: usize,
            rng: &mut Xoshiro128PlusPlus,
            input: &mut [f32; 2],
        ) -> [f32; 1] {
            *input = [index as f32, rng.random()];
            self.0.borrow_mut().push(input[1]);
            [input[1]]
        }
    }

    let run = || {
        let noisy = Noisy(RefCell::default());
        Trainer { epochs: 2, ..trainer() }
            .fit(&mut net(), &mut Sgd::default(), &MeanSquaredError, &noisy, None)
            .unwrap();
        noisy.0.into_inner()
    };
    let drawn = run();
    assert_eq!(drawn.len(), 6);
    assert_ne!(drawn[..3], drawn[3..]);
    assert_eq!(run(), drawn);
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_training_and_keeps_the_weights() {
    let (inputs, targets) = data(32, 1);
    let data = Data::new(&inputs, &targets).unwrap();
    let mut net = net();
    let before = net.clone();
    // It ends by the signal or not at all.
    let mut trainer = Trainer { epochs: usize::MAX / 1024, ctrl_c: true, ..trainer() };
    trainer.on_epoch = Some(Box::new(|epoch, _: &Net| {
        if epoch.number == 2 {
            let id = std::process::id().to_string();
            let kill = std::process::Command::new("kill").args(["-INT", &id]).status();
            assert!(kill.unwrap().success());
        }
        ControlFlow::Continue(())
    }));
    let mut adam = Adam::<Net>::NEW;
    let history = trainer.fit(&mut net, &mut adam, &MeanSquaredError, &data, None).unwrap();
    assert_eq!(history.end, End::Interrupted);
    assert!(history.epochs.len() >= 2);
    assert_ne!(tensors(&net), tensors(&before));
    assert!(history.to_string().ends_with("interrupted by Ctrl-C"));
}
