//! The three panels of the picture. It knows ink, not the law.

use crate::story::{self, LENGTH, Moment};
use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use std::ops::Range;

type Failure = Box<dyn std::error::Error>;
type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Point = (f64, f64);
/// [pixels]
const SIZE: (u32, u32) = (1500, 1680);
const TITLE: i32 = 32;
const TEXT: i32 = 25;
const EBB: RGBColor = RGBColor(21, 101, 192);
const CLIP: RGBColor = RGBColor(211, 84, 0);
const QUIET: RGBColor = RGBColor(130, 130, 130);
const INK: RGBColor = RGBColor(40, 40, 40);
const RULE: RGBColor = RGBColor(230, 230, 230);

/// Where a label is to its point.
const ABOVE_LEFT: (HPos, VPos) = (HPos::Right, VPos::Bottom);
const BELOW_LEFT: (HPos, VPos) = (HPos::Right, VPos::Top);
const BELOW_RIGHT: (HPos, VPos) = (HPos::Left, VPos::Top);

/// The picture as SVG.
pub(crate) fn picture(ebb: &[Moment], clip: &[Moment]) -> Result<String, Failure> {
    let mut svg = String::new();
    {
        let page = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        page.fill(&WHITE)?;
        let panels = page.split_evenly((3, 1));
        let [first, second, third] = panels.as_slice() else {
            return Err("the page has three panels".into());
        };
        draw_health(first, ebb, clip)?;
        draw_discount(second, ebb)?;
        draw_close_factor(third)?;
        page.present()?;
    }
    Ok(svg)
}

/// Health over time: untouched, in one clip, in steps.
fn draw_health(area: &Area<'_>, ebb: &[Moment], clip: &[Moment]) -> Result<(), Failure> {
    let title = "Health of one loan while the price falls by 12 % in four minutes";
    let end = minutes(LENGTH);
    let mut chart = frame(
        area,
        title,
        (0.0..end, 0.925..1.15),
        ("minutes", "health"),
        2,
    )?;
    line(&mut chart, [(0.0, 1.0), (end, 1.0)], INK, 2)?;
    let health = |moment: &Moment| Some((minutes(moment.time), moment.health));
    let idle = |moment: &Moment| Some((minutes(moment.time), moment.idle_health));
    line(&mut chart, ebb.iter().filter_map(idle), QUIET, 3)?;
    line(&mut chart, clip.iter().filter_map(health), CLIP, 4)?;
    line(&mut chart, ebb.iter().filter_map(health), EBB, 5)?;
    dots(&mut chart, clip, health, CLIP)?;
    dots(&mut chart, ebb, health, EBB)?;
    let above = |story: &[Moment]| story.last().map_or(1.0, |end| end.health + 0.002);
    let labels = [
        ("unhealthy below 1", 0.998, INK, BELOW_LEFT),
        ("nobody liquidates", 0.949, QUIET, BELOW_LEFT),
        (&told("one clip", clip), above(clip), CLIP, ABOVE_LEFT),
        (&told("Ebb", ebb), above(ebb), EBB, ABOVE_LEFT),
    ];
    for (text, y, color, place) in labels {
        label(&mut chart, text, (end, y), color, place)?;
    }
    Ok(())
}

/// What a story comes to.
fn told(name: &str, story: &[Moment]) -> String {
    let steps = story.iter().filter(|moment| moment.repaid > 0).count();
    let (sold, cost) = story.last().map_or((0, 0), |end| (end.sold, end.cost));
    let usdc = |assets: u128| (assets + 500_000) / 1_000_000;
    let times = if steps == 1 {
        "at once".to_owned()
    } else {
        format!("in {steps} steps")
    };
    format!(
        "{name}: {} of 2,300,000 USDC repaid {times}, cost {}",
        grouped(usdc(sold)),
        grouped(usdc(cost))
    )
}

/// Thousands apart.
fn grouped(number: u128) -> String {
    match number / 1000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1000),
    }
}

/// The discount over time: offered, and had nobody taken a step.
fn draw_discount(area: &Area<'_>, ebb: &[Moment]) -> Result<(), Failure> {
    let title = "The discount grows until a step is worth taking; every step sets it back";
    let end = minutes(LENGTH);
    let mut chart = frame(
        area,
        title,
        (0.0..end, 0.0..5.5),
        ("minutes", "discount [%]"),
        0,
    )?;
    let idle = |moment: &Moment| Some((minutes(moment.time), 100.0 * moment.idle_discount?));
    let offered = |moment: &Moment| Some((minutes(moment.time), 100.0 * moment.discount?));
    let looks = || {
        ebb.iter()
            .filter(|moment| moment.time.is_multiple_of(story::LOOK))
    };
    line(&mut chart, looks().filter_map(idle), QUIET, 3)?;
    line(&mut chart, looks().filter_map(offered), EBB, 4)?;
    dots(&mut chart, ebb, offered, EBB)?;
    let labels = [
        ("if nobody takes a step", 4.5, QUIET, BELOW_LEFT),
        ("offered, with the steps taken", 0.62, EBB, ABOVE_LEFT),
    ];
    for (text, y, color, place) in labels {
        label(&mut chart, text, (end, y), color, place)?;
    }
    Ok(())
}

/// The close factor over the LTV, on the first print and once it has lasted.
fn draw_close_factor(area: &Area<'_>) -> Result<(), Failure> {
    let title = "The close factor: how much of a debt one block of 12 seconds may repay";
    let (from, to) = (0.83, 1.0);
    let axes = ("debt / collateral value [%]", "close factor [%]");
    let mut chart = frame(area, title, (100.0 * from..100.0 * to, 0.0..110.0), axes, 0)?;
    let (mut first, mut lasting) = (Vec::new(), Vec::new());
    for step in 1..=340 {
        let ltv = from + (to - from) * f64::from(step) / 340.0;
        let (now, then) = story::close_factors(ltv).map_err(super::said)?;
        first.push((100.0 * ltv, 100.0 * now));
        lasting.push((100.0 * ltv, 100.0 * then));
    }
    line(&mut chart, first, QUIET, 4)?;
    line(&mut chart, lasting, EBB, 5)?;
    label(
        &mut chart,
        "after a price has lasted a minute",
        (91.0, 74.0),
        EBB,
        BELOW_RIGHT,
    )?;
    label(
        &mut chart,
        "on a first print, however low",
        (100.0, 12.0),
        QUIET,
        ABOVE_LEFT,
    )
}

/// A panel with its title and axes; `places` decimal places on the y axis.
fn frame<'a, 'b>(
    area: &'a Area<'b>,
    title: &str,
    (x, y): (Range<f64>, Range<f64>),
    (x_name, y_name): (&str, &str),
    places: usize,
) -> Result<Chart<'a, 'b>, Failure> {
    let style = ("sans-serif", TITLE)
        .into_font()
        .style(FontStyle::Bold)
        .color(&INK);
    let area = area.margin(24, 12, 24, 48);
    area.draw_text(title, &style, (20, 0))?;
    let mut chart = ChartBuilder::on(&area)
        .margin_top(TITLE + 22)
        .x_label_area_size(64)
        .y_label_area_size(90)
        .build_cartesian_2d(x, y)?;
    let text = ("sans-serif", TEXT).into_font().color(&INK);
    chart
        .configure_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(RULE)
        .axis_style(QUIET)
        .label_style(text.clone())
        .axis_desc_style(text)
        .x_labels(11)
        .y_labels(8)
        .x_label_formatter(&|x| format!("{x:.0}"))
        .y_label_formatter(&|y| format!("{y:.places$}"))
        .x_desc(x_name)
        .y_desc(y_name)
        .draw()?;
    Ok(chart)
}

fn line(
    chart: &mut Chart<'_, '_>,
    points: impl IntoIterator<Item = Point>,
    color: RGBColor,
    width: u32,
) -> Result<(), Failure> {
    chart.draw_series(LineSeries::new(points, color.stroke_width(width)))?;
    Ok(())
}

/// A dot wherever a step was taken.
fn dots(
    chart: &mut Chart<'_, '_>,
    story: &[Moment],
    at: impl Fn(&Moment) -> Option<Point>,
    color: RGBColor,
) -> Result<(), Failure> {
    let taken = story
        .iter()
        .filter(|moment| moment.repaid > 0)
        .filter_map(at);
    chart.draw_series(taken.map(|point| Circle::new(point, 8, color.filled())))?;
    Ok(())
}

fn label(
    chart: &mut Chart<'_, '_>,
    text: &str,
    at: Point,
    color: RGBColor,
    (horizontal, vertical): (HPos, VPos),
) -> Result<(), Failure> {
    let style = ("sans-serif", TEXT)
        .into_font()
        .color(&color)
        .pos(Pos::new(horizontal, vertical));
    chart.draw_series([Text::new(text.to_owned(), at, style)])?;
    Ok(())
}

/// Seconds as minutes.
fn minutes(seconds: u64) -> f64 {
    seconds as f64 / 60.0
}
