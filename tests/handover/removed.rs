//! What was removed or withheld before a bundle is written is not in it, and it holds all the same; and nothing of
//! another contract is in it.

use crate::{MONDAY, freelancer, picture, standing, verified};

/// Whether these bytes are somewhere in a file.
fn has(file: &[u8], wanted: &[u8]) -> bool {
    file.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn what_is_removed_is_not_handed_over() {
    let me = freelancer();
    let before = std::fs::read(me.bundle("before.html")).unwrap();
    me.types("edit --contract acme --at 2026-11-16T09:20Z -m \"a slip of the tongue\"").ok();
    let slip = std::fs::read(me.bundle("slip.html")).unwrap();
    me.types("remove --contract acme --at 2026-11-16T09:20Z").ok();
    me.types("snapshot withhold --contract acme --at 2026-11-16T09:30Z").ok();
    me.types("snapshot blur --contract acme --at 2026-11-16T09:40Z").ok();
    let after = std::fs::read(me.bundle("after.html")).unwrap();
    assert!(has(&slip, b"a slip of the tongue") && !has(&after, b"a slip of the tongue"));
    for gone in [2, 3, 4] {
        let picture = picture("acme", gone);
        assert!(has(&before, &picture) && !has(&after, &picture), "picture {gone}");
    }
    let (code, told) = verified(&me, "@after.html --since @before.html");
    assert_eq!((code, standing(&told, "broken")), (0, vec![]));
    let found = standing(&told, "holds").into_iter().find(|(name, _)| name == "snapshots").unwrap().1;
    assert!(
        found.starts_with("4 snapshots with their pictures, 0 by their digests alone, 1 withheld"),
        "{found}"
    );
    // Their digests alone do not bring pictures along.
    me.types(&format!("bundle --contract acme --week {MONDAY} -o @digests.html --without-pictures")).ok();
    let digests = std::fs::read(me.file("digests.html")).unwrap();
    assert!(has(&before, b"RIFF") && !has(&digests, b"RIFF"));
}

#[test]
fn nothing_of_another_contract_is_handed_over() {
    let me = freelancer();
    let bundle = std::fs::read(me.bundle("acme.html")).unwrap();
    for secret in ["beta", "Beta AG", "Secret project", "nobody else's business"] {
        assert!(!has(&bundle, secret.as_bytes()), "{secret}");
    }
    assert!(!has(&bundle, &picture("beta", 0)));
    assert!(
        has(&bundle, b"Acme GmbH") && has(&bundle, &picture("acme", 0)),
        "what is looked for would be found"
    );
}
