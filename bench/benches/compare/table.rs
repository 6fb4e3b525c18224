//! The report as tables in Markdown.

use crate::machine::Machine;
use crate::peers::ALL;
use crate::report::{Report, Rival, Row, Spread};
use std::fmt::Write;

pub fn markdown(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = marks(&mut text, report);
    let _ = ratios(&mut text, report);
    let _ = limits(&mut text, report);
    let _ = disagreements(&mut text, report);
    text
}

fn marks(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text, "Medians of {} rounds, with the least and the greatest.\n", report.rounds)?;
    writeln!(text, "| case | typenet | peer | its time | ratio | mark | |")?;
    writeln!(text, "|---|--:|---|--:|--:|--:|---|")?;
    for row in &report.cases {
        for peer in &row.peers {
            let (Some(mark), Some(met)) = (peer.mark, peer.met()) else { continue };
            let verdict = if met { "met" } else { "**missed**" };
            let (ours, theirs) = (time(row.ns.median), time(peer.ns.median));
            let (case, name, ratio) = (row.case, peer.name, spread(peer.ratio));
            writeln!(
                text,
                "| {case} | {ours} | {name} | {theirs} | {ratio} | {mark:.2} | {verdict} |"
            )?;
        }
    }
    Ok(())
}

fn ratios(text: &mut String, report: &Report) -> std::fmt::Result {
    let has = |name| move |row: &Row| row.peers.iter().any(|peer| peer.name == name);
    let names = ALL.iter().map(|peer| peer.name);
    let names: Vec<_> = names.filter(|&name| report.cases.iter().any(has(name))).collect();
    writeln!(text, "\ntypenet's time divided by the peer's; below 1 typenet takes less.\n")?;
    writeln!(text, "| case | typenet | {} |", names.join(" | "))?;
    writeln!(text, "|---|--:|{}", "--:|".repeat(names.len()))?;
    for row in &report.cases {
        write!(text, "| {} | {} |", row.case, time(row.ns.median))?;
        for name in &names {
            let peer = row.peers.iter().find(|peer| peer.name == *name);
            write!(text, " {} |", peer.map_or(String::new(), |peer: &Rival| spread(peer.ratio)))?;
        }
        writeln!(text)?;
    }
    Ok(())
}

fn limits(text: &mut String, report: &Report) -> std::fmt::Result {
    let Some(Machine { multiply_adds, caches }) = &report.machine else { return Ok(()) };
    writeln!(text, "\nThe core, at its best in this run: {multiply_adds:.1} multiply-adds/ns.\n")?;
    writeln!(text, "| cache | KiB | reads bytes/ns | updates bytes/ns |\n|---|--:|--:|--:|")?;
    for cache in caches {
        let (name, size) = (&cache.name, cache.bytes / 1024);
        writeln!(text, "| {name} | {size} | {:.0} | {:.0} |", cache.read, cache.update)?;
    }
    writeln!(
        text,
        "\n| case | typenet | multiply-adds | of FMA peak | weights in | of its bandwidth |"
    )?;
    writeln!(text, "|---|--:|--:|--:|---|--:|")?;
    for row in &report.cases {
        let Some(share) = &row.limits else { continue };
        let (peak, bandwidth) = (100.0 * share.of_arithmetic, 100.0 * share.of_memory);
        let (case, ours, sums) = (row.case, time(row.ns.median), share.multiply_adds);
        writeln!(
            text,
            "| {case} | {ours} | {sums} | {peak:.0}% | {} | {bandwidth:.0}% |",
            share.cache
        )?;
    }
    Ok(())
}

fn disagreements(text: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(text)?;
    let all =
        || report.cases.iter().flat_map(|row| row.peers.iter().map(move |peer| (row.case, peer)));
    for (case, peer) in all().filter(|(_, peer)| !peer.agrees) {
        writeln!(text, "{} gives other numbers in {case}: it does not do the same.", peer.name)?;
    }
    if all().all(|(_, peer)| peer.agrees) {
        writeln!(text, "All peers give the same outputs and losses.")?;
    }
    Ok(())
}

fn spread(Spread { median, least, greatest }: Spread) -> String {
    // Two digits that mean something, however small.
    let digits = |x: f64| if x < 0.1 { format!("{x:.4}") } else { format!("{x:.2}") };
    format!("{} ({}–{})", digits(median), digits(least), digits(greatest))
}

/// A time in the unit that suits it.
pub fn time(ns: f64) -> String {
    match ns {
        ..100.0 => format!("{ns:.1} ns"),
        ..1e3 => format!("{ns:.0} ns"),
        ..1e5 => format!("{:.2} µs", ns / 1e3),
        _ => format!("{:.0} µs", ns / 1e3),
    }
}
