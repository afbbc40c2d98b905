//! Plugins for the pages to meet: one that writes hostile pages, and two versions of a rule.

use crate::component::{folder, of_world};

/// What the hostile report writes: it would tell where it ran.
pub(crate) const HOSTILE_PAGE: &str = "<h1>Evil</h1><style>h1{color:rgb(255,0,0)}</style>\
    <script>parent.document.title='evil';top.location='/settings'</script><img src=/pictures/evil onerror=alert(1)>\
    <form action=/tracker method=post><button>x</button></form>";

/// A report format named `evil` that writes that page, and whose title and config speak markup.
pub(crate) fn hostile_report() -> Vec<u8> {
    let example = r#"{"title":"one","input":{"time_zone":"UTC","from":"2026-11-16","to":"2026-11-22"},"expected":{"files":{"a.htm":{"contains":["Evil"]}}}}"#;
    let schema = r#"{"type":"object","properties":{"<i>":{"type":"string","title":"<i onclick=1>","description":"</p><script>1</script>","default":"\"><b>"}}}"#;
    let quoted = |text: &str| text.replace('\\', "\\5c").replace('"', "\\22");
    let at = |place: u32, length: usize| {
        let bytes = [place.to_le_bytes(), u32::try_from(length).unwrap().to_le_bytes()].concat();
        bytes.iter().map(|byte| format!("\\{byte:02x}")).collect::<String>()
    };
    let data = |place: u32, text: &str| format!("(data (i32.const {place}) \"{}\")", quoted(text));
    let write = format!(
        "(local.set $file (call $create (i32.const 1053) (i32.const 5)))
         (call $write (local.get $file) (i32.const 8192) (i32.const {})) (i32.const 512)",
        HOSTILE_PAGE.len()
    );
    let places = format!("(data (i32.const 80) \"{}\")", at(2048, example.len()));
    let more = [places, data(2048, example), data(4096, schema), data(8192, HOSTILE_PAGE)].join("\n");
    let text = std::fs::read_to_string(folder().join("prelude-report.wat")).unwrap();
    let text = text.replace(r#"(data (i32.const 80) "\1b\04\00\00\02\00\00\00")"#, &more);
    let text = text.replace(r#""\1b\04\00\00\02\00\00\00""#, &format!("\"{}\"", at(4096, schema.len())));
    let text =
        text.replace("A hostile rule", "<s onclick=1>x").replace("a.txt", "a.htm").replace(";;write", &write);
    of_world("report-format", &text)
}

/// A rule named `weekly-limi2` that bills as the built-in one does. The next version of it calls a segment `too-brief`
/// that was `too-short`.
pub(crate) fn rule(next: bool) -> Vec<u8> {
    let built_in = workdiary_builtins::by_name("weekly-limit").unwrap().component.to_vec();
    let named = replaced(built_in, b"weekly-limit", b"weekly-limi2");
    if next { replaced(named, b"too-short", b"too-brief") } else { named }
}

fn replaced(mut bytes: Vec<u8>, old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    // After a point it is the name of a function that the host has.
    let is_said = |at: &usize| bytes[*at..].starts_with(old) && bytes[at - 1] != b'.';
    let places: Vec<usize> = (1..bytes.len() - old.len()).filter(is_said).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    bytes
}
