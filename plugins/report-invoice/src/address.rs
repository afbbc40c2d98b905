//! The parties as blocks of lines.

use workdiary_sdk::Trader;

use crate::style::{BODY, SMALL, SMALL_QUIET, STRONG};
use crate::text::Style;
use crate::words::Words;

type Lines = Vec<(Style, String)>;

/// Who works: name, where it does not stand in the head already, and address, how to be reached, and the numbers that an invoice must have.
pub(crate) fn seller(words: &Words, name: &str, seller: &Trader, buyer: &Trader) -> Lines {
    let mut lines = vec![(Style { size: 85, ..STRONG }, name.to_owned())];
    let said =
        |name: &str, value: &str| if value.is_empty() { String::new() } else { format!("{name} {value}") };
    let address =
        seller.street.iter().cloned().chain([city(seller), region(seller), country(seller, &buyer.country)]);
    lines.extend(address.map(|line| (SMALL, line)));
    let contact = if seller.contact == seller.name { String::new() } else { seller.contact.clone() };
    let contact = [&contact, &seller.phone, &seller.email].map(Clone::clone);
    let numbers = [
        said(words.vat_id, &seller.vat_id),
        said(words.tax_number, &seller.tax_number),
        said(words.registration, &seller.registration),
    ];
    lines.extend(contact.into_iter().chain(numbers).map(|line| (SMALL_QUIET, line)));
    lines.retain(|(_, line)| !line.is_empty());
    lines
}

/// Who pays. Countries are said where there are two.
pub(crate) fn buyer(words: &Words, buyer: &Trader, seller: &Trader) -> Lines {
    let trading = if buyer.trading_name == buyer.name { String::new() } else { buyer.trading_name.clone() };
    let address = [trading, buyer.contact.clone()].into_iter().chain(buyer.street.iter().cloned());
    let address = address.chain([city(buyer), region(buyer), country(buyer, &seller.country)]);
    let mut lines = vec![(STRONG, buyer.name.clone())];
    lines.extend(address.map(|line| (BODY, line)));
    if !buyer.vat_id.is_empty() {
        lines.push((SMALL_QUIET, format!("{} {}", words.vat_id, buyer.vat_id)));
    }
    lines.retain(|(_, line)| !line.is_empty());
    lines
}

/// The seller on the one small line above the address in the window.
pub(crate) fn sender(seller: &Trader) -> String {
    let parts = [seller.name.as_str()].into_iter().chain(seller.street.iter().map(String::as_str));
    let city = city(seller);
    let parts: Vec<&str> = parts.chain([city.as_str()]).filter(|part| !part.is_empty()).collect();
    let line = parts.join(" · ");
    if line.chars().count() <= 80 { line } else { String::new() }
}

/// Countries that write the postcode after the city.
const POSTCODE_LAST: [&str; 8] = ["US", "CA", "GB", "IE", "AU", "NZ", "IN", "SG"];

fn city(trader: &Trader) -> String {
    let Trader { city, postcode, region, country, .. } = trader;
    let parts = if POSTCODE_LAST.contains(&country.as_str()) {
        let comma = if city.is_empty() || region.is_empty() { "" } else { "," };
        [format!("{city}{comma}"), region.clone(), postcode.clone()]
    } else {
        [postcode.clone(), city.clone(), String::new()]
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The region, where it has a line of its own.
fn region(trader: &Trader) -> String {
    if POSTCODE_LAST.contains(&trader.country.as_str()) { String::new() } else { trader.region.clone() }
}

fn country(trader: &Trader, home: &str) -> String {
    if trader.country == home { String::new() } else { trader.country.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trader(country: &str) -> Trader {
        let json = serde_json::json!({"name": "Acme", "street": ["1 Main St"], "city": "Springfield",
            "postcode": "12345", "region": "IL", "country": country});
        serde_json::from_value::<workdiary_sdk::example::TraderInput>(json).unwrap().into()
    }

    fn texts(lines: Lines) -> Vec<String> {
        lines.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn addresses_are_written_as_their_country_does() {
        let words = crate::words::words("en");
        let lines = texts(buyer(words, &trader("US"), &trader("DE")));
        assert_eq!(lines, ["Acme", "1 Main St", "Springfield, IL 12345", "US"]);
        let lines = texts(buyer(words, &trader("DE"), &trader("DE")));
        assert_eq!(lines, ["Acme", "1 Main St", "12345 Springfield", "IL"]);
        assert_eq!(sender(&trader("DE")), "Acme · 1 Main St · 12345 Springfield");
    }
}
