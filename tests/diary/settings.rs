//! Settings as a client of the service reads and writes them.

use serde_json::json;
use workdiary_diary::law::Actor;
use workdiary_service::config::{Config, Theme};
use workdiary_service::{Answer, Request, Service};
use workdiary_test_support::binary;
use workdiary_test_support::home::Home;

#[test]
fn settings_are_read_and_written_by_who_owns_the_diary() {
    let home = Home::demo("", "2026-11-16T09:00:00Z");
    let file = home.path().join("config.toml");
    std::fs::write(&file, "# mine\n[idle]\nminutes = 5 # short\n").unwrap();
    let service = Service::open(&workdiary_store::Home::at(&home.path()), &binary(), false).unwrap();
    let ask = |request| match service.handle(&Actor::Freelancer, request) {
        Ok(Answer::Json(settings)) => Ok(settings),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure),
    };
    let before = ask(Request::Settings).unwrap();
    assert_eq!((&before["idle"]["minutes"], &before["web"]), (&5.into(), &json!({ "theme": "system" })));
    let mut config: Config = serde_json::from_value(before).unwrap();
    config.snapshots.blur = true;
    config.web.theme = Theme::Light;
    let after = ask(Request::SettingsSet(config.clone())).unwrap();
    assert_eq!((&after["snapshots"]["blur"], ask(Request::Settings).unwrap()), (&true.into(), after.clone()));
    let written =
        "# mine\n[idle]\nminutes = 5 # short\n\n[snapshots]\nblur = true\n\n[web]\ntheme = \"light\"\n";
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);

    config.snapshots.longest_side = 1;
    let refused = ask(Request::SettingsSet(config)).unwrap_err();
    assert_eq!(refused.message, "snapshots.longest_side is `1`, not 320 to 7680");
    for request in [Request::Settings, Request::SettingsSet(Config::default())] {
        let client = Actor::Client("Acme".to_owned());
        assert!(service.handle(&client, request).unwrap_err().message.contains("not-yours"));
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
}
