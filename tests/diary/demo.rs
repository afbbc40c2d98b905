//! Demo homes: made whole from the sample or a file, or not at all.

use workdiary_test_support::home::Home;

#[test]
fn the_built_in_sample_makes_a_home() {
    let home = Home::new();
    let made = home.run(["demo", "--json"]).json();
    assert_eq!((made["demo"].as_bool(), made["contracts"].as_u64()), (Some(true), Some(2)));
    assert!(home.run(["diary", "--contract", "acme"]).ok().contains("DEMO"));
    let again = home.run(["demo"]);
    assert_eq!(again.code, 2, "a used folder was taken: {again:?}");
}

#[test]
fn a_bad_file_leaves_nothing_behind() {
    let home = Home::new();
    let folder = home.path();
    let minutes = folder.with_file_name("minutes.ndjson");
    let bad_rate = r#"{"contract_add":{"id":"a","title":"A","client":"A","rate":"1.001","currency":"EUR"}}"#;
    std::fs::write(&minutes, bad_rate).unwrap();
    let refused = home.run(["demo", "--minutes", minutes.to_str().unwrap()]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("the contract `a`: `1.001`"), "{refused:?}");
    assert!(!folder.exists(), "a home was begun");
    let left: Vec<_> = std::fs::read_dir(folder.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["minutes.ndjson"]);
}
