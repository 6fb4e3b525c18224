//! Metrics: known numbers, laws, and data that is not counted.

use proptest::prelude::*;
use typenet::metrics::{Accuracy, ConfusionMatrix, MetricError, Residuals, argmax};
use typenet_tests::assert_close;

#[track_caller]
fn close(actual: Option<f32>, expected: f32) {
    assert_close("metric", &[actual.expect("there are samples")], &[expected], 1e-6, 1e-7);
}

#[test]
fn the_largest_is_the_first_of_them_and_never_nan() {
    const NAN: f32 = f32::NAN;
    assert_eq!(argmax(&[]), None);
    assert_eq!(argmax(&[NAN, NAN]), None);
    assert_eq!(argmax(&[-1.0]), Some(0));
    assert_eq!(argmax(&[1.0, 3.0, 2.0, 3.0]), Some(1));
    assert_eq!(argmax(&[NAN, -2.0, NAN, -1.0, NAN]), Some(3));
    assert_eq!(argmax(&[f32::NEG_INFINITY, NAN]), Some(0));
    assert_eq!(argmax(&[f32::NEG_INFINITY, f32::MIN, f32::INFINITY]), Some(2));
    assert_eq!(argmax(&[0.0, -0.0]), Some(0));
    assert_eq!(argmax(&[-0.0, 0.0]), Some(0));
}

/// Twelve animals: labels, and what a net took them for. There are no birds, and no answer is a fish.
const LABELS: [usize; 12] = [0, 0, 0, 0, 0, 1, 1, 1, 3, 3, 4, 4];
const ANSWERS: [usize; 12] = [0, 0, 0, 1, 4, 1, 1, 0, 1, 4, 4, 4];

fn animals() -> ConfusionMatrix<6> {
    let mut confusion = ConfusionMatrix::NEW;
    for (answer, label) in ANSWERS.into_iter().zip(LABELS) {
        confusion.add_answer(answer, label).unwrap();
    }
    confusion
}

/// The numbers by hand, as fractions; classes 2 and 5 occur neither as label nor as answer, class 3 as a label
/// only.
#[test]
fn a_confusion_matrix() {
    let confusion = animals();
    assert_eq!(confusion.counts[0], [3, 1, 0, 0, 1, 0]);
    assert_eq!(confusion.counts[1], [1, 2, 0, 0, 0, 0]);
    assert_eq!(confusion.counts[3], [0, 1, 0, 0, 1, 0]);
    assert_eq!(confusion.counts[4], [0, 0, 0, 0, 2, 0]);
    assert_eq!((confusion.right(), confusion.total()), (7, 12));
    close(confusion.accuracy(), 7.0 / 12.0);

    let per_class = |of: fn(&ConfusionMatrix<6>, usize) -> Option<f32>| {
        [0, 1, 2, 3, 4, 5].map(|class| of(&confusion, class))
    };
    let (half, none) = (Some(0.5), None);
    let expected = [Some(0.75), half, none, none, half, none];
    assert_eq!(per_class(ConfusionMatrix::precision), expected);
    let expected = [Some(0.6), Some(2.0 / 3.0), none, Some(0.0), Some(1.0), none];
    assert_eq!(per_class(ConfusionMatrix::recall), expected);
    let expected = [Some(6.0 / 9.0), Some(4.0 / 7.0), none, Some(0.0), Some(4.0 / 6.0), none];
    assert_eq!(per_class(ConfusionMatrix::f1), expected);

    // Over the four classes that occur, 0/0 counted as 0, as scikit-learn does it:
    // precision_score(LABELS, ANSWERS, average="macro") and so on.
    close(confusion.macro_precision(), (0.75 + 0.5 + 0.0 + 0.5) / 4.0);
    close(confusion.macro_recall(), (0.6 + 2.0 / 3.0 + 0.0 + 1.0) / 4.0);
    close(confusion.macro_f1(), (2.0 / 3.0 + 4.0 / 7.0 + 0.0 + 2.0 / 3.0) / 4.0);
}

#[test]
fn a_confusion_matrix_is_a_table() {
    let mut confusion = ConfusionMatrix::<2>::NEW;
    confusion.counts = [[120, 3], [0, 45]];
    let expected = "\
label \\ answer   0   1
             0 120   3
             1   0  45
";
    assert_eq!(confusion.to_string(), expected);
    // The columns hold the numbers of the classes too.
    let text = ConfusionMatrix::<11>::NEW.to_string();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    assert_eq!(header, "label \\ answer  0  1  2  3  4  5  6  7  8  9 10");
    assert_eq!(lines.clone().count(), 11);
    assert!(lines.all(|line| line.len() == header.len()), "{text}");
    assert_eq!(ConfusionMatrix::<0>::NEW.to_string(), "label \\ answer\n");
}

#[test]
fn nothing_of_nothing() {
    let confusion = ConfusionMatrix::<3>::NEW;
    assert_eq!((confusion.total(), confusion.right()), (0, 0));
    assert_eq!(confusion.accuracy(), None);
    assert_eq!(confusion.macro_precision(), None);
    assert_eq!(confusion.macro_recall(), None);
    assert_eq!(confusion.macro_f1(), None);
    for class in [0, 2, 3, usize::MAX] {
        assert_eq!(confusion.precision(class), None);
        assert_eq!(confusion.recall(class), None);
        assert_eq!(confusion.f1(class), None);
        assert_eq!((confusion.labels(class), confusion.answers(class)), (0, 0));
    }
    assert_eq!(Accuracy::NEW.value(), None);
    let residuals = Residuals::<[f32; 2]>::NEW;
    assert_eq!(residuals.samples(), 0);
    assert_eq!(residuals.mean_absolute_error(), None);
    assert_eq!(residuals.mean_squared_error(), None);
    assert_eq!(residuals.root_mean_squared_error(), None);
    assert_eq!(residuals.r_squared(), None);
}

#[test]
fn classes_that_there_are_not() {
    let (mut confusion, mut accuracy) = (animals(), Accuracy::NEW);
    for class in [6, 7, usize::MAX] {
        let error = MetricError::Label { label: class, classes: 6 };
        assert_eq!(confusion.add(&[0.0; 6], class), Err(error));
        assert_eq!(confusion.add_answer(0, class), Err(error));
        assert_eq!(accuracy.add(&[0.0; 6], class), Err(error));
        let text = format!("label {class} is out of range: of 6 classes the last is 5");
        assert_eq!(error.to_string(), text);
        let error = MetricError::Answer { answer: class, classes: 6 };
        assert_eq!(confusion.add_answer(class, 0), Err(error));
        let text = format!("answer {class} is out of range: of 6 classes the last is 5");
        assert_eq!(error.to_string(), text);
        assert_eq!(confusion.f1(class), None);
    }
    assert_eq!(confusion, animals());
    assert_eq!(accuracy.add(&[], 0), Err(MetricError::Label { label: 0, classes: 0 }));
    assert_eq!(accuracy.total(), 0);
}

#[test]
fn outputs_that_are_no_answer() {
    const NAN: f32 = f32::NAN;
    let (mut accuracy, mut confusion) = (Accuracy::NEW, ConfusionMatrix::<2>::NEW);
    for error in [accuracy.add(&[NAN, NAN], 0), confusion.add(&[NAN, NAN], 0)] {
        let error = error.unwrap_err();
        assert!(matches!(error, MetricError::Output { index: 0, value } if value.is_nan()));
        assert_eq!(
            error.to_string(),
            "output value 0 is NaN; the net's input or its weights hold something too large or NaN"
        );
    }
    assert_eq!((accuracy.total(), confusion.total()), (0, 0));

    // Some NaN: the others answer.
    for label in [0, 1] {
        accuracy.add(&[NAN, -1.0], label).unwrap();
        confusion.add(&[NAN, -1.0], label).unwrap();
    }
    assert_eq!(accuracy.value(), Some(0.5));
    assert_eq!(confusion.counts, [[0, 1], [0, 1]]);

    let mut residuals = Residuals::NEW;
    for (output, target, expected) in [
        ([0.0, NAN], [0.0, 0.0], "output value 1 is NaN; the net's input or its weights hold"),
        ([f32::INFINITY, 0.0], [0.0, 0.0], "output value 0 is inf; the net's input or its weights"),
        ([0.0, 0.0], [0.0, NAN], "target value 1 is NaN; a target is a finite number"),
    ] {
        let error = residuals.add(&output, &target).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    assert_eq!(residuals, Residuals::NEW);
}

/// By hand: the rank of the label's output is 0, 1, 2, 3, 0 and, of two that are equal, 1.
#[test]
fn the_label_among_the_best() {
    let samples: [([f32; 4], usize); 6] = [
        ([9.0, 1.0, 2.0, 3.0], 0),
        ([9.0, 1.0, 2.0, 3.0], 3),
        ([9.0, 1.0, 2.0, 3.0], 2),
        ([9.0, 1.0, 2.0, 3.0], 1),
        ([5.0, 5.0, 0.0, 0.0], 0),
        ([5.0, 5.0, 0.0, 0.0], 1),
    ];
    for (k, right) in [(0, 0), (1, 2), (2, 4), (3, 5), (4, 6), (99, 6)] {
        let mut accuracy = Accuracy::top(k);
        for (outputs, label) in &samples {
            accuracy.add(outputs, *label).unwrap();
        }
        assert_eq!((accuracy.right(), accuracy.total()), (right, 6), "top {k}");
        assert_eq!(accuracy.value(), Some(right as f32 / 6.0));
    }
}

/// scikit-learn's manual, section "R² score, the coefficient of determination", and `mean_absolute_error` and
/// `mean_squared_error` of the same data.
#[test]
fn residuals_of_known_data() {
    let mut one = Residuals::NEW;
    for (y, t) in [2.5, 0.0, 2.0, 8.0].into_iter().zip([3.0, -0.5, 2.0, 7.0]) {
        one.add(&[y], &[t]).unwrap();
    }
    assert_eq!(one.samples(), 4);
    close(one.mean_absolute_error(), 0.5);
    close(one.mean_squared_error(), 0.375);
    close(one.root_mean_squared_error(), 0.612_372_4);
    // 1 - 1.5 / 29.1875
    close(one.r_squared(), 0.948_608_1);

    let mut two = Residuals::NEW;
    let outputs = [[0.0, 2.0], [-1.0, 2.0], [8.0, -5.0]];
    for (y, t) in outputs.iter().zip(&[[0.5, 1.0], [-1.0, 1.0], [7.0, -6.0]]) {
        two.add(y, t).unwrap();
    }
    close(two.mean_absolute_error(), 0.75);
    close(two.mean_squared_error(), 0.708_333_3);
    // multioutput="raw_values" and "uniform_average"
    close(two.r_squared_of(0), 0.965_438);
    close(two.r_squared_of(1), 0.908_163_3);
    close(two.r_squared(), 0.936_800_7);
    assert_eq!(two.r_squared_of(2), None);
}

#[test]
fn targets_that_are_all_the_same_have_no_r_squared() {
    let mut residuals = Residuals::NEW;
    for i in 0..100 {
        residuals.add(&[i as f32, i as f32], &[0.1, i as f32]).unwrap();
        assert_eq!(residuals.r_squared_of(0), None);
        assert_eq!(residuals.r_squared(), None);
        assert_eq!(residuals.r_squared_of(1), (i > 0).then_some(1.0));
    }
}

/// Targets of variance 1 (in the mean of many) about 10 000: sums of squares would have lost it.
#[test]
fn targets_far_from_zero() {
    let mut residuals = Residuals::NEW;
    for i in 0..10_000 {
        let target = 10_000.0 + if i % 2 == 0 { 1.0 } else { -1.0 };
        residuals.add(&(target + 0.5), &target).unwrap();
    }
    assert_close("R²", &[residuals.r_squared().unwrap()], &[0.75], 1e-4, 0.0);
    assert_eq!(residuals.mean_absolute_error(), Some(0.5));
}

type Sample = ([f32; 4], usize);

fn samples() -> impl Strategy<Value = Vec<Sample>> {
    // In quarters, so that some are equal.
    let outputs = prop::array::uniform4((-8_i8..8).prop_map(|y| f32::from(y) / 4.0));
    prop::collection::vec((outputs, 0_usize..4), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_confusion_matrix_adds_up(samples in samples()) {
        let (mut confusion, mut accuracy) = (ConfusionMatrix::<4>::NEW, Accuracy::NEW);
        for (outputs, label) in &samples {
            confusion.add(outputs, *label).unwrap();
            accuracy.add(outputs, *label).unwrap();
        }
        let count = |is: &dyn Fn(&Sample) -> bool| samples.iter().filter(|s| is(s)).count() as u64;
        for class in 0..4 {
            prop_assert_eq!(confusion.labels(class), count(&|(_, label)| *label == class));
            prop_assert_eq!(confusion.answers(class), count(&|(y, _)| argmax(y) == Some(class)));
            if let (Some(p), Some(r), Some(f1)) =
                (confusion.precision(class), confusion.recall(class), confusion.f1(class))
                && p + r > 0.0
            {
                assert_close("f1", &[f1], &[2.0 * p * r / (p + r)], 1e-6, 0.0);
            }
        }
        prop_assert_eq!(confusion.total(), samples.len() as u64);
        prop_assert_eq!(confusion.right(), count(&|(y, label)| argmax(y) == Some(*label)));
        prop_assert_eq!(confusion.accuracy(), accuracy.value());
        // The mean recall, weighted by how often a label occurs, is the accuracy.
        let recalled = |class| confusion.labels(class) as f32 * confusion.recall(class).unwrap_or(0.0);
        let recalled: f32 = (0..4).map(recalled).sum();
        assert_close("recall", &[recalled / samples.len() as f32], &[accuracy.value().unwrap()], 1e-5, 1e-6);
    }

    #[test]
    fn more_answers_are_never_less_accurate(samples in samples()) {
        let accuracy = |k| {
            let mut accuracy = Accuracy::top(k);
            for (outputs, label) in &samples {
                accuracy.add(outputs, *label).unwrap();
            }
            accuracy.value().unwrap()
        };
        let all = [0, 1, 2, 3, 4].map(accuracy);
        prop_assert!(all.is_sorted(), "{all:?}");
        prop_assert_eq!((all[0], all[4]), (0.0, 1.0));
    }

    #[test]
    fn residuals_are_those_of_the_plain_formulas(
        pairs in prop::collection::vec((-10.0_f32..10.0, -10.0_f32..10.0), 3..200),
        offset in -100.0_f32..100.0,
    ) {
        let pairs: Vec<(f32, f32)> = pairs.iter().map(|(y, t)| (y + offset, t + offset)).collect();
        let mut residuals = Residuals::NEW;
        let mut of_mean = Residuals::NEW;
        let n = pairs.len() as f64;
        let mean = pairs.iter().map(|(_, t)| f64::from(*t)).sum::<f64>() / n;
        for (y, t) in &pairs {
            residuals.add(y, t).unwrap();
            of_mean.add(&(mean as f32), t).unwrap();
        }
        let sum = |of: &dyn Fn(f64, f64) -> f64| -> f64 {
            pairs.iter().map(|(y, t)| of(f64::from(*y), f64::from(*t))).sum()
        };
        let absolute = sum(&|y, t| (y - t).abs()) / n;
        let squared = sum(&|y, t| (y - t) * (y - t)) / n;
        let variance = sum(&|_, t| (t - mean) * (t - mean)) / n;
        prop_assume!(variance > 0.1);
        let close = |actual: Option<f32>, expected: f64| {
            assert_close("metric", &[actual.unwrap()], &[expected as f32], 1e-4, 1e-3);
        };
        close(residuals.mean_absolute_error(), absolute);
        close(residuals.mean_squared_error(), squared);
        close(residuals.root_mean_squared_error(), squared.sqrt());
        close(residuals.r_squared(), 1.0 - squared / variance);
        // A net that always answers the mean explains nothing.
        close(of_mean.r_squared(), 0.0);
    }
}
