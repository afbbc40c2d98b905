//! Money: whole minor units of an ISO 4217 currency, never a float.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::decimal::{self, DecimalError};

/// A currency in which an hour can be paid.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Currency(iso_currency::Currency);

/// Why a text is not a currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an ISO 4217 currency code with a minor unit")]
pub struct UnknownCurrency(String);

impl Currency {
    /// The ISO 4217 code, such as `EUR`.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals its minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        iso_currency::Currency::from_code(text)
            // Gold, test codes and the like have no minor unit: nobody is paid in them.
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or_else(|| UnknownCurrency(text.to_owned()))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units, such as 8,500 for 85.00 EUR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// Of this currency.
    pub currency: Currency,
}

impl Money {
    /// Reads a decimal amount such as `85.00`.
    ///
    /// # Errors
    /// When `text` is not a plain decimal number or finer than the minor unit.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, DecimalError> {
        let minor = decimal::parse(text, currency.digits())?;
        Ok(Self { minor, currency })
    }
}

/// How an amount that is no whole minor unit becomes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rounding {
    /// To the nearest; a half goes away from zero.
    HalfAwayFromZero,
    /// To the nearest; a half goes to the even one.
    HalfEven,
    /// Away from zero.
    Up,
    /// Towards zero.
    Down,
}

/// What `minutes` cost at an hourly rate, both amounts in minor units (SPEC.md §6). `None` when it
/// is larger than the program can count.
#[must_use]
pub fn per_hour(rate: i64, minutes: i64, rounding: Rounding) -> Option<i64> {
    let sixtieths = i128::from(rate) * i128::from(minutes);
    let (whole, rest) = (sixtieths / 60, (sixtieths % 60).abs());
    let away = match rounding {
        Rounding::HalfAwayFromZero => rest >= 30,
        Rounding::HalfEven => rest > 30 || (rest == 30 && whole % 2 != 0),
        Rounding::Up => rest > 0,
        Rounding::Down => false,
    };
    i64::try_from(if away { whole + sixtieths.signum() } else { whole }).ok()
}

/// The decimal amount and the code, such as `85.00 EUR`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.currency.digits();
        let unit = 10u64.pow(digits);
        let (whole, fraction) = (self.minor.unsigned_abs() / unit, self.minor.unsigned_abs() % unit);
        let sign = if self.minor < 0 { "-" } else { "" };
        match digits {
            0 => write!(f, "{sign}{whole} {}", self.currency.code()),
            _ => write!(
                f,
                "{sign}{whole}.{fraction:0width$} {}",
                self.currency.code(),
                width = digits as usize
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn money(text: &str, code: &str) -> Money {
        Money::parse(text, code.parse().unwrap()).unwrap()
    }

    #[rstest]
    #[case("85.00", "EUR", 8_500, "85.00 EUR")]
    #[case("85", "JPY", 85, "85 JPY")]
    #[case("1.005", "KWD", 1_005, "1.005 KWD")]
    #[case("0.07", "USD", 7, "0.07 USD")]
    fn amounts_are_read_and_shown(
        #[case] text: &str,
        #[case] code: &str,
        #[case] minor: i64,
        #[case] shown: &str,
    ) {
        assert_eq!(money(text, code).minor, minor);
        assert_eq!(money(text, code).to_string(), shown);
    }

    #[rstest]
    #[case("XAU")]
    #[case("eur")]
    #[case("EURO")]
    fn other_codes_are_refused(#[case] code: &str) {
        assert!(code.parse::<Currency>().is_err());
    }

    #[rstest]
    #[case(1, 30, Rounding::HalfAwayFromZero, 1)]
    #[case(1, 29, Rounding::HalfAwayFromZero, 0)]
    #[case(-1, 30, Rounding::HalfAwayFromZero, -1)]
    #[case(8_500, 10, Rounding::HalfAwayFromZero, 1_417)]
    #[case(1, 30, Rounding::HalfEven, 0)]
    #[case(3, 30, Rounding::HalfEven, 2)]
    #[case(1, 1, Rounding::Up, 1)]
    #[case(-1, 1, Rounding::Up, -1)]
    #[case(119, 30, Rounding::Down, 59)]
    #[case(i64::MAX, 60, Rounding::HalfAwayFromZero, i64::MAX)]
    fn minutes_are_paid_by_the_hour(
        #[case] rate: i64,
        #[case] minutes: i64,
        #[case] rounding: Rounding,
        #[case] minor: i64,
    ) {
        assert_eq!(per_hour(rate, minutes, rounding), Some(minor));
    }

    #[test]
    fn an_amount_too_large_is_none() {
        assert_eq!(per_hour(i64::MAX, 61, Rounding::Down), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(minor in 0i64..i64::MAX, code in prop::sample::select(vec!["EUR", "JPY", "KWD", "UAH"])) {
            let money = Money { minor, currency: code.parse().unwrap() };
            let shown = money.to_string();
            prop_assert_eq!(Money::parse(shown.split(' ').next().unwrap(), money.currency), Ok(money));
        }

        #[test]
        fn an_amount_is_at_most_half_a_unit_off(rate in 0i64..1_000_000, minutes in 0i64..100_000) {
            let amount = per_hour(rate, minutes, Rounding::HalfAwayFromZero).unwrap();
            prop_assert!((amount * 60 - rate * minutes).abs() <= 30);
        }
    }
}
