//! A home with its host, and a browser that was let in.

use workdiary_test_support::browser::{Browser, Page};
use workdiary_test_support::home::Home;

/// What stands beyond the edge.
const BEYOND: &str =
    "[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth)
    .map((one) => `${one.tagName} ${one.className} ${one.id}`).slice(0, 9)";

/// One person at the web diary of one home.
pub(crate) struct Visit {
    pub(crate) page: Page,
    pub(crate) browser: Browser,
    pub(crate) home: Home,
    /// Where the web diary is, such as `http://127.0.0.1:7117`.
    pub(crate) at: String,
}

impl Visit {
    /// At the sample, with a picture in each tracked segment; it stands at Thursday, 2026-11-19, 15:20 UTC.
    #[track_caller]
    pub(crate) fn sample() -> Self {
        let home = Home::new();
        home.run(["demo", "--snapshots"]).ok();
        Self::of(home)
    }

    /// At the web diary of this home.
    #[track_caller]
    pub(crate) fn of(home: Home) -> Self {
        let address = home.run(["open", "--print"]).ok();
        let browser = Browser::new();
        let page = browser.page();
        page.goto(address.trim());
        let at = address.split("/enter").next().unwrap().to_owned();
        Self { page, browser, home, at }
    }

    /// Goes to an address of the web diary.
    #[track_caller]
    pub(crate) fn goto(&self, path: &str) {
        self.page.goto(&format!("{}{path}", self.at));
    }

    /// Looks at a page as people may have it: wide and narrow, light and dark. It has no barrier, nothing stands
    /// beyond its edge, and a picture of each is kept.
    #[track_caller]
    pub(crate) fn look(&self, path: &str, name: &str) {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            self.page.dark(dark);
            for width in [1280, 390] {
                self.page.resize(width, 900);
                self.goto(path);
                let wide = self.page.eval("document.documentElement.scrollWidth");
                assert!(
                    wide.as_i64() <= Some(width.into()),
                    "{name} is {wide} wide: {}",
                    self.page.eval(BEYOND)
                );
                self.page
                    .eval("document.querySelectorAll('img').forEach((image) => image.loading = 'eager')");
                self.page.wait("every picture", "[...document.images].every((image) => image.complete)");
                self.page.screenshot(&format!("{name}-{theme}-{width}"));
                self.page.check_accessibility(&format!("{name}, {theme}, {width} pixels"));
            }
        }
        self.page.resize(1280, 900);
        self.page.dark(false);
        assert_eq!(self.page.console(), Vec::<String>::new(), "{name}");
    }

    /// Sends a form that no field of a page has checked; gives the status and what the answer says.
    #[track_caller]
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> (u64, String) {
        let form = serde_json::to_string(fields).unwrap();
        let answer = self.page.eval(&format!(
            "fetch('{path}', {{ method: 'POST', body: new URLSearchParams({form}) }})
                .then(async (answer) => [answer.status, await answer.text()])"
        ));
        self.page.forget();
        (answer[0].as_u64().unwrap(), answer[1].as_str().unwrap().to_owned())
    }
}
