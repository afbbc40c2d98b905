//! Forms from schemas, and back.

use serde_json::{Value, json};

use super::*;

/// All kinds of fields.
fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": { "type": "string", "title": "Your <name>", "description": "Shown & printed" },
            "separator": { "enum": [",", ";", "\t"], "default": "," },
            "size": { "enum": [1, 2.5, null] },
            "detail": { "type": "boolean", "default": true },
            "maybe": { "type": "boolean" },
            "pixels": { "type": "integer", "minimum": 64, "maximum": 640, "default": 240 },
            "share": { "type": "number", "minimum": 0 },
            "words": { "type": "array", "items": { "type": "string" } },
            "overtime": { "type": ["object", "null"], "required": ["factor"], "properties": {
                "factor": { "$ref": "#/$defs/factor" }, "hours": { "type": "integer", "default": 8 },
            } },
            "factor": { "oneOf": [{ "$ref": "#/$defs/factor" }, { "type": "null" }] },
            "labels": { "type": "array", "items": { "type": "object" } },
            "projects": { "type": "object", "additionalProperties": { "type": "string" } },
            "odd/~key?": { "type": "string" },
        },
        "$defs": { "factor": { "type": "string", "description": "Times the rate" } },
    })
}

fn form(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn a_config_comes_back_as_it_was() {
    for config in [
        json!({ "name": "x" }),
        json!({ "name": "", "separator": "\t", "size": 2.5, "detail": false, "maybe": false, "pixels": 64 }),
        json!({ "name": "two\nlines", "size": null, "share": 0.25, "words": ["a", "b c"], "maybe": true }),
        json!({ "name": "x", "overtime": { "factor": "1.5", "hours": 9 }, "factor": "2" }),
        json!({ "name": "x", "labels": [{ "id": "dev" }], "projects": { "WEB": "Web" }, "odd/~key?": "y" }),
        // Nothing of these has a field.
        json!({ "name": "x", "unknown": [1, { "a": null }] }),
        json!({ "name": 7 }),
        json!({ "name": "x", "words": ["two\nlines"] }),
    ] {
        assert_eq!(read(&schema(), &pairs(&schema(), &config, "c"), "c"), Ok(config));
    }
}

#[test]
fn types_are_right_and_what_is_empty_is_not_said() {
    let typed = [
        ("c/name", " x "),
        ("c/pixels", "100"),
        ("c/share", "0.5"),
        ("c/detail", "false"),
        ("c/words", "one\r\n\r\n two \r\n"),
        ("c/maybe", ""),
        ("c/size", ""),
        ("c/factor", ""),
        ("c/labels", "  "),
        ("c/overtime/factor", "left over"),
        ("other/name", "y"),
    ];
    let config = read(&schema(), &form(&typed), "c").unwrap();
    let expected =
        json!({ "name": " x ", "pixels": 100, "share": 0.5, "detail": false, "words": ["one", "two"] });
    assert_eq!(config, expected);
    let ticked =
        form(&[("c/name", ""), ("c/detail", "false"), ("c/detail", "true"), ("c/overtime?", "true")]);
    assert_eq!(read(&schema(), &ticked, "c").unwrap(), json!({ "name": "", "detail": true, "overtime": {} }));
}

#[test]
fn what_makes_no_sense_is_told_and_kept() {
    let typed = form(&[("c/pixels", "7"), ("c/share", "much"), ("c/labels", "[{"), ("c/separator", "\"|\"")]);
    let failure = read(&schema(), &typed, "c").unwrap_err();
    assert_eq!(failure.message, "4 fields of the config make no sense");
    let details = failure.details.join("\n");
    for said in ["`Pixels` is `7`, not 64 to 640", "`Share` is `much`, not a number", "`Labels` is no JSON"] {
        assert!(details.contains(said), "{details}");
    }
    let page = again(&schema(), &typed, "c").into_string();
    assert!(page.contains("value=\"7\"") && page.contains("value=\"much\"") && page.contains("[{"), "{page}");
    for (bad, why) in [("1.5", "not a whole number"), ("99999999999999999999", "not a whole number")] {
        let failure = read(&schema(), &form(&[("c/pixels", bad)]), "c").unwrap_err();
        assert!(failure.message.contains(why), "{failure}");
    }
    for bad in ["[]", "nonsense", ""] {
        assert!(read(&schema(), &form(&[("c", bad)]), "c").is_err(), "{bad}");
    }
}

#[test]
fn what_a_plugin_wrote_is_text() {
    let page = fields(&schema(), &json!({ "name": "<b>\"" }), "c").into_string();
    assert!(page.contains("Your &lt;name&gt;") && page.contains("Shown &amp; printed"), "{page}");
    assert!(page.contains("value=\"&lt;b&gt;&quot;\"") && !page.contains("<b>"), "{page}");
    assert!(page.contains(">Tab</option>"), "{page}");
}

#[test]
fn a_schema_without_end_is_a_text() {
    let endless = json!({ "$ref": "#/$defs/node", "$defs": { "node": {
        "type": "object", "properties": { "a": { "$ref": "#/$defs/node" }, "b": { "$ref": "#/$defs/node" } } } } });
    let many: Map<String, Value> = (0..500).map(|n| (n.to_string(), json!({ "type": "string" }))).collect();
    let circle = json!({ "$ref": "#/$defs/a", "$defs": { "a": { "$ref": "#/$defs/a" } } });
    for schema in
        [json!({ "type": "object", "properties": many }), circle, json!(true), json!("x"), Value::Null]
    {
        let page = fields(&schema, &json!({}), "c").into_string();
        assert_eq!(page.matches("<textarea").count(), 1, "{page}");
        assert_eq!(read(&schema, &form(&[("c", "{\"a\":1}")]), "c"), Ok(json!({ "a": 1 })));
    }
    assert!(fields(&endless, &json!({}), "c").into_string().len() < 100_000);
    assert_eq!(
        fields(&json!({ "type": "object", "properties": {} }), &json!({}), "c").into_string(),
        "<p class=\"small\">There is nothing to set.</p>"
    );
}
