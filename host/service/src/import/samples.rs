//! Samples of exports in the columns of each service, read whole.

use jiff::tz::TimeZone;
use rstest::rstest;

use super::date::DateOrder;
use super::entry::Line;
use super::file::{Format, parsed};

/// What is read of a text, each entry a line; times in UTC.
fn read(text: &str) -> Result<(Format, Vec<String>), String> {
    read_as(text, None, None)
}

fn read_as(
    text: &str,
    format: Option<Format>,
    order: Option<DateOrder>,
) -> Result<(Format, Vec<String>), String> {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let told = |line: Line| match line {
        Ok(entry) => {
            let stretch = entry.stretch;
            let (from, to) = (stretch.start.to_string(), stretch.until.to_string());
            let mut told = format!("{} {} {}", entry.line, &from[..16], &to[11..16]);
            if !stretch.is_whole() {
                told += &format!(" {}s", stretch.seconds);
            }
            told += &format!(" {}", entry.memo);
            if !entry.label.is_empty() {
                told += &format!(" #{}", entry.label);
            }
            told + entry.not_billable.as_deref().map_or("", |_| " (not billable)")
        }
        Err(refused) => format!("{} {}: {}", refused.line, refused.column.unwrap_or_default(), refused.why),
    };
    parsed(text, format, &zone, order)
        .map(|(format, lines)| (format, lines.into_iter().map(told).collect()))
        .map_err(|unreadable| format!("{}; {}", unreadable.why, unreadable.hint.unwrap_or_default()))
}

const TOGGL: &str = "\
User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount (EUR)
Ada,ada@example.com,Acme,Parser,,\"Lists, nested\",Yes,2026-11-16,09:00:00,2026-11-16,10:30:00,01:30:00,dev,127.50
Ada,ada@example.com,Acme,Parser,Review,,Yes,2026-11-16,23:50:00,2026-11-17,00:10:30,00:20:30,\"dev, late\",
Ada,ada@example.com,Acme,Parser,,Coffee,No,2026-11-17,11:00:00,2026-11-17,11:20:00,00:20:00,,
Ada,ada@example.com,Acme,,,Backwards,Yes,2026-11-17,11:00:00,2026-11-17,10:20:00,-00:40:00,,
";

const TOGGL_IMPORT: &str = "\
Email,Start date,Start time,Duration,Description,Project,Client,Tags,Billable
ada@example.com,2026-11-16,09:00:00,00:30:00,'=1+1,Parser,Acme,dev,Yes
";

const CLOCKIFY: &str = "\
\"Project\",\"Client\",\"Description\",\"Task\",\"User\",\"Group\",\"Email\",\"Tags\",\"Billable\",\"Start Date\",\
\"Start Time\",\"End Date\",\"End Time\",\"Duration (h)\",\"Duration (decimal)\",\"Billable Rate (USD)\",\
\"Billable Amount (USD)\"
\"Parser\",\"Acme\",\"Lists\",\"\",\"Ada\",\"\",\"ada@example.com\",\"dev\",\"Yes\",\"11/16/2026\",\"01:26:00 PM\",\
\"11/16/2026\",\"02:43:00 PM\",\"01:17:00\",\"1.28\",\"0.00\",\"0.00\"
\"Parser\",\"Acme\",\"\",\"Review\",\"Ada\",\"\",\"ada@example.com\",\"\",\"No\",\"11/9/2026\",\"12:05 AM\",\
\"11/9/2026\",\"12:35 AM\",\"00:30:00\",\"0.50\",\"0.00\",\"0.00\"
";

const CLOCKIFY_SEMICOLONS: &str =
    "\u{feff}Project;Client;Description;Start Date;Start Time;Duration (decimal)\r
Parser;Acme;Lists;16.11.26;9:00;1,5\r
";

const HARVEST: &str = "\
Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,First Name,Last Name
2026-11-16,Acme,Parser,P1,Programming,Lists,1.50,Yes,No,Ada,Lovelace
2026-11-17,Acme,Parser,P1,Programming,,0.17,No,No,Ada,Lovelace
";

const KIMAI: &str = "\
Date,Begin,End,Duration,Currency,Price,Internal price,Hourly price,Fixed price,Name,User,Email,Customer,Project,\
Activity,Description,Billable,Tags,Type
2026-11-16,09:00,11:00,2,EUR,170,0,85,0,Ada,ada,ada@example.com,Acme,Parser,Programming,Lists,1,dev,timesheet
2026-11-16,23:30,00:30,1,EUR,85,0,85,0,Ada,ada,ada@example.com,Acme,Parser,Programming,,1,,timesheet
2026-11-17,09:00,12:00,2.5,EUR,212.5,0,85,0,Ada,ada,ada@example.com,Acme,Parser,Programming,With a break,1,,timesheet
2026-11-17,13:00,13:30,0.5,EUR,0,0,85,0,Ada,ada,ada@example.com,Acme,Parser,Programming,Own,,,timesheet
2026-11-17,14:00,13:30,0.5,EUR,0,0,85,0,Ada,ada,ada@example.com,Acme,Parser,Programming,Wrong,1,,timesheet
";

const KIMAI_IMPORT: &str = "\
Date;From;To;Duration;Rate;User;Email;Customer;Project;Activity;Description;Exported;Tags;HourlyRate;FixedRate
2026-07-27;07:10;09:11;7260;231.92;ada;ada@example.com;Acme;Parser;Programming;some work;0;foo,bar;115.0;0
2026-07-27;10:00;;600;0;ada;ada@example.com;Acme;Parser;Programming;no end;0;;115.0;0
";

const UPWORK_REPORT: &str = "\
Date from,Date to,Talent,Hours,Memo
2026-11-16,2026-11-22,Ada Lovelace (ab12),12.5,\"CT1
CT2\"
\"Nov 16, 2026\",\"Nov 16, 2026\",Ada Lovelace (ab12),0:40,Lists
";

const UPWORK_DIARY: &str = "\
Date\tTime\tMemo\tTask
2026-11-16\t9:00 AM\tLists\tdev
2026-11-16\t9:10 AM\tLists\tdev
";

const TIMEWARRIOR: &str = r##"inc 20261116T090000Z - 20261116T092513Z # "\"quoted\"" acme "two words" # "Fix \"the\" parser # \\ or \u00e4"
inc 20261116T100000Z - 20261116T102500Z # # only

inc 20261116T110000Z - 20261116T111000Z # acme "two words"
inc 20261116T120000Z - 20261116T121000Z # acme # an old  annotation
exc monday
inc 20261116T130000Z # acme
inc 20261116T130000Z - 20261116T120000Z # acme
inc 20261116T990000Z - 20261116T120000Z
work 20261116T130000Z
inc "open
"##;

const TIMEWARRIOR_JSON: &str = r##"[
{"id":2,"start":"20261116T090000Z","end":"20261116T092513Z","tags":["acme","two words"],"annotation":"Fix \"it\""},
{"id":1,"start":"20261116T100000Z","end":"20261116T102500Z","tags":["a"]},
{"id":0,"start":"20261116T100000Z"},
{"start":5}, 7,
{"start":"20261116T100000Z","end":"20261116T102500Z","tags":[1]}
]
"##;

#[rstest]
#[case::toggl(TOGGL, Format::Toggl, &[
    "2 2026-11-16T08:00 09:30 Lists, nested #dev",
    "3 2026-11-16T22:50 23:10 Review #dev, late",
    "4 2026-11-17T10:00 10:20 Coffee (not billable)",
    "5 Duration: `-00:40:00`: it is less than nothing",
])]
#[case::toggl_import(TOGGL_IMPORT, Format::Toggl, &["2 2026-11-16T08:00 08:30 =1+1 #dev"])]
#[case::clockify(CLOCKIFY, Format::Clockify, &[
    "2 2026-11-16T12:26 13:43 Lists #dev",
    "3 2026-11-08T23:05 23:35 Review (not billable)",
])]
#[case::clockify_semicolons(CLOCKIFY_SEMICOLONS, Format::Clockify, &["2 2026-11-16T08:00 09:30 Lists"])]
#[case::harvest(HARVEST, Format::Harvest, &[
    "2 2026-11-15T23:00 23:00 5400s Lists",
    "3 2026-11-16T23:00 23:00 600s Programming (not billable)",
])]
#[case::kimai(KIMAI, Format::Kimai, &[
    "2 2026-11-16T08:00 10:00 Lists #dev",
    "3 2026-11-16T22:30 23:30 Programming",
    "4 2026-11-17T08:00 11:00 9000s With a break",
    "5 2026-11-17T12:00 12:30 Own (not billable)",
    "6 : it ends before it begins",
])]
#[case::kimai_import(KIMAI_IMPORT, Format::Kimai, &[
    "2 2026-07-27T05:10 07:11 some work #foo,bar",
    "3 2026-07-27T08:00 08:10 no end",
])]
#[case::upwork_report(UPWORK_REPORT, Format::Upwork, &[
    "2 2026-11-15T23:00 23:00 45000s CT1\nCT2",
    "4 2026-11-15T23:00 23:00 2400s Lists",
])]
#[case::upwork_diary(UPWORK_DIARY, Format::Upwork, &[
    "2 2026-11-16T08:00 08:10 Lists #dev",
    "3 2026-11-16T08:10 08:20 Lists #dev",
])]
#[case::timewarrior(TIMEWARRIOR, Format::Timewarrior, &[
    "1 2026-11-16T09:00 09:25 Fix \"the\" parser # \\ or ä #\"quoted\", acme, two words",
    "2 2026-11-16T10:00 10:25 only",
    "4 2026-11-16T11:00 11:10 acme, two words",
    "5 2026-11-16T12:00 12:10 an old annotation #acme",
    "7 : it has no end: it is still running",
    "8 : it ends before it begins",
    "9 : `20261116T990000Z` is not a time such as `20261116T090000Z`",
    "10 : `work 20261116T130000Z` is no interval",
    "11 : a quotation mark is left open",
])]
#[case::timewarrior_json(TIMEWARRIOR_JSON, Format::Timewarrior, &[
    "2 2026-11-16T09:00 09:25 Fix \"it\" #acme, two words",
    "3 2026-11-16T10:00 10:25 a",
    "4 : it has no end: it is still running",
    "5 : `start` is not a text",
    "5 : it is no interval",
    "6 : `tags` are not texts",
])]
fn a_sample_is_known_by_its_head_and_read(
    #[case] text: &str,
    #[case] format: Format,
    #[case] lines: &[&str],
) {
    let (found, read) = read(text).unwrap();
    assert_eq!(found, format);
    assert_eq!(read, lines);
    // Named, it is read as well; and with any order of its columns.
    assert_eq!(read_as(text, Some(format), None).unwrap().1, lines);
}

#[test]
fn columns_may_stand_in_any_order_and_unknown_ones_beside_them() {
    let (head, row) = ("Duration,New,Start time,Description,Start date", "0:30,x,9:00,Lists,2026-11-16");
    let expected = ["2 2026-11-16T08:00 08:30 Lists"];
    assert_eq!(
        read(&format!("{head}\n{row}\n")).unwrap(),
        (Format::Toggl, expected.map(str::to_owned).to_vec())
    );
    let reversed = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",");
    assert_eq!(read(&format!("{}\n{}", reversed(head), reversed(row))).unwrap().1, expected);
}

#[rstest]
#[case::dmy("13/11/2026", "11/12/2026", None, Ok("2026-12-11"))]
#[case::mdy("11/13/2026", "11/12/2026", None, Ok("2026-11-12"))]
#[case::ambiguous(
    "10/11/2026",
    "11/12/2026",
    None,
    Err("`10/11/2026` on line 2 may begin with the day or the month")
)]
#[case::said("10/11/2026", "11/12/2026", Some(DateOrder::Mdy), Ok("2026-11-12"))]
#[case::both(
    "13/11/2026",
    "11/13/2026",
    None,
    Err("`13/11/2026` on line 2 begins with the day and `11/13/2026` on line 3")
)]
#[case::same("10/10/2026", "11/11/2026", None, Ok("2026-11-11"))]
#[case::dots("10.11.2026", "11.12.2026", None, Ok("2026-12-11"))]
fn a_file_tells_the_order_of_its_dates_or_is_refused(
    #[case] first: &str,
    #[case] second: &str,
    #[case] order: Option<DateOrder>,
    #[case] expected: Result<&str, &str>,
) {
    let row = |date: &str| format!("{date},9:00,1:00,x\n");
    let text = format!("Start date,Start time,Duration,Description\n{}{}", row(first), row(second));
    match (read_as(&text, None, order), expected) {
        (Ok((_, lines)), Ok(date)) => assert!(lines[1].starts_with(&format!("3 {date}")), "{lines:?}"),
        (Err(told), Err(why)) => assert!(told.contains(why) && told.contains("--date-order dmy"), "{told}"),
        (found, _) => panic!("{found:?}"),
    }
}

#[rstest]
#[case::nothing("", None, "it is empty")]
#[case::blank(" \n\n", None, "it is empty")]
#[case::other("a,b\n1,2\n", None, "it is no export of a known kind; its first line is `a,b`")]
#[case::several("Date,Hours,Notes,From,To,Activity\n", None, "it may be an export of harvest, kimai")]
#[case::named(
    "a,b\n1,2\n",
    Some(Format::Kimai),
    "it is no kimai export: there is no column `date`, `from` or `begin`"
)]
#[case::no_timewarrior("a,b\n", Some(Format::Timewarrior), "it is no timewarrior export")]
#[case::a_table("[", Some(Format::Toggl), "it is no toggl export")]
#[case::broken_json("[\n{\"start\":\n", None, "the JSON is broken on line 3")]
#[case::cut_json("[\n{\"id\":1},\n", None, "the JSON ends on line 3")]
#[case::json_and_more("[]x", None, "the JSON")]
#[case::no_comma("[{}\n{}]", None, "the JSON is broken on line 2: `,` or `]` is missing")]
#[case::deep(&("[".repeat(5_000)), None, "recursion limit")]
fn what_is_no_export_is_told(#[case] text: &str, #[case] format: Option<Format>, #[case] why: &str) {
    match read_as(text, format, None) {
        // An empty list with something behind it is an empty list.
        Ok((format, lines)) => assert_eq!((format, lines.len(), text), (Format::Timewarrior, 0, "[]x")),
        Err(told) => assert!(told.contains(why), "{told}"),
    }
}

#[rstest]
#[case("2026-11-16,25:00,1:00,x", "2 Start time: `25:00` is not a time of day")]
#[case("2026-02-30,9:00,1:00,x", "2 Start date: `2026-02-30` is not a date")]
#[case("9999-12-31,9:00,1:00,x", "2 : the time 9999-12-31T09:00:00 cannot be")]
#[case("-2026-12-31,9:00,1:00,x", "2 Start date: -002026-12-31T08:06:32Z is not in the years 1970 to 2099")]
#[case("2100-01-01,9:00,1:00,x", "2 Start date: 2100-01-01T08:00:00Z is not in the years 1970 to 2099")]
#[case("1969-12-31,9:00,1:00,x", "2 Start date: 1969-12-31T08:00:00Z is not in the years 1970 to 2099")]
#[case("2026-11-16,9:00,999:00,x", "2 Start date: it is longer than a month")]
#[case("2026-11-16,9:00,,x", "2 : neither its end nor its duration is said")]
#[case("2026-11-16,,,x", "2 Duration: no duration is said")]
#[case("2026-11-16", "2 : it has too few columns; is a quotation mark left open?")]
#[case("2026-03-29,2:30,1:00,x", "2 : the clock never showed 2026-03-29 02:30: it was set forward")]
#[case(
    "2026-10-25,2:30,1:00,x",
    "2 : the clock showed 2026-10-25 02:30 twice, when it was set back, and nothing tells which is meant"
)]
#[case("\u{1b}[31m,9:00,1:00,x", "2 Start date: `·[31m` is not a date")]
fn a_bad_line_is_told_with_its_column_and_reason(#[case] row: &str, #[case] expected: &str) {
    let (_, lines) = read(&format!("Start date,Start time,Duration,Description\n{row}\n")).unwrap();
    assert_eq!(lines, [expected]);
}

#[test]
fn a_memo_comes_whole_however_long_and_whatever_is_in_it() {
    for memo in ["x".repeat(10_000), "a\u{7}b\u{202e}c\u{1f600}\n\"d\"".to_owned(), "  blanks  ".to_owned()] {
        let text = format!(
            "Start date,Start time,Duration,Description\n2026-11-16,9:00,1:00,\"{}\"\n",
            memo.replace('"', "\"\"")
        );
        assert_eq!(read(&text).unwrap().1, [format!("2 2026-11-16T08:00 09:00 {memo}")]);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[,;\\t\"\\r\\n]){0,60}", head in 0usize..8) {
        let heads = [TOGGL, CLOCKIFY, HARVEST, KIMAI, UPWORK_REPORT, "inc 2026", "[{", ""];
        let head = heads[head].lines().next().unwrap_or_default();
        let _ = read(&format!("{head}\n{text}"));
    }

    #[test]
    fn a_text_with_one_letter_changed_is_read_or_refused(
        sample in 0usize..8, at in 0usize..400, letter in proptest::char::any(),
    ) {
        let samples = [TOGGL, CLOCKIFY, HARVEST, KIMAI, KIMAI_IMPORT, UPWORK_REPORT, TIMEWARRIOR, TIMEWARRIOR_JSON];
        let changed = samples[sample].chars().enumerate().map(|(index, old)| if index == at { letter } else { old });
        let _ = read(&changed.collect::<String>());
    }
}
