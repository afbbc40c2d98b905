//! What the sandbox costs: the same rule natively, in the sandbox, and in two script engines.

use std::sync::Arc;

use workdiary_diary::assess::{Answer, Assessment, Line, Tally};
use workdiary_diary::contract::ContractId;
use workdiary_diary::money::Rounding;
use workdiary_plugins::{Cache, Plugin, RuleTerms, Sandbox, WeekColumns};
use workdiary_sdk::example::BillingInput;
use workdiary_sdk::harness;
use workdiary_service::billing;
use workdiary_service::plugins::Plugins;
use workdiary_store::{Home as Folder, Store};

use crate::measure::{Figure, median_ms, medians_ms, peak_mb};
use crate::ten_years;

const RUNS: usize = 1_001;
/// Segments of a whole week and of 52 of them.
const WEEK: u32 = 1_008;
const YEAR: u32 = 52 * WEEK;
const CONFIG: &str = "{}";

/// So many segments one after the other, some too short, some manual; a limit in two thirds of them.
fn input(segments: u32) -> BillingInput {
    let third = segments / 3;
    let at = |segment: u32| jiff::Timestamp::from_second(1_779_667_200 + i64::from(segment) * 600).unwrap();
    serde_json::from_value(serde_json::json!({
        "week": "2026-05-25", "hourly_rate": 8_500, "weekly_limit": third * 20,
        "segments": [
            { "start": at(0), "repeat": third },
            { "start": at(third), "repeat": third, "tracked_seconds": 59 },
            { "start": at(2 * third), "repeat": segments - 2 * third, "manual": true },
        ],
    }))
    .unwrap()
}

/// The same as the host has it.
fn columns(input: &BillingInput) -> WeekColumns {
    let terms = RuleTerms {
        week: workdiary_sdk::time::slot_of_date(input.week).unwrap(),
        currency: input.currency.clone(),
        currency_digits: input.currency_digits,
        hourly_rate: input.hourly_rate,
        weekly_limit: input.weekly_limit,
    };
    let segments = Arc::new(workdiary_plugins::example_segments(&input.segments).unwrap());
    WeekColumns { terms, segments, earlier: Arc::default(), zone: jiff::tz::TimeZone::UTC }
}

fn rule(sandbox: &Arc<Sandbox>) -> Plugin {
    sandbox.load("weekly-limit", workdiary_builtins::by_name("weekly-limit").unwrap().component).unwrap()
}

pub fn figures() -> Vec<Figure> {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(&folder.path().join("cache"), &folder.path().join("keys/key")).unwrap();
    let sandbox = Arc::new(Sandbox::new(Some(cache), &workdiary_test_support::binary()).unwrap());
    let plugin = rule(&sandbox);
    let mut figures = Vec::new();
    for (name, segments, most) in [("week", WEEK, 3.0), ("year", YEAR, 2.2)] {
        figures.extend(assessed(&plugin, name, segments, most));
    }
    let empty = columns(&input(0));
    let first = median_ms(RUNS, || {
        let plugin = rule(&sandbox);
        drop(plugin.assess(CONFIG, &empty).unwrap());
    });
    figures.push(Figure::new("cached plugin: load, instance, first call", "ms", first, Some(1.0)));
    let mut instance = plugin.rule_instance(0).unwrap();
    let calls = median_ms(RUNS, || {
        for _ in 0..100 {
            instance.empty_call().unwrap();
        }
    });
    figures.push(Figure::new("an empty call, of a hundred", "µs", calls * 10.0, None));
    figures.push(full_year());
    figures.extend(reports());
    figures
}

/// The same rule on the same segments: natively, warm, fresh, and as a script.
fn assessed(plugin: &Plugin, name: &str, segments: u32, most: f64) -> Vec<Figure> {
    let runs = if segments > WEEK { RUNS / 5 } else { RUNS };
    let input = input(segments);
    let (here, columns) = (harness::week(&input).unwrap(), columns(&input));
    let mut instance = plugin.rule_instance(segments as usize * 1_000).unwrap();
    let [native, warm, fresh] = medians_ms(
        runs,
        [
            &mut || drop(natively(&here)),
            &mut || drop(instance.assess(CONFIG, &columns).unwrap()),
            &mut || drop(plugin.assess(CONFIG, &columns).unwrap()),
        ],
    );
    let (lua, rhai) = (script::lua(&columns, runs / 10), script::rhai(&columns, runs / 10));
    let times = |what: &str, ms: f64, budget| {
        Figure::new(format!("{name}: {what}, native = 1"), "×", ms / native, budget)
    };
    let (warm_budget, fresh_budget) = if segments > WEEK { (None, Some(most)) } else { (Some(most), None) };
    let fresh_ms = (segments == WEEK).then_some(0.15);
    vec![
        Figure::new(format!("{name} of {segments} segments, assessed natively"), "ms", native, None),
        times("sandbox, warm instance", warm, warm_budget),
        times("sandbox, fresh instance", fresh, fresh_budget),
        Figure::new(format!("{name}: sandbox, fresh instance"), "ms", fresh, fresh_ms),
        times("as a Lua script", lua, None),
        times("as a Rhai script", rhai, None),
    ]
}

/// All that the sandbox does, without it: the config is read, the rule asked, the answer checked.
fn natively(week: &workdiary_sdk::Week<'_>) -> Assessment {
    let config = serde_json::from_str(CONFIG).unwrap();
    let answer = harness::assess::<weekly_limit::WeeklyLimit>(&config, week).unwrap();
    let line = |line: workdiary_sdk::Line| Line {
        text: line.text,
        minutes: line.minutes,
        rate: line.rate,
        amount: line.amount,
    };
    let answer = Answer {
        outcomes: answer.outcomes,
        reasons: answer.reasons,
        billed_minutes: answer.billed_minutes,
        lines: answer.lines.into_iter().map(line).collect(),
        rounding: Rounding::HalfAwayFromZero,
    };
    Assessment::check(answer, week.columns().len()).unwrap()
}

/// A year of 52,416 segments, read from the diary, assessed and totalled.
fn full_year() -> Figure {
    let home = ten_years::full_year_home();
    let folder = Folder::at(&home.path());
    let (mut store, plugins) =
        (Store::open(&folder).unwrap(), Plugins::of(&folder, &workdiary_test_support::binary()));
    let contract = store.contract(&"acme".parse::<ContractId>().unwrap()).unwrap();
    let weeks = ten_years::full_year();
    let mut segments = 0;
    let year = median_ms(31, || {
        let mut tally = Tally::default();
        segments = 0;
        for week in &weeks {
            let assessed = billing::assess(&mut store, &plugins, &contract, *week).unwrap();
            segments += assessed.segments.len();
            tally.add_all(&assessed.segments, &assessed.assessment);
        }
        assert_eq!(tally.totals().tracked_minutes, u64::from(YEAR) * 10);
    });
    let what = format!("year of {segments} segments, read, assessed and totalled");
    Figure::new(what, "ms", year, Some(60.0))
}

/// What a report over ten years takes.
fn reports() -> Vec<Figure> {
    let home = ten_years::home();
    let report = |from: &str| {
        let out = home.path().join("report");
        let out = out.to_str().unwrap();
        let arguments =
            ["report", "csv", "--contract", "acme", "--from", from, "--to", "2026-11-20", "-o", out];
        peak_mb(home.command(arguments))
    };
    // The first one of all compiles the plugin.
    report("2026-11-19");
    let (one, ten) = (report("2025-11-20"), report("2016-11-20"));
    vec![
        Figure::new("report of one year: peak memory", "MB", one, None),
        Figure::new("report of ten years: peak memory", "MB", ten, Some(one * 1.2)),
    ]
}

mod script {
    use super::{WeekColumns, median_ms};

    const LUA: &str = "
        return function(manual, seconds, minimum, limit)
            local statuses, billed, used = {}, {}, 0
            for i = 1, #manual do
                if not manual[i] and seconds[i] < minimum then statuses[i], billed[i] = 2, 0
                elseif used + 10 > limit then statuses[i], billed[i] = 1, 0
                else used = used + 10; statuses[i], billed[i] = 0, 10 end
            end
            return statuses, billed
        end";

    const RHAI: &str = "
        fn assess(manual, seconds, minimum, limit) {
            let statuses = []; let billed = []; let used = 0;
            for i in 0..manual.len() {
                if !manual[i] && seconds[i] < minimum { statuses.push(2); billed.push(0); }
                else if used + 10 > limit { statuses.push(1); billed.push(0); }
                else { used += 10; statuses.push(0); billed.push(10); }
            }
            [statuses, billed]
        }";

    /// What a script engine needs as well: its own values from the columns, and the answer back.
    pub fn lua(week: &WeekColumns, runs: usize) -> f64 {
        let lua = mlua::Lua::new();
        let assess: mlua::Function = lua.load(LUA).eval().unwrap();
        median_ms(runs, || {
            let manual = lua.create_sequence_from(week.segments.manual().iter().copied()).unwrap();
            let seconds = lua.create_sequence_from(week.segments.tracked_seconds().iter().copied()).unwrap();
            let limit = week.terms.weekly_limit.unwrap();
            let (statuses, billed): (Vec<u8>, Vec<u16>) = assess.call((manual, seconds, 60, limit)).unwrap();
            assert_eq!(statuses.len(), billed.len());
        })
    }

    pub fn rhai(week: &WeekColumns, runs: usize) -> f64 {
        let mut engine = rhai::Engine::new();
        engine.set_max_operations(0);
        let script = engine.compile(RHAI).unwrap();
        median_ms(runs, || {
            let manual: rhai::Array = week.segments.manual().iter().map(|it| (*it).into()).collect();
            let seconds: rhai::Array =
                week.segments.tracked_seconds().iter().map(|it| i64::from(*it).into()).collect();
            let limit = i64::from(week.terms.weekly_limit.unwrap());
            let arguments = (manual, seconds, 60_i64, limit);
            let answer: rhai::Array =
                engine.call_fn(&mut rhai::Scope::new(), &script, "assess", arguments).unwrap();
            assert_eq!(answer.len(), 2);
        })
    }
}
